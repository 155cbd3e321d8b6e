// Rooms: authoritative ones, of all kinds.

import { ask } from "../dialog.js";
import { h } from "../dom.js";
import { count, nodeName } from "../format.js";
import { Pages, table } from "../table.js";

export function rooms(context) {
  const pages = new Pages();
  const screen = {
    title: "Rooms",
    async load() {
      const kind = context.query.get("kind") ?? "";
      const answer = await context.ask("rooms", { ...kind && { kind }, limit: 50, ...pages.cursor && { cursor: pages.cursor } });
      pages.learn(answer);
      screen.partial = answer.partial;
      return [
        h("div", { class: "tools", "data-key": "tools" }, h("label", null, "Kind", h("input", {
          id: "kind", type: "search", value: kind, spellcheck: "false", autocomplete: "off",
          onchange: (event) => {
            pages.first();
            context.narrow({ kind: event.target.value.trim() });
          },
        }))),
        table({
          label: "Rooms",
          rows: answer.items,
          rowKey: (room) => room.topic,
          empty: "No room is open.",
          columns: [
            { key: "topic", label: "Room", main: true, cell: (room) => h("a", { class: "name", href: `#/topic/${encodeURIComponent(room.topic)}` }, room.topic) },
            { key: "node", label: "Node", cell: (room) => nodeName(room.node) },
            { key: "players", label: "Players", number: true, cell: (room) => count(room.players) },
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

const named = ({ topic }) => ({ kind: topic.slice(0, topic.indexOf(":")), id: topic.slice(topic.indexOf(":") + 1) });

async function close(context, room) {
  if (await ask({ title: `Close ${room.topic}?`, text: "Its players are told, and its state is gone.", verb: "Close", danger: true })) {
    await context.act("room.close", named(room), () => `${room.topic} closed`);
  }
}
