// The page at /arena: draws what the room says, and tells it where the player wants to go.

import { $, text } from "/dom.js";
import { follow } from "/follow.js";

const DELAY_MS = 100; // drawn so much behind the room's time: there is nearly always a state before and one after
const PING_MS = 2000;
const KEEP_MS = 1000;
const FINAL = ["full", "locked", "seat_expired"];
const KEYS = {
  ArrowLeft: [-1, 0], a: [-1, 0],
  ArrowRight: [1, 0], d: [1, 0],
  ArrowUp: [0, -1], w: [0, -1],
  ArrowDown: [0, 1], s: [0, 1],
};

const query = new URLSearchParams(location.search);
const topic = `arena:${query.get("room") ?? "main"}`;
const watch = query.has("watch");
const canvas = $("arena");
const context = canvas.getContext("2d");
const pressed = new Set();
const states = []; // the last ones, each {t, state}, in order

let channel;
let me;
let seat = query.get("seat");
let ahead; // how far the room's clock is ahead of ours, in ms
let sent = "0,0";

async function start() {
  const { Socket } = await import("/vendor/phoenix.mjs");
  const params = query.has("name") ? { name: query.get("name") } : {};
  const socket = new Socket(document.querySelector("meta[name=socket-path]").content, { params });
  channel = socket.channel(topic, () => ({ ...seat && { seat }, ...watch && { watch } }));
  socket.onOpen(() => show("joining", "Joining"));
  socket.onError(() => show("waiting", "Reconnecting"));
  channel.on("room_paused", () => show("waiting", "Its node is gone: waiting for another"));
  channel.on("room_lost", ({ reason }) => show("closed", `The room has ended: ${reason}`));
  socket.connect();
  follow(channel, changed)
    .receive("ok", ({ room }) => {
      me = room.you;
      seat = room.seat;
      joined();
    })
    .receive("error", ({ reason }) => refused(reason));
  $("room").textContent = topic;
  setInterval(ping, PING_MS);
  requestAnimationFrame(draw);
  offerNodes();
}

function refused(reason) {
  show("closed", reason);
  if (reason === "seat_expired") {
    seat = null; // phoenix.js joins again by itself, and gets a new one
  } else if (FINAL.includes(reason)) {
    channel.leave();
  }
}

function changed(state, stamp) {
  if (stamp.seat) {
    seat = stamp.seat;
  }
  ahead ??= stamp.t - Date.now();
  states.push({ t: stamp.t, state });
  while (states.length > 2 && states[1].t < stamp.t - KEEP_MS) {
    states.shift();
  }
  joined();
  list(state);
}

function joined() {
  show("joined", watch ? "Watching" : "Playing");
}

function list(state) {
  const players = Object.entries(state.players ?? {}).sort(([, a], [, b]) => b.score - a.score);
  $("players").replaceChildren(
    ...players.map(([id, { name, score, x, y, away }]) => {
      const item = text("li", "", `${name}: ${score}`);
      Object.assign(item.dataset, { id, x, y }, away ? { away } : {}, id === me ? { me: "" } : {});
      return item;
    }),
  );
  $("node").textContent = state.node;
  $("watching").textContent = state.watching ?? 0;
}

function ping() {
  const begun = Date.now();
  channel.push("ping", { c: begun }).receive("ok", ({ t }) => {
    const now = Date.now();
    ahead = t - (begun + now) / 2;
    $("ping").textContent = `${now - begun} ms`;
  });
}

// --- where to go

function steer(x, y) {
  const wanted = `${x.toFixed(2)},${y.toFixed(2)}`;
  if (!watch && wanted !== sent && channel?.state === "joined") {
    sent = wanted;
    channel.push("move", { x, y });
  }
}

function steerByKeys() {
  const directions = [...pressed].map((key) => KEYS[key]);
  steer(directions.reduce((sum, [x]) => sum + x, 0), directions.reduce((sum, [, y]) => sum + y, 0));
}

addEventListener("keydown", (event) => {
  if (event.key in KEYS) {
    event.preventDefault();
    pressed.add(event.key);
    steerByKeys();
  }
});
addEventListener("keyup", (event) => {
  pressed.delete(event.key);
  steerByKeys();
});
addEventListener("blur", () => {
  pressed.clear();
  steerByKeys();
});

function steerTo(event) {
  const mine = states.at(-1)?.state.players?.[me];
  if (mine && event.buttons > 0) {
    const shown = canvas.getBoundingClientRect();
    const x = ((event.clientX - shown.left) / shown.width) * canvas.width - mine.x;
    const y = ((event.clientY - shown.top) / shown.height) * canvas.height - mine.y;
    const length = Math.hypot(x, y);
    steer(length < 10 ? 0 : x / length, length < 10 ? 0 : y / length);
  }
}

canvas.addEventListener("pointerdown", steerTo);
canvas.addEventListener("pointermove", steerTo);
for (const end of ["pointerup", "pointercancel", "pointerleave"]) {
  canvas.addEventListener(end, () => steer(0, 0));
}

// --- what is seen

function draw() {
  requestAnimationFrame(draw);
  context.clearRect(0, 0, canvas.width, canvas.height);
  if (states.length === 0) {
    return;
  }
  const t = Date.now() + ahead - DELAY_MS;
  const after = states.find((one) => one.t >= t) ?? states.at(-1);
  const before = states.findLast((one) => one.t < t) ?? after;
  const share = after.t === before.t ? 1 : Math.min(1, (t - before.t) / (after.t - before.t));
  for (const { x, y } of Object.values(after.state.coins ?? {})) {
    circle(x, y, 7, "goldenrod");
  }
  for (const [id, player] of Object.entries(after.state.players ?? {})) {
    const was = before.state.players?.[id] ?? player;
    const x = was.x + (player.x - was.x) * share;
    const y = was.y + (player.y - was.y) * share;
    context.globalAlpha = player.away ? 0.4 : 1;
    circle(x, y, 14, `hsl(${player.hue} 65% 50%)`);
    context.fillStyle = getComputedStyle(canvas).color;
    context.textAlign = "center";
    context.font = "13px system-ui, sans-serif";
    context.fillText(player.name, x, y - 20);
    context.globalAlpha = 1;
  }
}

function circle(x, y, radius, color) {
  context.fillStyle = color;
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.fill();
}

function show(name, shown) {
  $("status").dataset.state = name;
  $("status-text").textContent = shown;
}

/** Who plays may look on instead, and the other way round: as somebody else, since seats are for one or the other. */
function offerChange() {
  const other = new URLSearchParams(query);
  other.delete("seat");
  if (watch) {
    other.delete("watch");
  } else {
    other.set("watch", "");
  }
  $("change").textContent = watch ? "Play" : "Only watch";
  $("change").href = `?${other}`;
}

/** The same seat can be taken on every other node: the links have its token. */
async function offerNodes() {
  const { nodes } = await (await fetch("/nodes")).json();
  for (const { name, url } of nodes.filter((node) => new URL(node.url).origin !== location.origin)) {
    const link = text("a", "", `go on at ${name}`);
    link.href = url;
    link.addEventListener("click", () => {
      const next = new URLSearchParams(query);
      next.set("seat", seat ?? "");
      link.href = `${new URL("/arena", url)}?${next}`;
    });
    $("others").append(link, " ");
  }
}

offerChange();
start().catch((error) => {
  console.error(error);
  show("closed", "phoenix.js is missing");
});
