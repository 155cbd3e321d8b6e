// A tap: what is sent, as it is sent, within bounds.

import { h } from "../dom.js";
import { bytes, count, duration, nodeName, time } from "../format.js";

const KEPT = 300;
const READ_MS = 700;
const KINDS = [["topic", "A topic"], ["prefix", "Topics that begin with"], ["socket_id", "A socket id"]];
const WAYS = { in: "from the client", out: "to the client" };

export function tap(context) {
  const seen = [];
  let id = null;
  let dropped = 0;
  let total = 0;
  let left = 0;
  let ended = "";
  let target = null;

  const given = () => {
    for (const [kind] of KINDS) {
      if (context.query.get(kind)) {
        return { kind, value: context.query.get(kind) };
      }
    }
    return null;
  };

  async function start(kind, value) {
    await stop();
    target = { kind, value };
    seen.length = 0;
    dropped = 0;
    total = 0;
    ended = "";
    const tapped = crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`;
    await context.ask("tap.start", { tap: tapped, [kind]: value });
    id = tapped;
  }

  async function stop() {
    if (id) {
      const old = id;
      id = null;
      await context.ask("tap.stop", { tap: old }).catch(() => {});
    }
  }

  async function read() {
    try {
      const { items, partial } = await context.ask("tap.read", { tap: id });
      screen.partial = partial;
      const events = items.flatMap((node) => node.events).sort((a, b) => a.at - b.at);
      events.forEach((event) => {
        event.number = total++;
      });
      seen.unshift(...events.reverse());
      seen.length = Math.min(seen.length, KEPT);
      dropped += items.reduce((sum, node) => sum + node.dropped, 0);
      left = Math.max(0, ...items.map((node) => node.left_ms));
    } catch (problem) {
      if (problem.code !== "not_found") {
        throw problem;
      }
      id = null;
      ended = "It has ended";
    }
  }

  let first = given();
  const screen = {
    title: "Tap",
    every: READ_MS,
    leave: () => void stop(),
    async load() {
      if (first) {
        const { kind, value } = first;
        first = null;
        await start(kind, value);
      }
      if (id) {
        await read();
      }
      return [form(), state(), log()];
    },
  };

  const form = () => h("form", { class: "tools", "data-key": "form", "data-own": true, onsubmit: submit },
    h("label", null, "What", h("select", { id: "tap-kind", value: target?.kind },
      KINDS.map(([value, label]) =>
        h("option", { value, selected: (target ?? first)?.kind === value }, label)))),
    h("label", null, "Name", h("input", { id: "tap-value", required: true, value: (target ?? first)?.value ?? "", placeholder: "room:lobby", spellcheck: "false", autocomplete: "off" })),
    h("div", { class: "buttons" },
      h("button", { id: "tap-start", type: "submit", class: "primary" }, "Start")));

  async function end() {
    await stop();
    ended = "Stopped";
    context.refresh();
  }

  async function submit(event) {
    event.preventDefault();
    const kind = event.target.querySelector("select").value;
    const value = event.target.querySelector("input").value.trim();
    context.narrow({ topic: "", prefix: "", socket_id: "", [kind]: value });
    try {
      await start(kind, value);
    } catch (problem) {
      ended = problem.message;
    }
    context.refresh();
  }

  const state = () => h("div", { class: "tools", "data-key": "state" },
    id ? h("span", { class: "tag" }, h("span", { class: "dot good" }), "Listening") : h("span", { class: "tag warn" }, ended || "Not started"),
    h("span", { class: "soft" }, `${count(total)} shown`),
    h("span", { class: dropped ? "hot" : "soft" }, `${count(dropped)} beyond 100 a second`),
    id && h("span", { class: "soft" }, `ends in ${duration(left)}`),
    id && h("div", { class: "buttons" }, h("button", { id: "tap-stop", type: "button", class: "quiet", onclick: end }, "Stop")));

  const log = () => seen.length === 0
    ? h("div", { class: "empty", "data-key": "log" }, h("p", null, id ? "Nothing has been sent yet." : "See what is broadcast on a topic, or what the clients of a socket id send and are sent, on all nodes: at most 100 messages a second of each, 1 KiB of each, for ten minutes."))
    : h("ol", { class: "card log", "data-key": "log", "aria-label": "Messages" }, seen.map((event) => h("li", { "data-key": event.number },
      h("span", { class: "soft" }, time(event.at)),
      h("span", { class: "what" }, h("b", null, event.event), " on ", h("a", { href: `#/topic/${encodeURIComponent(event.topic)}` }, event.topic)),
      h("span", { class: "soft" }, [WAYS[event.kind], nodeName(event.node), bytes(event.bytes)].filter(Boolean).join(" · ")),
      h("pre", null, event.binary ? `binary ${event.payload}` : event.payload))));

  return screen;
}
