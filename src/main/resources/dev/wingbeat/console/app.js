// The frame: who is signed in, which screen is shown, and that it is asked for anew every two seconds.

import { $, h, icon, show, toast } from "./dom.js";
import { nodeName, time } from "./format.js";
import { Hub, whoseKey } from "./hub.js";
import { cluster } from "./screens/cluster.js";
import { connection, connections, slow } from "./screens/connections.js";
import { audit, limits } from "./screens/limits.js";
import { node } from "./screens/node.js";
import { room, rooms } from "./screens/rooms.js";
import { tap } from "./screens/tap.js";
import { topic, topics } from "./screens/topics.js";

const EVERY_MS = 2000;
const TYPING_MS = 300;
const RENEW_MS = 4 * 60_000;
const KEY = "wingbeat-console-key";
const THEME = "wingbeat-console-theme";
const SCREENS = { "": cluster, node, topics, topic, connections, connection, slow, rooms, room, limits, tap, audit };
const NAV = [["", "Cluster", "cluster"], ["topics", "Topics", "topics"], ["connections", "Connections", "connections"],
  ["slow", "Slow", "slow"], ["rooms", "Rooms", "rooms"], ["limits", "Limits", "limits"], ["tap", "Tap", "tap"],
  ["audit", "Audit", "audit"]];
const PARENT = { node: "", topic: "topics", connection: "connections", room: "rooms" };

let hub = null;
let me = null;
let screen = null;
let place = null;
let paused = false;
let timer = 0;
let round = 0;
let narrowedAt = 0;
let slowCount = 0;
let renewing = 0;
let renewedAt = 0;

// --- who is signed in

const keyInAddress = () => new URLSearchParams(location.hash.slice(1)).get("key");

async function begin() {
  const given = keyInAddress();
  if (given) {
    sessionStorage.setItem(KEY, given);
    history.replaceState(null, "", "#/");
  }
  const key = sessionStorage.getItem(KEY);
  me = await whoseKey(key).catch(() => null);
  if (!me && key && !given) { // of a run that has ended
    me = await whoseKey(null).catch(() => null);
  }
  if (me) {
    enter(me.key ?? key);
  } else {
    sessionStorage.removeItem(KEY);
    askForKey(given ? "This key does not open the console." : "");
  }
}

function askForKey(problem) {
  $("shell").hidden = true;
  $("sign-in").hidden = false;
  complain(problem);
  $("key").focus();
}

function complain(problem) {
  $("sign-in-error").textContent = problem;
  $("sign-in-error").hidden = !problem;
}

$("sign-in-form").onsubmit = async (event) => {
  event.preventDefault();
  const key = $("key").value.trim();
  try {
    me = await whoseKey(key);
    if (!me) {
      complain("This key does not open the console.");
      $("key").select();
      return;
    }
    sessionStorage.setItem(KEY, key);
    $("key").value = "";
    enter(key);
  } catch {
    complain("The node does not answer.");
  }
};

$("sign-out").onclick = () => {
  sessionStorage.removeItem(KEY);
  hub?.close();
  location.reload();
};

/** A key of the application's sign-on is good for ten minutes: asks for another one, as long as one is signed in there. */
async function renew() {
  if (!hub || !me.key) {
    return;
  }
  renewedAt = performance.now();
  const now = await whoseKey(null).catch(() => me);
  if (!now) {
    hub.close();
    hub = null;
    clearTimeout(timer);
    round++;
    askForKey("You are signed out.");
  } else if (now.key !== me.key) {
    me = now;
    drawWho();
    await hub.renew(me.key);
  }
}

document.addEventListener("visibilitychange", () => { // timers of hidden tabs are late
  if (document.visibilityState === "visible") {
    renew();
  }
});

function drawWho() {
  $("who-name").textContent = me.name;
  $("who-scope").textContent = `${me.acts ? "may act" : "may look"} · ${nodeName(me.node)}`;
}

function enter(key) {
  $("sign-in").hidden = true;
  $("shell").hidden = false;
  $("sign-out").hidden = Boolean(me.key); // one signs out where one has signed in
  drawWho();
  hub = new Hub(key, state);
  clearInterval(renewing);
  renewing = setInterval(renew, RENEW_MS);
  navigate();
}

// --- the connection

function state(now) {
  $("live").dataset.state = paused && now === "live" ? "paused" : now;
  if (now !== "live") {
    $("live-text").textContent = now === "connecting" ? "Connecting" : "Connection lost, trying again";
    if (now === "lost" && performance.now() - renewedAt > EVERY_MS) {
      renew(); // it may be lost since the key is over
    }
  } else {
    refresh();
  }
}

$("pause").onclick = () => {
  paused = !paused;
  drawPause();
  refresh();
};

function drawPause() {
  const label = paused ? "Go on" : "Hold still";
  $("pause").setAttribute("aria-label", label);
  $("pause").title = label;
  show($("pause"), icon(paused ? "play" : "pause"));
  $("live").dataset.state = paused ? "paused" : "live";
}

// --- colours

const themes = ["auto", "light", "dark"];

function drawTheme() {
  const theme = localStorage.getItem(THEME) ?? "auto";
  document.documentElement.dataset.theme = theme;
  const label = `Colours: ${theme}`;
  $("theme").setAttribute("aria-label", label);
  $("theme").title = label;
}

$("theme").onclick = () => {
  const theme = localStorage.getItem(THEME) ?? "auto";
  localStorage.setItem(THEME, themes[(themes.indexOf(theme) + 1) % themes.length]);
  drawTheme();
};

// --- screens

/** What a screen may use. */
const context = {
  ask: (name, question) => hub.ask(name, question),
  get acts() {
    return me.acts;
  },
  get taps() {
    return me.taps;
  },
  get query() {
    return place.query;
  },
  /** Changes the address without a new entry in the history, and shows what it says. */
  narrow(changes) {
    const query = new URLSearchParams(place.query);
    for (const [name, value] of Object.entries(changes)) {
      if (value) {
        query.set(name, value);
      } else {
        query.delete(name);
      }
    }
    const text = query.toString();
    history.replaceState(null, "", `#/${place.path.map(encodeURIComponent).join("/")}${text ? `?${text}` : ""}`);
    place.query = query;
    const typing = performance.now() - narrowedAt < TYPING_MS;
    narrowedAt = performance.now();
    if (typing) { // ask once for a word, not for each letter
      round++;
      clearTimeout(timer);
      timer = setTimeout(refresh, TYPING_MS);
    } else {
      refresh();
    }
  },
  refresh: () => refresh(),
  /** Does something, says what came of it, and shows how things are then. */
  async act(name, question, done) {
    try {
      toast(done(await hub.ask(name, question)));
    } catch (problem) {
      toast(problem.message, true);
    }
    refresh();
  },
};

function navigate() {
  const [path, query = ""] = location.hash.replace(/^#\/?/, "").split("?");
  const parts = path.split("/").map(decodeURIComponent);
  screen?.leave?.();
  place = { path: parts, query: new URLSearchParams(query) };
  const make = SCREENS[parts[0]] ?? cluster;
  screen = make(context, parts.slice(1).join("/"));
  drawNav();
  drawTitle();
  $("content").replaceChildren();
  window.scrollTo(0, 0);
  refresh();
}

window.onhashchange = () => {
  if (keyInAddress()) {
    location.reload(); // in a tab that has the page already, the address changes but nothing is loaded
  } else if (hub) {
    navigate();
    $("title").focus();
  }
};

function drawTitle() {
  show($("title"), [screen.title].flat().map((part) => part instanceof Node ? part.cloneNode(true) : part));
  document.title = `${$("title").textContent} · Wingbeat`;
}

function drawNav() {
  const current = PARENT[place.path[0]] ?? place.path[0];
  show($("nav"), NAV.filter(([path]) => path === "tap" ? me.taps : path === "audit" ? me.acts : true).map(([path, label, name]) =>
    h("a", { href: `#/${path}`, "aria-current": path === current ? "page" : null }, icon(name), h("span", null, label),
      path === "slow" && slowCount > 0 ? h("span", { class: "badge", "aria-label": `${slowCount} slow` }, slowCount) : null)));
}

async function refresh() {
  clearTimeout(timer);
  const mine = ++round;
  const shown = screen;
  try {
    const drawn = await shown.load();
    if (mine === round) {
      show($("content"), drawn);
      drawTitle();
      $("problem").hidden = true;
      drawPartial(shown.partial ?? []);
      if (shown.slowCount !== undefined && shown.slowCount !== slowCount) {
        slowCount = shown.slowCount;
        drawNav();
      }
      if (!paused) {
        $("live").dataset.state = "live";
      }
      $("live-text").textContent = paused ? `Held at ${time(Date.now())}` : time(Date.now());
    }
  } catch (problem) {
    if (problem.code === "key_invalid") {
      renew();
    }
    if (mine === round && problem.code !== "lost") {
      $("problem").textContent = problem.message;
      $("problem").hidden = false;
    }
  }
  if (mine === round && !paused) {
    timer = setTimeout(refresh, shown.every ?? EVERY_MS);
  }
}

function drawPartial(nodes) {
  $("partial").hidden = nodes.length === 0;
  $("partial").textContent = `No answer within a second from ${nodes.map(nodeName).join(", ")}: what is shown is without ${nodes.length === 1 ? "it" : "them"}.`;
}

drawTheme();
drawPause();
$("live").dataset.state = "connecting";
begin();
