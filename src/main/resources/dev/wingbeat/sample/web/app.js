// The page: what the forms say goes to the connection, what the connection tells is shown.

import { Composer } from "/composer.js";
import { Connection } from "/connection.js";
import { $, onSubmit, show } from "/dom.js";
import { MessageLog } from "/log.js";
import { offerNodes } from "/nodes.js";
import { Clans, People } from "/people.js";
import { PingChart } from "/ping.js";

const BIRDS = ["Avocet", "Bittern", "Curlew", "Dunlin", "Dipper", "Heron", "Hobby", "Kestrel", "Kite", "Linnet", "Martin",
  "Merlin", "Osprey", "Petrel", "Pipit", "Plover", "Siskin", "Smew", "Swift", "Teal", "Tern", "Twite", "Wren"];
const PING_EVERY_MS = 10_000;

const socketPath = document.querySelector("meta[name=socket-path]").content;
const log = new MessageLog($("messages"), (waiting) => show($("newest"), waiting));
const pings = new PingChart($("ping-chart"), $("ping-result"));
const composer = new Composer({
  live: () => live,
  request: (event, payload) => connection.request(event, payload),
  sent: received,
  failed: (body, reason) => log.add({ kind: "room", name: me.name, body, own: true, failed: reason }),
});
const people = new People($("member-list"), peopleChanged, (name) => composer.writeTo(name));
const clans = new Clans($("clan-list"), $("to-clan"), (clan) => changeClan("clan_leave", clan));

let phoenix;
let connection = null;
let me = { name: "", room: "" };
let live = false;
let countdown = 0;

async function start() {
  try {
    phoenix = await import("/vendor/phoenix.mjs");
  } catch (error) {
    console.error("phoenix.js:", error);
    $("socket-url").textContent = `${location.origin.replace(/^http/, "ws")}${socketPath}/websocket`;
    show($("vendor-missing"), true);
    return;
  }
  const query = new URLSearchParams(location.search);
  const named = query.get("name") ?? sessionStorage.getItem("name");
  $("name").value = named ?? suggestedName();
  $("room").value = query.get("room") ?? "lobby";
  $("clan").value = query.get("clan") ?? sessionStorage.getItem("clan") ?? "";
  if (named && query.has("room")) {
    enter();
  } else {
    showEntry();
  }
}

function suggestedName() {
  return `${BIRDS[Math.floor(Math.random() * BIRDS.length)]} ${Math.floor(Math.random() * 90) + 10}`;
}

function showEntry(problem) {
  show($("chat"), false);
  show($("entry"), true);
  joinError(problem);
  (problem || $("name").value ? $("room") : $("name")).focus();
}

function joinError(problem) {
  show($("join-error"), Boolean(problem));
  $("join-error").textContent = problem ?? "";
  $("join").disabled = false;
}

function enter() {
  const [name, room, clan] = ["name", "room", "clan"].map((id) => $(id).value.trim());
  if (!name || !room) {
    showEntry(name ? "Which room? Any name will do, for instance lobby." : "What is your name?");
    return;
  }
  me = { name, room };
  composer.reset(me);
  clans.names = clan ? [clan] : [];
  showEntry();
  $("join").disabled = true;
  connect();
}

function connect() {
  connection?.close();
  const wish = { path: socketPath, ...me, clans: () => clans.names, longPoll: $("long-poll").checked };
  connection = new Connection(phoenix, wish, { state, joined, refused, received, present });
  connection.open();
}

/** Goes on in the same room, under the same name, on the page of another node. */
function move(url) {
  const query = new URLSearchParams(me.room ? { name: me.name, room: me.room, clan: clans.names[0] ?? "" } : {});
  location.assign(`${url}/?${query}`);
}

function leave() {
  connection?.close();
  connection = null;
  state("idle");
  sessionStorage.removeItem("name");
  history.replaceState(null, "", "/");
  for (const shown of [log, pings, people]) {
    shown.clear();
  }
  show($("empty"), true);
  showEntry();
}

// What the connection tells.

const STATES = {
  idle: { text: "Not connected" },
  connecting: { text: "Connecting" },
  joining: { text: "Joining" },
  joined: { text: "Connected" },
  waiting: { text: "Reconnecting", loss: "the connection was lost", notice: "Connection lost. Trying again", retry: true },
  crashed: { text: "Rejoining", loss: "the room failed", notice: "The room failed on the server. Joining it again …" },
  closed: { text: "Closed", loss: "the room was closed", notice: "The server closed this room.", retry: true },
};

function state(name, { ms = 0 } = {}) {
  const now = STATES[name];
  $("status").dataset.state = name;
  $("status-text").textContent = now.text;
  if (live && now.loss) {
    composer.lost(`perhaps not delivered: ${now.loss}`);
  }
  live = name === "joined";
  if (name === "joining") {
    $("transport").textContent = connection.transport;
  }
  for (const id of ["send", "ping", "clan-join"]) {
    $(id).disabled = !live;
  }
  clearInterval(countdown);
  $("countdown").textContent = "";
  if ($("chat").hidden) {
    if (name === "waiting") {
      joinError("The hub does not answer, or does not take this name. Still trying; change what you like and join again.");
    }
  } else if (now.notice) {
    notice(now, ms);
  } else if (live || name === "idle") {
    show($("notice"), false);
  }
}

function notice({ notice, retry = false }, ms) {
  $("notice-text").textContent = notice;
  show($("retry"), retry);
  show($("notice"), true);
  if (ms >= 1000) {
    const until = performance.now() + ms;
    const tick = () => {
      const seconds = Math.ceil((until - performance.now()) / 1000);
      $("countdown").textContent = seconds > 0 ? `in ${seconds} s` : "…";
    };
    tick();
    countdown = setInterval(tick, 250);
  }
}

function joined({ node }) {
  const again = !$("chat").hidden;
  $("node").textContent = node ?? "–";
  $("node").title = node ?? "";
  $("own-name").textContent = me.name;
  $("room-name").textContent = me.room;
  $("second-tab").href = `/?${new URLSearchParams({ room: me.room })}`;
  document.title = `${me.room} · Wingbeat`;
  measure();
  if (again) {
    log.note("Joined again. What was said in between is not repeated.");
    return;
  }
  sessionStorage.setItem("name", me.name);
  history.replaceState(null, "", `/?${new URLSearchParams({ room: me.room })}`);
  show($("entry"), false);
  show($("chat"), true);
  $("text").focus();
}

function refused(reason) {
  connection = null;
  state("idle");
  showEntry(`The hub refused the room. ${reason}`);
}

function received(event, payload) {
  const { name, from, body, id, clan, to } = payload;
  const who = String(from ?? name ?? "somebody");
  const own = who === me.name;
  if (own) {
    composer.confirm(id);
  }
  show($("empty"), false);
  const label = event === "direct" ? `to ${own ? to : "you"}` : event === "clan" ? clan : "";
  log.add({ kind: event === "shout" ? "room" : event, name: who, body: bodyOf(payload, body), label, own });
}

function present(everybody) {
  people.show(everybody, me.name);
}

function bodyOf(payload, body) {
  if (typeof body === "string") {
    return body;
  }
  return payload instanceof ArrayBuffer ? `${payload.byteLength} bytes` : JSON.stringify(payload);
}

// Ping, clans, people.

async function measure() {
  const sentAt = performance.now();
  try {
    await connection.request("ping", { sent_at: Date.now() });
    pings.add(performance.now() - sentAt);
  } catch (error) {
    pings.failed(error.message);
  }
}

async function changeClan(event, clan) {
  try {
    await connection.request(event, { clan });
    clans[event === "clan_join" ? "add" : "remove"](clan);
    sessionStorage.setItem("clan", clans.names[0] ?? "");
  } catch (error) {
    log.note(error.message);
  }
}

function peopleChanged(names) {
  $("heard").replaceChildren(...names.map((name) => new Option(name)));
  show($("members-empty"), names.length === 0);
}

const on = (id, event, action) => $(id).addEventListener(event, action);

onSubmit("join-form", enter);
onSubmit("clan-form", () => {
  const clan = $("clan-name").value.trim();
  if (clan && live) {
    $("clan-name").value = "";
    changeClan("clan_join", clan);
  }
});
on("leave", "click", leave);
on("retry", "click", () => ($("status").dataset.state === "closed" ? connect() : connection.retry()));
on("ping", "click", measure);
on("newest", "click", () => log.toEnd());
on("long-poll", "change", () => connection && connect());
setInterval(() => live && !document.hidden && measure(), PING_EVERY_MS);

offerNodes(move);
start();
