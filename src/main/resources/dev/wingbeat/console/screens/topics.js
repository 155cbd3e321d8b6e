// Topics, and one of them.

import { bar } from "../chart.js";
import { ask, notJson } from "../dialog.js";
import { h } from "../dom.js";
import { count, nodeName, plural, rate, since } from "../format.js";
import { Pages, table } from "../table.js";

/** A topic has more presences than that: they are not fetched every two seconds. */
const MAX_PRESENCES = 1000;

/** How soon to ask again while nothing has been counted. */
const COUNTING_MS = 700;

const link = (topic) => `#/topic/${encodeURIComponent(topic)}`;

export function topics(context) {
  const pages = new Pages();
  const screen = {
    title: "Topics",
    async load() {
      const sort = context.query.get("sort") ?? "members";
      const prefix = context.query.get("prefix") ?? "";
      const answer = sort === "rate" ? await busiest(context, prefix) : await context.ask("topics", { ...prefix && { prefix }, sort, limit: 50, ...pages.cursor && { cursor: pages.cursor } });
      pages.learn(answer);
      screen.every = answer.counting ? COUNTING_MS : undefined;
      screen.partial = answer.partial;
      const onsort = (name) => narrow({ sort: name });
      const narrow = (changes) => {
        pages.first();
        context.narrow(changes);
      };
      return [
        h("div", { class: "tools", "data-key": "tools" },
          h("label", null, "Begins with", h("input", { id: "prefix", type: "search", value: prefix, placeholder: "room:", spellcheck: "false", autocomplete: "off", oninput: (event) => narrow({ prefix: event.target.value }) })),
          context.taps && prefix && h("div", { class: "buttons" }, h("a", { class: "button", href: `#/tap?prefix=${encodeURIComponent(prefix)}` }, "Tap these"))),
        table({
          label: "Topics",
          rows: answer.items,
          rowKey: (row) => row.topic,
          sorted: sort,
          onsort,
          empty: sort === "rate" ? "Counting what is sent: wait for two seconds. Nothing is counted while nobody looks." : prefix ? `Nobody has joined a topic that begins with ${prefix}` : "Nobody has joined a topic.",
          columns: [
            { key: "topic", label: "Topic", main: true, sort: "topic", ascending: true, cell: (row) => h("a", { class: "name", href: link(row.topic) }, row.topic) },
            { key: "members", label: "Members", number: true, sort: "members", cell: (row) => count(row.members) },
            { key: "rate", label: "Messages", number: true, sort: "rate", cell: (row) => rate(row.rate) },
            { key: "nodes", label: "On nodes", wide: true, cell: (row) => Object.entries(row.nodes).map(([name, n]) => `${nodeName(name)} ${row.rate === undefined ? count(n) : rate(n)}`).join(" · ") },
          ],
        }),
        pages.buttons(context.refresh),
      ];
    },
  };
  return screen;
}

/** The topics on which most is broadcast now, in the form of a list of topics; their nodes are those on which it is. */
async function busiest(context, prefix) {
  const { items, partial } = await context.ask("topics.rates", prefix ? { prefix } : {});
  const rows = new Map();
  for (const { node, topics: counted } of items) {
    for (const { topic: name, rate: n } of counted) {
      const row = rows.get(name) ?? { topic: name, rate: 0, nodes: {} };
      row.rate += n;
      row.nodes[node] = n;
      rows.set(name, row);
    }
  }
  return { items: [...rows.values()].sort((a, b) => b.rate - a.rate).slice(0, 50), partial, counting: items.some((node) => !node.counted) };
}

export function topic(context, name) {
  const pages = new Pages();
  const screen = {
    title: [h("a", { href: "#/topics" }, "Topics / "), name],
    async load() {
      const [known, { items: counted }, members] = await Promise.all([
        context.ask("topic", { topic: name }),
        context.ask("topics.rates", { topic: name }),
        context.ask("topic.members", { topic: name, limit: 50, ...pages.cursor && { cursor: pages.cursor } }),
      ]);
      const presence = known.presences > MAX_PRESENCES ? { presences: {} } : await context.ask("topic.presence", { topic: name }).catch(() => ({ presences: {} }));
      pages.learn(members);
      screen.partial = members.partial;
      const rates = Object.fromEntries(counted.filter((node) => node.counted).map((node) => [node.node, node.topics[0]?.rate ?? 0]));
      screen.every = counted.every((node) => node.counted) ? undefined : COUNTING_MS;
      return [actions(context, name, known, Object.values(rates)), h("div", { class: "two", "data-key": "two" },
        h("section", null, h("h2", null, "Members", h("small", null, count(known.members))), memberTable(members), pages.buttons(context.refresh)),
        h("section", null, h("h2", null, "Per node"), nodes(known, rates), h("h2", null, "Presence", h("small", null, count(known.presences))), people(presence, known.presences)))];
    },
  };
  return screen;
}

function actions(context, name, known, rates) {
  return h("div", { class: "tools", "data-key": "actions" },
    h("span", { class: "tag" }, plural(known.members, "member")),
    h("span", { class: "tag" }, rates.length ? `${rate(rates.reduce((sum, each) => sum + each, 0))} broadcast` : "counting"),
    known.presences > 0 && h("span", { class: "tag" }, plural(known.presences, "presence")),
    h("div", { class: "buttons" },
      context.taps && h("a", { class: "button", href: `#/tap?topic=${encodeURIComponent(name)}` }, "Tap"),
      context.acts && h("button", { id: "publish", type: "button", onclick: () => publish(context, name) }, "Publish …"),
      context.acts && h("button", { id: "disconnect-all", type: "button", class: "danger", onclick: () => clear(context, name, known) }, "Disconnect all …")));
}

async function publish(context, name) {
  const values = await ask({
    title: `Publish on ${name}`,
    verb: "Publish",
    fields: [
      { name: "event", label: "Event", placeholder: "announcement", check: (text) => text ? null : "event: expected a name" },
      { name: "payload", label: "Payload", kind: "text", value: "{}", check: notJson },
    ],
  });
  if (values) {
    await context.act("publish", { topic: name, event: values.event, payload: JSON.parse(values.payload) }, () => `Published ${values.event} on ${name}`);
  }
}

async function clear(context, name, known) {
  const values = await ask({
    title: `Disconnect everybody on ${name}?`,
    text: `${plural(known.members, "connection")} will be closed, with all their channels.`,
    verb: "Disconnect",
    danger: true,
    fields: [{ name: "return", label: "They may come back at once", kind: "check", value: true }],
  });
  if (values) {
    await context.act("disconnect", { topic: name, return: values.return }, ({ closed }) => `${plural(closed, "connection")} closed`);
  }
}

function memberTable({ items }) {
  return table({
    label: "Members",
    rows: items,
    rowKey: (row) => row.connection,
    empty: "Nobody is here.",
    columns: [
      { key: "socket_id", label: "Socket id", main: true, cell: (row) => h("a", { class: "name", href: `#/connection/${encodeURIComponent(row.connection)}` }, row.socket_id ?? row.connection) },
      { key: "node", label: "Node", cell: (row) => nodeName(row.node) },
      { key: "joined_at", label: "Here for", number: true, cell: (row) => row.joined_at ? since(row.joined_at) : "joining" },
    ],
  });
}

function nodes({ nodes: byNode, members }, rates) {
  const names = [...new Set([...Object.keys(byNode), ...Object.keys(rates).filter((name) => rates[name] > 0)])];
  return table({
    label: "Members per node",
    rows: names.map((name) => [name, byNode[name] ?? 0]),
    rowKey: ([name]) => name,
    empty: "On no node.",
    columns: [{ key: "node", label: "Node", main: true, cell: ([name]) => nodeName(name) },
      { key: "members", label: "Members", number: true, cell: ([, n]) => bar(members ? n / members * 0.6 : 0, count(n)) },
      { key: "rate", label: "Broadcast here", number: true, cell: ([name]) => rate(rates[name]) }],
  });
}

function people({ presences = {} }, all) {
  return table({
    label: "Presence",
    rows: Object.entries(presences).slice(0, 100),
    rowKey: ([key]) => key,
    empty: all > 0 ? "Too many to be listed here: the server API lists them." : "Nobody is tracked here.",
    columns: [{ key: "key", label: "Key", main: true, cell: ([key]) => h("span", { class: "name" }, key) },
      { key: "metas", label: "Times", number: true, cell: ([, { metas }]) => count(metas.length) }],
  });
}
