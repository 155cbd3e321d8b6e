// Connections, one of them, and those that are slow.

import { bar } from "../chart.js";
import { ask, notJson } from "../dialog.js";
import { h } from "../dom.js";
import { bytes, count, duration, nodeName, plural, rate, since, time } from "../format.js";
import { Pages, table } from "../table.js";
import { blockAddress, merged, refused } from "./limits.js";

const HOT = 64 * 1024;
const COUNTING_MS = 700;
const SHED = "wingbeat_shed_total";
const link = (row) => `#/connection/${encodeURIComponent(row.connection)}`;
const FILTERS = [["socket_id", "Socket id", "user:7"], ["topic", "Topic", "room:lobby"], ["node", "Node", "a"]];

export function connections(context) {
  const pages = new Pages();
  const screen = {
    title: "Connections",
    async load() {
      const sort = context.query.get("sort") ?? "waiting";
      const filters = Object.fromEntries(FILTERS.map(([name]) => [name, context.query.get(name)]).filter(([, value]) => value));
      const answer = await context.ask("connections", { ...filters, sort, limit: 50, ...pages.cursor && { cursor: pages.cursor } });
      pages.learn(answer);
      screen.partial = answer.partial;
      screen.every = sort === "rate" && answer.items.some((row) => row.rate === undefined) ? COUNTING_MS : undefined;
      const narrow = (changes) => {
        pages.first();
        context.narrow(changes);
      };
      return [
        h("div", { class: "tools", "data-key": "tools" },
          FILTERS.map(([name, label, placeholder]) => h("label", null, label, h("input", {
            id: `filter-${name}`, type: "search", value: filters[name] ?? "", placeholder, spellcheck: "false", autocomplete: "off",
            oninput: (event) => narrow({ [name]: event.target.value.trim() }),
          }))),
          context.acts && filters.socket_id && h("div", { class: "buttons" },
            h("button", { type: "button", class: "danger", onclick: () => disconnect(context, { socket_id: filters.socket_id }, filters.socket_id) }, "Disconnect this id …"))),
        list(answer.items, sort, (name) => narrow({ sort: name }), "No connection is as you ask."),
        pages.buttons(context.refresh),
      ];
    },
  };
  return screen;
}

function list(rows, sorted, onsort, empty) {
  return table({
    label: "Connections",
    rows,
    rowKey: (row) => row.connection,
    sorted,
    onsort,
    empty,
    columns: [
      { key: "socket_id", label: "Socket id", main: true, cell: (row) => h("a", { class: "name", href: link(row) }, row.socket_id ?? row.connection) },
      { key: "node", label: "Node", cell: (row) => nodeName(row.node) },
      { key: "transport", label: "Transport", cell: (row) => row.transport },
      { key: "channels", label: "Channels", number: true, sort: "channels", cell: (row) => count(row.channels) },
      { key: "rate", label: "Messages", number: true, sort: "rate", cell: (row) => rate(row.rate) },
      { key: "waiting", label: "Waiting", number: true, sort: "waiting", cell: (row) => row.waiting_bytes > HOT ? h("span", { class: "hot" }, bytes(row.waiting_bytes)) : bytes(row.waiting_bytes) },
      { key: "age", label: "Age", number: true, sort: "age", cell: (row) => since(row.opened_at) },
    ],
  });
}

async function disconnect(context, question, name) {
  const values = await ask({
    title: `Disconnect ${name}?`,
    text: "Its channels end. A client that may come back does so by itself.",
    verb: "Disconnect",
    danger: true,
    fields: [{ name: "return", label: "It may come back at once", kind: "check", value: true }],
  });
  if (values) {
    await context.act("disconnect", { ...question, return: values.return }, ({ closed }) => `${plural(closed, "connection")} closed`);
  }
}

export function connection(context, id) {
  const screen = {
    title: [h("a", { href: "#/connections" }, "Connections / "), id],
    async load() {
      try {
        const [row, frames] = await Promise.all([context.ask("connection", { connection: id }),
          context.taps ? context.ask("frames.read", { connection: id }) : null]);
        screen.title = [h("a", { href: "#/connections" }, "Connections / "), row.socket_id ?? id];
        return draw(context, row, frames);
      } catch (problem) {
        if (problem.code !== "not_found") {
          throw problem;
        }
        return h("div", { class: "empty" }, h("p", null, "This connection has ended."));
      }
    },
  };
  return screen;
}

function draw(context, row, frames) {
  const fact = (label, value) => h("div", null, h("dt", null, label), h("dd", null, value));
  const target = { connection: row.connection };
  return [
    h("div", { class: "tools", "data-key": "actions" },
      h("span", { class: "tag" }, row.transport), row.waiting_bytes > HOT && h("span", { class: "tag warn" }, `${bytes(row.waiting_bytes)} waiting`),
      (context.acts || context.taps) && h("div", { class: "buttons" },
        context.taps && row.socket_id && row.version && h("a", { class: "button", href: `#/tap?socket_id=${encodeURIComponent(row.socket_id)}` }, "Tap"),
        context.acts && row.socket_id && h("button", { id: "trace", type: "button", onclick: () => trace(context, row.socket_id) }, "Trace …"),
        context.acts && row.address && h("button", { id: "block-address", type: "button", class: "danger", onclick: () => blockAddress(context, row.address) }, "Block its address …"),
        context.acts && h("button", { id: "disconnect", type: "button", class: "danger", onclick: () => disconnect(context, target, row.socket_id ?? row.connection) }, "Disconnect …"))),
    h("dl", { class: "card facts", "data-key": "facts" },
      fact("Socket id", row.socket_id ?? "none"), fact("Node", h("a", { href: `#/node/${encodeURIComponent(row.node)}` }, nodeName(row.node))),
      fact("Mounted at", row.mount ?? "–"), fact("Protocol", row.version || "–"), row.address !== undefined && fact("Address", row.address ?? "unknown"), fact("Connected", `${since(row.opened_at)} ago, at ${time(row.opened_at)}`),
      fact("Waiting for it", bytes(row.waiting_bytes)), fact("Held for it", bytes(row.held_bytes)), fact("Channels", count(row.channels))),
    h("section", { "data-key": "channels" }, h("h2", null, "Channels"), table({
      label: "Channels",
      rows: row.joined,
      rowKey: (channel) => channel.topic,
      empty: "It has joined nothing.",
      columns: [
        { key: "topic", label: "Topic", main: true, cell: (channel) => h("a", { class: "name", href: `#/topic/${encodeURIComponent(channel.topic)}` }, channel.topic) },
        { key: "state", label: "State", cell: (channel) => channel.state },
        { key: "waiting", label: "In its mailbox", number: true, cell: (channel) => channel.waiting > 0 ? h("span", { class: "hot" }, count(channel.waiting)) : "0" },
        { key: "joined", label: "Joined", number: true, cell: (channel) => channel.joined_at ? `${since(channel.joined_at)} ago` : "–" },
        ...(context.acts ? [{ key: "acts", label: "", number: true, cell: (channel) => h("span", { class: "buttons" },
          h("button", { type: "button", class: "quiet", onclick: () => push(context, target, channel.topic) }, "Push …"),
          h("button", { type: "button", class: "quiet danger", onclick: () => leave(context, target, channel.topic) }, "Leave …")) }] : []),
      ],
    })),
    row.version && h("section", { "data-key": "limits" }, h("h2", null, "Limits"), table({
      label: "Limits",
      rows: row.limits,
      rowKey: (limit) => `${limit.limit} ${limit.topics}`,
      empty: "It may send as much as it likes.",
      columns: [
        { key: "limit", label: "Limit", main: true, cell: (limit) => limit.limit.replaceAll("_", " ") },
        { key: "topics", label: "Topics", cell: (limit) => limit.topics === "*" ? "all others" : limit.topics },
        { key: "left", label: "Left", number: true, cell: (limit) => bar(1 - limit.left / limit.burst, amount(limit, limit.left)) },
        { key: "burst", label: "At most", number: true, cell: (limit) => amount(limit, limit.burst) },
        { key: "rate", label: "Comes back", number: true, cell: (limit) => `${amount(limit, limit.rate)}/s` },
      ],
    })),
    frames && row.version && headers(context, target, frames),
  ];
}

const amount = ({ limit }, value) => limit === "bytes" ? bytes(value) : value < 10 ? String(value) : count(value);

/** The last messages without their payloads: nothing is kept of them until somebody wants it. */
function headers(context, target, frames) {
  const turn = (on) => context.act(on ? "frames.start" : "frames.stop", target, () => on ? "Headers are kept for ten minutes" : "Stopped");
  return h("section", { "data-key": "frames" }, h("h2", null, "Last messages", frames.on && h("small", null, `${count(frames.seen)} seen, ends in ${duration(frames.left_ms)}`)),
    h("div", { class: "tools" },
      h("span", { class: "soft" }, frames.on ? "The last 20 in both directions, without payloads: of more than 100 a second, some are left out." : "Nothing is kept of what it sends and is sent."),
      h("div", { class: "buttons" }, h("button", { id: "frames", type: "button", class: frames.on ? "quiet" : null, onclick: () => turn(!frames.on) }, frames.on ? "Stop" : "Keep headers for ten minutes"))),
    frames.on && table({
      label: "Last messages",
      rows: frames.frames,
      rowKey: (frame, i) => i,
      empty: "It has sent nothing since, and was sent nothing.",
      columns: [
        { key: "event", label: "Event", main: true, cell: (frame) => h("b", null, frame.event || "–") },
        { key: "direction", label: "Way", cell: (frame) => frame.direction === "in" ? "from the client" : "to the client" },
        { key: "topic", label: "Topic", cell: (frame) => frame.topic },
        { key: "ref", label: "Ref", number: true, cell: (frame) => frame.ref ?? "–" },
        { key: "bytes", label: "Size", number: true, cell: (frame) => bytes(frame.bytes) },
        { key: "at", label: "At", number: true, cell: (frame) => time(frame.at) },
      ],
    }));
}

async function trace(context, id) {
  if (await ask({ title: `Trace ${id}?`, text: "All joins and events of its connections are recorded for ten minutes, on all nodes whose application records traces.", verb: "Trace" })) {
    await context.act("trace", { socket_id: id }, ({ nodes }) => `${id} is traced for ten minutes on ${plural(nodes, "node")}`);
  }
}

async function push(context, target, topic) {
  const values = await ask({
    title: `Push on ${topic} to this connection`,
    verb: "Push",
    fields: [
      { name: "event", label: "Event", check: (text) => text ? null : "event: expected a name" },
      { name: "payload", label: "Payload", kind: "text", value: "{}", check: notJson },
    ],
  });
  if (values) {
    await context.act("push", { ...target, topic, event: values.event, payload: JSON.parse(values.payload) }, ({ pushed }) => `Pushed to ${plural(pushed, "channel")}`);
  }
}

async function leave(context, target, topic) {
  const values = await ask({
    title: `Make it leave ${topic}?`,
    verb: "Leave",
    danger: true,
    fields: [{ name: "rejoin", label: "It may join again at once", kind: "check", value: false }],
  });
  if (values) {
    await context.act("leave", { ...target, topic, rejoin: values.rejoin }, ({ left }) => `${plural(left, "channel")} left`);
  }
}

export function slow(context) {
  const screen = {
    title: "Slow clients",
    async load() {
      const [answer, { items: nodes }, { items: counts }] = await Promise.all([
        context.ask("connections", { sort: "waiting", limit: 50 }), context.ask("overview", { series: ["slow"] }), context.ask("refusals")]);
      screen.partial = answer.partial;
      screen.slowCount = nodes.reduce((sum, node) => sum + node.slow, 0);
      const waiting = answer.items.filter((row) => row.waiting_bytes > 0);
      return [
        h("p", { class: "soft", "data-key": "lead" }, "Clients that do not take what is sent to them: a quarter of what may wait does. The node closes one when too much waits, when it has taken nothing for too long, or when the node itself has no memory left."),
        h("section", { "data-key": "nodes" }, h("h2", null, "Per node"), table({
          label: "Slow clients per node",
          rows: nodes,
          rowKey: (node) => node.node,
          empty: "No node.",
          columns: [
            { key: "node", label: "Node", main: true, cell: (node) => nodeName(node.node) },
            { key: "slow", label: "Slow now", number: true, cell: (node) => node.slow > 0 ? h("span", { class: "hot" }, count(node.slow)) : "0" },
            { key: "bytes", label: "Waiting", number: true, cell: (node) => bytes(node.waiting_bytes) },
            { key: "stalled_bytes", label: "Closed: too much", number: true, cell: (node) => count(node.stalled.bytes ?? 0) },
            { key: "stalled_time", label: "Closed: too long", number: true, cell: (node) => count(node.stalled.time ?? 0) },
            { key: "stalled_memory", label: "Closed: memory", number: true, cell: (node) => count(node.stalled.memory ?? 0) },
          ],
        })),
        h("section", { "data-key": "list" }, h("h2", null, "For whom most waits"), list(waiting, "waiting", null, "Nothing waits for anybody.")),
        h("section", { "data-key": "shed" }, h("h2", null, "Left out for slow clients"), refused(merged(counts, SHED), "Left out for slow clients", "No message was left out, or replaced by a later one.")),
      ];
    },
  };
  return screen;
}
