// Who was refused, and by what; and who has done what.

import { h } from "../dom.js";
import { count, nodeName, time } from "../format.js";
import { table } from "../table.js";

const KINDS = [
  ["wingbeat_limited_total", "Refused by a limit", "No limit has refused anything."],
  ["wingbeat_connects_refused_total", "Connects refused", "Everybody was let in."],
  ["wingbeat_joins_total", "Joins refused or failed", "Every join was accepted."],
  ["wingbeat_stalled_total", "Closed because they did not read", "Everybody reads."],
  ["wingbeat_undecodable_total", "Closed for what they sent", "Everything could be read."],
];

export function limits(context) {
  const screen = {
    title: "Limits",
    async load() {
      const { items, partial } = await context.ask("refusals");
      screen.partial = partial;
      return [...KINDS.map(([metric, title, empty]) => h("section", { "data-key": metric }, h("h2", null, title), refused(merged(items, metric), title, empty))),
        h("section", { "data-key": "origins" }, h("h2", null, "Pages of other origins"), origins(items))];
    },
  };
  return screen;
}

/** Adds the nodes up by what the metric tells apart. */
function merged(nodes, metric) {
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

function refused(rows, label, empty) {
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
