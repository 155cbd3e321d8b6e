// The cluster: what its nodes do, and who sees whom.

import { bar, chartCard } from "../chart.js";
import { ask } from "../dialog.js";
import { h } from "../dom.js";
import { bytes, count, nodeName, percent, plural, rate } from "../format.js";
import { table } from "../table.js";

const TOTALS = [["connections", "Connections", count], ["topics", "Topics", count], ["received", "Messages in", rate],
  ["sent", "Messages out", rate]];

export function cluster(context) {
  const screen = {
    title: "Cluster",
    async load() {
      const { items, partial } = await context.ask("overview", { series: TOTALS.map(([name]) => name) });
      screen.partial = partial;
      screen.slowCount = items.reduce((sum, node) => sum + node.slow, 0);
      const at = longest(items).samples.at;
      return [
        h("div", { class: "grid tiles", "data-key": "totals" }, TOTALS.map(([name, label, format]) =>
          chartCard({ label, values: total(items, name, at.length), at, format }))),
        h("section", { "data-key": "nodes" },
          h("h2", null, "Nodes", h("small", null, versions(items))),
          table({ label: "Nodes", rows: items, rowKey: (node) => node.node, columns: columns(context, distinct(items).length > 1), empty: "No node." })),
        h("section", { "data-key": "mesh" }, h("h2", null, "Who sees whom"), mesh(items)),
      ];
    },
  };
  return screen;
}

/** How many there are, and what they run: all the same, unless an update is under way. */
const versions = (items) => `${count(items.length)} · Wingbeat ${distinct(items).join(" and ")}`;

const distinct = (items) => [...new Set(items.map((node) => node.version))].sort();

const longest = (items) => items.reduce((best, node) => node.samples.at.length > best.samples.at.length ? node : best);

/** Adds up the nodes' samples from the newest back: they are taken at nearly the same times. */
function total(items, name, length) {
  return Array.from({ length }, (_, i) => items.reduce((sum, node) => {
    const values = node.samples.series[name];
    return sum + (values[values.length - length + i] ?? 0);
  }, 0));
}

/** While an update is under way, each node says what it runs. */
function columns(context, updating) {
  return [
    { key: "node", label: "Node", main: true, cell: (node) => h("a", { class: "state", href: `#/node/${encodeURIComponent(node.node)}` },
      h("span", { class: `dot ${node.ready ? "good" : node.draining ? "warn" : "bad"}`, title: node.reason ?? "ready" }),
      h("span", { class: "name" }, nodeName(node.node)), node.ready ? null : h("span", { class: "tag warn" }, node.reason)) },
    ...(updating ? [{ key: "version", label: "Version", cell: (node) => node.version }] : []),
    { key: "connections", label: "Connections", number: true, cell: (node) => count(node.connections) },
    { key: "topics", label: "Topics", number: true, cell: (node) => count(node.topics) },
    { key: "received", label: "In", number: true, cell: (node) => rate(node.received) },
    { key: "sent", label: "Out", number: true, cell: (node) => rate(node.sent) },
    { key: "busy", label: "Busiest loop", number: true, cell: (node) => bar(node.busy, percent(node.busy)) },
    { key: "heap", label: "Heap", number: true, cell: (node) => bar(node.heap / node.heap_max, bytes(node.heap)) },
    { key: "lanes", label: "Waiting", number: true, cell: (node) => bytes(node.lane_waiting_bytes) },
    { key: "lost", label: "Lost", number: true, cell: (node) => node.lost > 0 ? h("span", { class: "hot" }, count(node.lost)) : "0" },
    ...(context.acts ? [{ key: "drain", label: "", number: true, cell: (node) => h("button", {
      type: "button", class: "quiet danger", disabled: node.draining, onclick: () => drain(context, node),
    }, "Drain …") }] : []),
  ];
}

export async function drain(context, { node, connections }) {
  const sure = await ask({
    title: `Drain ${nodeName(node)}?`,
    text: `Its ${plural(connections, "connection")} are closed in batches, and come back on other nodes. It takes no new ones until it is started again.`,
    verb: "Drain",
    danger: true,
  });
  if (sure) {
    await context.act("drain", { node }, () => `${nodeName(node)} drains`);
  }
}

function mesh(items) {
  if (items.length < 2) {
    return h("div", { class: "empty" }, h("p", null, "One node: there is nobody else to see."));
  }
  const names = items.map((node) => node.node);
  return h("div", { class: "table keep" }, h("table", { class: "mesh", "aria-label": "Who sees whom" },
    h("thead", null, h("tr", null, h("th", { scope: "col" }, "sees"), names.map((name) => h("th", { scope: "col" }, nodeName(name))))),
    h("tbody", null, items.map((node) => h("tr", { "data-key": node.node },
      h("th", { scope: "row" }, nodeName(node.node)), names.map((other) => cell(node, other)))))));
}

function cell(node, other) {
  if (node.node === other) {
    return h("td", null, "·");
  }
  const lanes = node.lost_lanes[other];
  if (!node.sees.includes(other)) {
    return h("td", { class: "no" }, "no");
  }
  return lanes ? h("td", { class: "no" }, `not on ${plural(lanes.length, "lane")}`)
    : h("td", { class: "yes" }, h("span", { "aria-label": "yes" }, "✓"));
}
