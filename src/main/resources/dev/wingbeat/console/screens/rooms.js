// Rooms: authoritative ones, of all kinds, and one of them.

import { ask, notJson } from "../dialog.js";
import { h } from "../dom.js";
import { bytes, count, nodeName, percent } from "../format.js";
import { Pages, table } from "../table.js";

const link = ({ kind, id }) => `#/room/${encodeURIComponent(kind)}/${encodeURIComponent(id)}`;
const millis = (value) => value === null || value === undefined ? "–" : `${value < 10 ? value.toFixed(1) : count(value)} ms`;

export function rooms(context) {
  const pages = new Pages();
  const screen = {
    title: "Rooms",
    async load() {
      const kind = context.query.get("kind") ?? "";
      const sort = context.query.get("sort") ?? "topic";
      const [answer, { items: nodes }] = await Promise.all([
        context.ask("rooms", { ...kind && { kind }, sort, limit: 50, ...pages.cursor && { cursor: pages.cursor } }), context.ask("rooms.kinds")]);
      pages.learn(answer);
      screen.partial = answer.partial;
      const narrow = (changes) => {
        pages.first();
        context.narrow(changes);
      };
      return [
        kinds(nodes),
        h("div", { class: "tools", "data-key": "tools" }, h("label", null, "Kind", h("input", {
          id: "kind", type: "search", value: kind, spellcheck: "false", autocomplete: "off",
          onchange: (event) => narrow({ kind: event.target.value.trim() }),
        }))),
        table({
          label: "Rooms",
          rows: answer.items,
          rowKey: (room) => room.topic,
          sorted: sort,
          onsort: (name) => narrow({ sort: name }),
          empty: "No room is open.",
          columns: [
            { key: "topic", label: "Room", main: true, sort: "topic", ascending: true, cell: (room) => h("a", { class: "name", href: link(room) }, room.topic) },
            { key: "node", label: "Node", cell: (room) => nodeName(room.node) },
            { key: "players", label: "Players", number: true, sort: "players", cell: (room) => count(room.players) },
            { key: "epoch", label: "Activation", number: true, cell: (room) => count(room.epoch) },
            { key: "label", label: "Label", wide: true, cell: (room) => room.label && Object.keys(room.label).length ? h("code", null, JSON.stringify(room.label)) : "" },
            ...(context.acts ? [{ key: "acts", label: "", number: true, cell: (room) => h("span", { class: "buttons" },
              h("button", { type: "button", class: "quiet danger", onclick: () => close(context, room) }, "Close …")) }] : []),
          ],
        }),
        pages.buttons(context.refresh),
      ];
    },
  };
  return screen;
}

/** Each kind on each node that has rooms of it: whether their ticks are in time. */
function kinds(nodes) {
  const rows = nodes.flatMap(({ node, kinds: all }) => all.filter(({ rooms: n }) => n > 0).map((row) => ({ ...row, node })));
  return rows.length > 0 && h("section", { "data-key": "kinds" }, h("h2", null, "Kinds"), table({
    label: "Kinds",
    rows,
    rowKey: (row) => `${row.kind} ${row.node}`,
    empty: "",
    columns: [
      { key: "kind", label: "Kind", main: true, cell: (row) => row.kind },
      { key: "node", label: "Node", cell: (row) => nodeName(row.node) },
      { key: "rooms", label: "Rooms", number: true, cell: (row) => count(row.rooms) },
      { key: "players", label: "Players", number: true, cell: (row) => count(row.players) },
      { key: "tick", label: "Tick, p99", number: true, cell: (row) => millis(row.tick_p99_ms) },
      { key: "lag", label: "Late by, p99", number: true, cell: (row) => millis(row.lag_p99_ms) },
      { key: "skipped", label: "Ticks left out", number: true, cell: (row) => row.skipped > 0 ? h("span", { class: "hot" }, count(row.skipped)) : "0" },
    ],
  }));
}

export function room(context, path) {
  const at = path.lastIndexOf("/");
  const named = { kind: path.slice(0, at), id: path.slice(at + 1) };
  const screen = {
    title: [h("a", { href: "#/rooms" }, "Rooms / "), `${named.kind}:${named.id}`],
    async load() {
      try {
        return context.acts ? draw(context, await context.ask("room.inspect", named)) : draw(context, { room: await context.ask("room", named) });
      } catch (problem) {
        if (problem.code !== "not_found") {
          throw problem;
        }
        return h("div", { class: "empty" }, h("p", null, "This room has ended."));
      }
    },
  };
  return screen;
}

/** Whoever may only look sees what all nodes know of it; the rest is asked of the node that it is on. */
function draw(context, { room: known, players, state, state_bytes: size, stands_still: still, ticks, backup }) {
  const fact = (label, value) => h("div", null, h("dt", null, label), h("dd", null, value));
  return [
    h("div", { class: "tools", "data-key": "actions" },
      h("span", { class: "tag" }, known.open ? "open" : "locked"), still && h("span", { class: "tag warn" }, "stands still"),
      h("div", { class: "buttons" },
        h("a", { class: "button", href: `#/topic/${encodeURIComponent(known.topic)}` }, "Topic"),
        context.acts && h("button", { id: "signal", type: "button", onclick: () => signal(context, known) }, "Signal …"),
        context.acts && h("button", { id: "close-room", type: "button", class: "danger", onclick: () => close(context, known) }, "Close …"))),
    h("dl", { class: "card facts", "data-key": "facts" },
      fact("Kind", known.kind), fact("Node", h("a", { href: `#/node/${encodeURIComponent(known.node)}` }, nodeName(known.node))),
      fact("Activation", known.epoch), fact("Players", `${count(known.players)} of ${count(known.max)}`),
      fact("Label", known.label && Object.keys(known.label).length ? h("code", null, JSON.stringify(known.label)) : "none"),
      ticks && [fact("Computes", percent(ticks.share)), fact("Slowest tick of 5 s", millis(ticks.slowest_ms)), fact("Late by at most", millis(ticks.late_ms))],
      backup && fact("Snapshot", backup.bytes ? `${bytes(backup.bytes)}, also on ${backup.node ? nodeName(backup.node) : "no other node"}` : "none"),
      players && fact("State", bytes(size))),
    players && h("section", { "data-key": "players" }, h("h2", null, "Players"), table({
      label: "Players",
      rows: players,
      rowKey: (player) => player.id,
      empty: "Nobody has a seat.",
      columns: [
        { key: "id", label: "Player", main: true, cell: (player) => player.id },
        { key: "connected", label: "Seat", cell: (player) => player.connected ? "taken" : "held" },
        { key: "node", label: "Connected to", cell: (player) => player.node ? nodeName(player.node) : "–" },
      ],
    })),
    state && h("section", { "data-key": "state" }, h("h2", null, "State of all"), h("pre", { class: "card json" }, JSON.stringify(state, null, 2))),
  ];
}

async function signal(context, room) {
  const values = await ask({
    title: `Signal ${room.topic}`,
    text: "Calls signal of the room, which answers as its application says.",
    verb: "Signal",
    fields: [
      { name: "event", label: "Event", check: (text) => text ? null : "event: expected a name" },
      { name: "payload", label: "Payload", kind: "text", value: "{}", check: notJson },
    ],
  });
  if (values) {
    await context.act("room.signal", { kind: room.kind, id: room.id, event: values.event, payload: JSON.parse(values.payload) }, ({ response }) => `Answered ${JSON.stringify(response)}`);
  }
}

async function close(context, room) {
  if (await ask({ title: `Close ${room.topic}?`, text: "Its players are told, and its state is gone.", verb: "Close", danger: true })) {
    await context.act("room.close", { kind: room.kind, id: room.id }, () => `${room.topic} closed`);
  }
}
