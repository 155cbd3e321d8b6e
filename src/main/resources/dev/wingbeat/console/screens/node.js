// One node: a quarter of an hour of everything.

import { bar, chartCard } from "../chart.js";
import { h } from "../dom.js";
import { bytes, bytesRate, count, duration, nodeName, percent, rate } from "../format.js";
import { table } from "../table.js";
import { drain } from "./cluster.js";

const CHARTS = [
  ["Clients", [["connections", "Connections", count], ["connects", "Connects", rate], ["closes", "Closes", rate],
    ["refused", "Refused", rate, "warm"], ["slow", "Slow connections", count, "warm"], ["waiting_bytes", "Waiting for clients", bytes, "warm"]]],
  ["Channels", [["channels", "Channels", count], ["joins", "Joins", rate], ["topics", "Topics", count],
    ["presences", "Presences", count], ["mailbox", "Waiting for channels", count, "warm"], ["crashes", "Crashes", rate, "warm"]]],
  ["Messages", [["received", "Messages in", rate], ["sent", "Messages out", rate], ["broadcasts", "Broadcasts", rate],
    ["deliveries", "Deliveries", rate], ["received_bytes", "Bytes in", bytesRate], ["sent_bytes", "Bytes out", bytesRate]]],
  ["Node", [["busy", "Busiest loop", percent], ["heap", "Heap", bytes], ["lane_items", "To and from nodes", rate],
    ["lane_waiting_bytes", "Waiting for nodes", bytes, "warm"], ["lane_lost", "Lost between nodes", rate, "warm"], ["limited", "Refused by limits", rate, "warm"]]],
];

export function node(context, name) {
  const screen = {
    title: [h("a", { href: "#/" }, "Cluster / "), nodeName(name)],
    async load() {
      const { items, partial } = await context.ask("overview", { node: name });
      screen.partial = partial;
      const [shown] = items;
      if (!shown) {
        return h("div", { class: "empty" }, h("p", null, `${name} does not answer, or has left the cluster.`));
      }
      return [facts(shown, context), ...CHARTS.map(([title, charts]) => group(title, charts, shown.samples)),
        loops(shown), config(shown)];
    },
  };
  return screen;
}

function facts(node, context) {
  const fact = (label, value) => h("div", null, h("dt", null, label), h("dd", null, value));
  return h("section", { "data-key": "facts" },
    h("div", { class: "tools" },
      h("span", { class: `tag ${node.ready ? "" : "warn"}` }, node.ready ? "Ready" : node.reason),
      h("div", { class: "buttons" },
        h("a", { class: "button quiet", href: `#/connections?node=${encodeURIComponent(node.node)}` }, "Its connections"),
        context.acts && h("button", { type: "button", class: "quiet danger", disabled: node.draining, onclick: () => drain(context, node) }, "Drain …"))),
    h("dl", { class: "card facts" },
      fact("Up for", duration(node.up_ms)), fact("Version", node.version), fact("Java", node.java), fact("Vert.x", node.vertx),
      fact("Heap", `${bytes(node.heap)} of ${bytes(node.heap_max)}`), fact("Held for clients", `${bytes(node.held)} of ${bytes(node.budget)}`),
      fact("TCP connections", `${count(node.tcp_connections)} of ${count(node.tcp_connections_max)}`), fact("Sees", count(node.sees.length))));
}

function group(title, charts, { at, series }) {
  return h("section", { "data-key": title }, h("h2", null, title),
    h("div", { class: "grid six" }, charts.map(([name, label, format, kind]) => chartCard({ label, values: series[name], at, format, kind }))));
}

function loops(node) {
  return h("section", { "data-key": "loops" }, h("h2", null, "Event loops"),
    table({
      label: "Event loops",
      rows: node.loops.map((busy, i) => ({ loop: i, busy })),
      rowKey: (row) => row.loop,
      columns: [{ key: "loop", label: "Loop", main: true, cell: (row) => row.loop },
        { key: "busy", label: "Busy", number: true, cell: (row) => bar(row.busy, percent(row.busy)) }],
      empty: "None.",
    }));
}

function config({ config: values }) {
  if (!values) {
    return null;
  }
  return h("section", { "data-key": "config" }, h("h2", null, "Configuration"),
    table({
      label: "Configuration",
      rows: values,
      rowKey: (row) => row.name,
      columns: [{ key: "name", label: "Setting", main: true, cell: (row) => h("code", null, row.name) },
        { key: "value", label: "Value", wide: true, cell: (row) => h("code", null, row.value) },
        { key: "source", label: "From", cell: (row) => row.source }],
      empty: "None.",
    }));
}
