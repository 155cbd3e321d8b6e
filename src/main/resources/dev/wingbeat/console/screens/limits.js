// Who was refused, and by what; and who has done what.

import { ask } from "../dialog.js";
import { h } from "../dom.js";
import { count, duration, nodeName, time } from "../format.js";
import { Pages, table } from "../table.js";

const KINDS = [
  ["wingbeat_limited_total", "Refused by a limit", "No limit has refused anything."],
  ["wingbeat_connects_refused_total", "Connects refused", "Everybody was let in."],
  ["wingbeat_joins_total", "Joins refused or failed", "Every join was accepted."],
  ["wingbeat_stalled_total", "Closed because they did not read", "Everybody reads."],
  ["wingbeat_undecodable_total", "Closed for what they sent", "Everything could be read."],
];

export function limits(context) {
  const pages = new Pages();
  const screen = {
    title: "Limits",
    async load() {
      const [{ items, partial }, blocked] = await Promise.all([context.ask("refusals"),
        context.acts ? context.ask("blocks", { limit: 50, ...pages.cursor && { cursor: pages.cursor } }) : null]);
      pages.learn(blocked ?? {});
      screen.partial = partial;
      return [...KINDS.map(([metric, title, empty]) => h("section", { "data-key": metric }, h("h2", null, title), refused(merged(items, metric), title, empty))),
        h("section", { "data-key": "tokens" }, h("h2", null, "Tokens"), context.acts && revoking(context), tokens(items)),
        blocked && h("section", { "data-key": "blocked" }, h("h2", null, "Blocked"), blocking(context), blocks(context, blocked.items), pages.buttons(context.refresh)),
        h("section", { "data-key": "origins" }, h("h2", null, "Pages of other origins"), origins(items))];
    },
  };
  return screen;
}

/** Adds the nodes up by what the metric tells apart. */
export function merged(nodes, metric) {
  const rows = new Map();
  for (const { node, counts } of nodes) {
    for (const { labels, value } of counts[metric] ?? []) {
      const what = Object.entries(labels).map(([name, text]) => `${name} ${text}`).join(" · ");
      const row = rows.get(what) ?? { what, total: 0, nodes: [] };
      row.total += value;
      row.nodes.push(`${nodeName(node)} ${count(value)}`);
      rows.set(what, row);
    }
  }
  return [...rows.values()].sort((a, b) => b.total - a.total);
}

export function refused(rows, label, empty) {
  return table({
    label,
    rows,
    rowKey: (row) => row.what,
    empty,
    columns: [
      { key: "what", label: "What", main: true, cell: (row) => row.what },
      { key: "total", label: "Times", number: true, cell: (row) => count(row.total) },
      { key: "nodes", label: "On nodes", wide: true, cell: (row) => row.nodes.join(" · ") },
    ],
  });
}

/** What each node holds against tokens, and how old the keys are by which it checks them. */
function tokens(items) {
  return table({
    label: "Tokens",
    rows: items,
    rowKey: (row) => row.node,
    empty: "No node.",
    columns: [
      { key: "node", label: "Node", main: true, cell: (row) => nodeName(row.node) },
      { key: "revocations", label: "Revoked or blocked", number: true, cell: (row) => count(row.revocations) },
      { key: "keys", label: "Age of keys", wide: true, cell: (row) => Object.entries(row.jwks_age_seconds).map(([issuer, s]) => `${issuer} ${duration(1000 * s)}`).join(" · ") || "no issuer" },
    ],
  });
}

const TIMES = [[1, "An hour"], [24, "A day"], [24 * 7, "A week"], [24 * 28, "Four weeks"]].map(([hours, label]) => [String(hours), label]);
const until = (hours) => new Date(Date.now() + hours * 3600_000).toISOString();

const blocking = (context) => h("div", { class: "tools" }, h("div", { class: "buttons" },
  h("button", { id: "block", type: "button", class: "danger", onclick: () => block(context) }, "Block a subject …"),
  h("button", { id: "block-address", type: "button", class: "danger", onclick: () => blockAddress(context) }, "Block an address …")));

/** Who is kept away until when; each may be let in again. */
function blocks(context, items) {
  return table({
    label: "Blocked",
    rows: items,
    rowKey: (row) => row.id,
    empty: "Nobody is blocked.",
    columns: [
      { key: "name", label: "Who", main: true, cell: (row) => h("span", { class: "name" }, row.name) },
      { key: "kind", label: "Kind", cell: (row) => row.kind },
      { key: "until", label: "For", number: true, cell: (row) => h("span", { title: row.until }, duration(new Date(row.until) - Date.now())) },
      { key: "acts", label: "", number: true, cell: (row) => h("button", { type: "button", class: "quiet", onclick: () => unblock(context, row) }, "Unblock …") },
    ],
  });
}

async function unblock(context, { kind, name }) {
  if (await ask({ title: `Unblock ${name}?`, text: "On all nodes. What was revoked besides stays revoked.", verb: "Unblock" })) {
    await context.act(kind === "address" ? "addresses.unblock" : "tokens.unblock", { [kind]: name }, () => `${name} is no longer blocked`);
  }
}

export async function blockAddress(context, address = "") {
  const values = await ask({
    title: "Block an address?",
    text: "Its connections are closed on all nodes, and none is let in: whoever shares it, behind a router or a proxy that is not trusted, is kept away, too. Of IPv6, the network of 64 bits.",
    verb: "Block",
    danger: true,
    fields: [
      { name: "address", label: "Address", placeholder: "192.0.2.7", value: address, check: (text) => text ? null : "address: expected one" },
      { name: "hours", label: "For how long", kind: "choice", choices: TIMES },
    ],
  });
  if (values) {
    await context.act("addresses.block", { address: values.address.trim(), until: until(values.hours) }, () => `${values.address.trim()} is blocked`);
  }
}

function revoking(context) {
  return h("div", { class: "tools" }, h("div", { class: "buttons" },
    h("button", { id: "revoke", type: "button", class: "danger", onclick: () => revoke(context) }, "Revoke a token …")));
}

async function block(context) {
  const values = await ask({
    title: "Block a subject?",
    text: "Connections that came in by a token of this subject are closed on all nodes, and none is let in by one, however new it is.",
    verb: "Block",
    danger: true,
    fields: [
      { name: "subject", label: "Subject, as the tokens say", placeholder: "user:7", check: (text) => text ? null : "subject: expected a text" },
      { name: "hours", label: "For how long", kind: "choice", choices: TIMES },
    ],
  });
  if (values) {
    await context.act("tokens.block", { subject: values.subject, until: until(values.hours) }, () => `${values.subject} is blocked`);
  }
}

async function revoke(context) {
  const values = await ask({
    title: "Revoke a token?",
    text: "Connections that came in by it are closed on all nodes. It need be remembered no longer than it would have been valid.",
    verb: "Revoke",
    danger: true,
    fields: [
      { name: "jti", label: "Its id (jti)", check: (text) => text ? null : "jti: expected a text" },
      { name: "hours", label: "Until it would have ended", kind: "choice", choices: TIMES },
    ],
  });
  if (values) {
    await context.act("tokens.revoke", { jti: values.jti, until: until(values.hours) }, () => `${values.jti} is revoked`);
  }
}

/** The last refused origins of each node: what they said, and what is let in. */
function origins(items) {
  const rows = items.flatMap(({ node, origins: all }) => all.map((row) => ({ ...row, node }))).sort((a, b) => b.at - a.at);
  return table({
    label: "Pages of other origins",
    rows,
    rowKey: (row) => `${row.node} ${row.origin}`,
    empty: "No page of another origin was refused.",
    columns: [
      { key: "origin", label: "Origin", main: true, cell: (row) => h("span", { class: "name" }, row.origin) },
      { key: "expected", label: "Expected", wide: true, cell: (row) => row.expected },
      { key: "times", label: "Times", number: true, cell: (row) => count(row.times) },
      { key: "at", label: "Last at", number: true, cell: (row) => time(row.at) },
      { key: "node", label: "Node", cell: (row) => nodeName(row.node) },
    ],
  });
}

export function audit(context) {
  const screen = {
    title: "Audit",
    async load() {
      const { items, partial } = await context.ask("audit", { limit: 100 });
      screen.partial = partial;
      return [
        h("p", { class: "soft", "data-key": "lead" }, "The last actions that nodes were asked for, by the console or the API. Each is in the log of its node, too."),
        table({
          label: "Actions",
          rows: items,
          rowKey: (row) => row.id,
          empty: "Nobody has done anything.",
          columns: [
            { key: "at", label: "At", cell: (row) => h("span", { title: row.at }, time(row.at)) },
            { key: "who", label: "Who", main: true, cell: (row) => row.who },
            { key: "action", label: "Action", cell: (row) => row.action },
            { key: "target", label: "Target", wide: true, cell: (row) => words(row.target) },
            { key: "result", label: "Result", wide: true, cell: (row) => result(row.result) },
            { key: "node", label: "Asked", cell: (row) => nodeName(row.node) },
          ],
        }),
      ];
    },
  };
  return screen;
}

/** An object as people read it: without what only programs need, and without what is empty. */
function words(object) {
  const parts = Object.entries(object).filter(([name, value]) => name !== "tap" && !(Array.isArray(value) && value.length === 0))
    .map(([name, value]) => `${name} ${typeof value === "object" ? JSON.stringify(value) : value}`);
  return parts.join(" · ");
}

function result(text) {
  try {
    return words(JSON.parse(text)) || "done";
  } catch {
    return text;
  }
}
