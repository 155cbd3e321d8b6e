// Sparklines, drawn as SVG.

import { h } from "./dom.js";
import { time } from "./format.js";

const WIDTH = 240;
const SPAN = 180;
const FEWEST = 36;

/** How many samples a chart is wide: three minutes at first, then as many as there are, up to a quarter of an hour. */
const spanOf = (values) => Math.min(SPAN, Math.max(FEWEST, values.length)) - 1;

/** Draws values, the newest at the right edge. */
export function sparkline(values, { height = 40, kind = "" } = {}) {
  const last = values.slice(-SPAN);
  const top = Math.max(...last, 0) || 1;
  const x = (i) => WIDTH - (last.length - 1 - i) * WIDTH / spanOf(last);
  const y = (value) => height - 1.5 - value / top * (height - 4);
  const line = last.map((value, i) => `${i === 0 ? "M" : "L"}${x(i).toFixed(1)} ${y(value).toFixed(1)}`).join("");
  const area = last.length > 1 ? `${line}L${WIDTH} ${height}L${x(0).toFixed(1)} ${height}Z` : "";
  return h("svg", { class: `spark ${kind}`, viewBox: `0 0 ${WIDTH} ${height}`, preserveAspectRatio: "none", "aria-hidden": "true" },
    h("path", { class: "area", d: area }), h("path", { class: "line", d: line }),
    h("line", { class: "cursor", x1: -9, x2: -9, y1: 0, y2: height }));
}

/** A figure with its name, its value now, and its last quarter of an hour; pointing at it reads it at another time. */
export function chartCard({ label, values, at, format, kind, href }) {
  const now = values.at(-1);
  const card = h(href ? "a" : "figure", {
    class: "card chart",
    href,
    "data-key": label,
    "aria-label": `${label}: ${format(now)}`,
    onpointermove: (event) => point(event.currentTarget, event, values, at, format),
    onpointerleave: (event) => rest(event.currentTarget, format(now)),
  },
  h("span", { class: "label" }, label),
  h("span", { class: "value" }, format(now)),
  h("span", { class: "when" }, values.length > 1 ? `peak ${format(Math.max(...values))}` : ""),
  sparkline(values, { kind }));
  return card;
}

function point(card, event, values, at, format) {
  const svg = card.querySelector("svg");
  const box = svg.getBoundingClientRect();
  const share = Math.min(1, Math.max(0, (event.clientX - box.left) / box.width));
  const i = values.length - 1 - Math.round((1 - share) * spanOf(values));
  if (i < 0) {
    return;
  }
  const x = WIDTH - (values.length - 1 - i) * WIDTH / spanOf(values);
  const cursor = svg.querySelector(".cursor");
  cursor.setAttribute("x1", x);
  cursor.setAttribute("x2", x);
  card.querySelector(".value").textContent = format(values[i]);
  card.querySelector(".when").textContent = at[i] ? time(at[i]) : "";
}

function rest(card, value) {
  const cursor = card.querySelector(".cursor");
  cursor.setAttribute("x1", -9);
  cursor.setAttribute("x2", -9);
  card.querySelector(".value").textContent = value;
  card.querySelector(".when").textContent = "";
}

/** A share of something as a bar with its number. */
export function bar(share, text) {
  const level = share > 0.8 ? "bad" : share > 0.6 ? "warn" : "";
  return h("span", { class: `bar ${level}` },
    h("svg", { viewBox: "0 0 100 6", preserveAspectRatio: "none", "aria-hidden": "true" },
      h("rect", { class: "track", width: 100, height: 6, rx: 3 }),
      h("rect", { class: "fill", width: Math.max(share > 0 ? 2 : 0, Math.min(100, share * 100)).toFixed(1), height: 6, rx: 3 })),
    h("span", { class: "number" }, text));
}
