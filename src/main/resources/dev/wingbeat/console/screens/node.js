// One node: a quarter of an hour of everything.

import { bar, chartCard } from "../chart.js";
import { ask } from "../dialog.js";
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

const LEVELS = ["debug", "trace", "info", "warning", "error"];

export function node(context, name) {
  let values = null;
  const readConfig = async () => {
    values = context.acts ? await context.ask("config", { node: name }).then((answer) => answer.values, (problem) => problem.code === "not_found" ? [] : null) : [];
  };
  const screen = {
    title: [h("a", { href: "#/" }, "Cluster / "), nodeName(name)],
    async load() {
      const { items, partial } = await context.ask("overview", { node: name });
      screen.partial = partial;
      const [shown] = items;
      if (!shown) {
        return h("div", { class: "empty" }, h("p", null, `${name} does not answer, or has left the cluster.`));
      }
      if (!values) {
        await readConfig();
      }
      return [facts(shown, context, values?.length > 0, readConfig), ...CHARTS.map(([title, charts]) => group(title, charts, shown.samples)),
        h("div", { class: "two", "data-key": "two" }, loops(shown), lanes(shown)), config(values)];
    },
  };
  return screen;
}

function facts(node, context, configured, readConfig) {
  const fact = (label, value) => h("div", null, h("dt", null, label), h("dd", null, value));
  return h("section", { "data-key": "facts" },
    h("div", { class: "tools" },
      h("span", { class: `tag ${node.ready ? "" : "warn"}` }, node.ready ? "Ready" : node.reason),
      node.log_level && h("span", { class: "tag warn" }, `Logs at ${node.log_level.level} for ${duration(node.log_level.left_ms)}`),
      h("div", { class: "buttons" },
        h("a", { class: "button quiet", href: `#/connections?node=${encodeURIComponent(node.node)}` }, "Its connections"),
        context.acts && configured && h("button", { id: "log-level", type: "button", class: "quiet", onclick: () => logLevel(context, node) }, "Log level …"),
        context.acts && configured && h("button", { id: "reload", type: "button", class: "quiet", onclick: () => reload(context, node, readConfig) }, "Reload configuration …"),
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

async function logLevel(context, { node, log_level: held }) {
  const values = await ask({
    title: `What does ${nodeName(node)} log?`,
    text: "For ten minutes, or until its configuration says something else.",
    verb: "Set",
    fields: [{ name: "level", label: "Level", kind: "choice",
      choices: [...LEVELS.map((level) => [level, level]), ...held ? [["", "as configured"]] : []] }],
  });
  if (values) {
    await context.act("log.level", { node, ...values.level && { level: values.level } },
      () => `${nodeName(node)} logs ${values.level ? `at ${values.level} for ten minutes` : "as configured"}`);
  }
}

async function reload(context, { node }, readConfig) {
  if (await ask({ title: `Reload the configuration of ${nodeName(node)}?`, text: "All of it is checked first. What can only count after a restart is named.", verb: "Reload" })) {
    await context.act("config.reload", { node }, ({ applied, restart_needed: later }) =>
      [applied.length ? `Applied ${applied.join(", ")}` : "Nothing to apply", later.length && `restart needed for ${later.join(", ")}`].filter(Boolean).join("; "));
    await readConfig();
    context.refresh();
  }
}

function lanes({ lanes: all, lane_waiting_bytes: waiting, lost_lanes: silent, sees }) {
  const fact = (label, value) => h("div", null, h("dt", null, label), h("dd", null, value));
  const both = (of, format) => `${format(of.in ?? 0)} in, ${format(of.out ?? 0)} out`;
  const lost = all.lost + all.dropped;
  return h("section", { "data-key": "lanes" }, h("h2", null, "Lanes to other nodes"),
    sees.length === 0 ? h("div", { class: "empty" }, h("p", null, "One node: there is nobody to send to.")) : h("dl", { class: "card facts" },
      fact("Items", both(all.items, count)), fact("Envelopes", both(all.envelopes, count)), fact("Bytes", both(all.bytes, bytes)),
      fact("Waiting", bytes(waiting)), fact("Lost, dropped", lost > 0 ? h("span", { class: "hot" }, `${count(all.lost)}, ${count(all.dropped)}`) : "0, 0"),
      fact("Round trip", all.round_trip_ms === null ? "–" : `${all.round_trip_ms.toFixed(1)} ms`),
      fact("Registered anew", count(all.registered_anew)),
      fact("Not heard", Object.entries(silent).map(([name, numbers]) => `${nodeName(name)} on ${numbers.length}`).join(", ") || "none")));
}

function config(values) {
  if (!values?.length) {
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
