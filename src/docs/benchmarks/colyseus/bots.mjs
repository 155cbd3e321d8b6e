// Bots for the arena of server.mjs: they move as those of "wingbeat bench arena" do. Most do not decode what they are sent, so
// that this process is not what is measured; the first ones use Colyseus' own client, and time their inputs.
// node bots.mjs PORT ROOMS PLAYERS MOVES_A_SECOND WARM_UP_S DURATION_S

import { WebSocket } from "ws";
import { Client } from "@colyseus/sdk";
import { pack } from "msgpackr";

const [port, rooms, players, moves, warmUp, duration] = process.argv.slice(2).map(Number);
const PROBES = 16;
const JOIN_ROOM = 10, ROOM_DATA = 13, ROOM_STATE_PATCH = 15;
const LEFT = 80, RIGHT = 720, MIDDLE = 400, MOST_MOVES = 10, SLOPES = [-1, -0.5, 0, 0.5, 1];
const base = `127.0.0.1:${port}`;

let measuring = false;
let patches = 0, bytes = 0, lost = 0;
const intervals = [], inputs = [];

function moveBytes(x, y) {
  return Buffer.concat([Buffer.from([ROOM_DATA]), pack("move"), pack({ x, y })]);
}
const MOVES = [1, -1].map((x) => SLOPES.map((y) => moveBytes(x, y)));
const random = (most) => Math.floor(Math.random() * most);

/** Where a bot goes: to and fro, and back at the walls where it knows its place. */
class Way {
  direction = random(2);
  left = 0;
  turning = false;
  slope = 0;

  next(x) {
    const beyond = x === undefined ? false : this.direction === 0 ? x > RIGHT : x < LEFT;
    if (!this.turning && (beyond || this.left-- <= 0)) {
      this.direction = 1 - this.direction;
      this.left = random(MOST_MOVES);
      this.slope = random(SLOPES.length);
      return true;
    }
    return false;
  }
}

async function reserve() {
  const answer = await fetch(`http://${base}/matchmake/joinOrCreate/arena`, {
    method: "POST", headers: { "content-type": "application/json" }, body: "{}",
  });
  const seat = await answer.json();
  if (!answer.ok || seat.error) {
    throw new Error(JSON.stringify(seat));
  }
  return seat;
}

async function rawBot() {
  const seat = await reserve();
  const { processId, roomId } = seat.room ?? seat;
  const socket = new WebSocket(`ws://${base}/${processId}/${roomId}?sessionId=${seat.sessionId}`);
  const way = new Way();
  let last = 0;
  socket.binaryType = "nodebuffer";
  await new Promise((resolve, reject) => {
    socket.on("error", reject);
    socket.on("message", (message) => {
      const code = message[0] & 0x1f;
      if (code === JOIN_ROOM) {
        socket.send(Buffer.from([JOIN_ROOM]));
        resolve();
      } else if (code === ROOM_STATE_PATCH && measuring) {
        const now = performance.now();
        if (last) intervals.push(now - last);
        last = now;
        patches++;
      }
    });
    socket.on("close", () => lost++);
  });
  const tcp = socket._socket;
  return {
    move: () => {
      way.next();
      socket.send(MOVES[way.direction][way.slope]);
    },
    bytes: () => tcp.bytesRead,
  };
}

async function probe() {
  const room = await new Client(`ws://${base}`).joinOrCreate("arena");
  const way = new Way();
  let x, turnedAt = 0, last = 0;
  room.onLeave(() => lost++);
  room.onStateChange((state) => {
    const now = performance.now();
    const to = state.players.get(room.sessionId)?.x;
    const shown = way.direction === 0 ? to > x : to < x;
    if (way.turning && shown) {
      way.turning = false;
      if (measuring) inputs.push(now - turnedAt);
    }
    x = to;
    if (measuring) {
      if (last) intervals.push(now - last);
      last = now;
      patches++;
    }
  });
  return {
    move: () => {
      if (way.next(x)) {
        way.turning = true;
        turnedAt = performance.now();
      }
      room.send("move", { x: way.direction === 0 ? 1 : -1, y: SLOPES[way.slope] });
    },
    bytes: () => undefined,
  };
}

const pass = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const quantile = (sorted, share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
const stats = async () => (await fetch(`http://127.0.0.1:${port + 1}/stats`)).json();

const bots = [];
for (let i = 0; i < rooms * players; i++) {
  bots.push(i < PROBES ? await probe() : await rawBot());
}
// an open loop: every bot has its own phase, and late moves are made up for
const period = 1000 / moves;
const begun = performance.now();
const turns = bots.map((bot) => ({ bot, phase: Math.random() * period })).sort((a, b) => a.phase - b.phase);
let next = 0;
const dueOf = (n) => begun + Math.floor(n / turns.length) * period + turns[n % turns.length].phase;
const pacer = setInterval(() => {
  for (let now = performance.now(); dueOf(next) <= now; next++) {
    turns[next % turns.length].bot.move();
  }
}, 4);

await pass(warmUp * 1000);
const before = await stats();
const sum = () => bots.reduce((all, bot) => all + (bot.bytes() ?? 0), 0);
const bytesBefore = sum(), own = process.cpuUsage(), from = performance.now(), sent = next;
measuring = true;
await pass(duration * 1000);
measuring = false;
const seconds = (performance.now() - from) / 1000;
const after = await stats();
clearInterval(pacer);
const usage = process.cpuUsage(own);
intervals.sort((a, b) => a - b);
inputs.sort((a, b) => a - b);
const raw = bots.length - Math.min(PROBES, bots.length);
console.log(
  JSON.stringify({
    server: "colyseus", rooms, players: bots.length, window_s: seconds,
    states_per_player_per_s: patches / seconds / bots.length,
    moves_per_s: (next - sent) / seconds,
    bytes_per_player_per_s: (sum() - bytesBefore) / seconds / raw,
    state_interval_p50_ms: quantile(intervals, 0.5), state_interval_p99_ms: quantile(intervals, 0.99),
    input_to_state_p50_ms: quantile(inputs, 0.5), input_to_state_p99_ms: quantile(inputs, 0.99),
    ticks_per_s: after.ticks / seconds,
    tick_lag_p50_ms: after.tick_lag_p50_ms, tick_lag_p99_ms: after.tick_lag_p99_ms,
    cores: (after.cpu_us - before.cpu_us) / 1e6 / seconds,
    cpu_us_per_player_second: (after.cpu_us - before.cpu_us) / seconds / bots.length,
    cpu_us_per_tick: (after.cpu_us - before.cpu_us) / Math.max(1, after.ticks),
    rss_bytes: after.rss_bytes, lost,
    generator_cores: (usage.user + usage.system) / 1e6 / seconds,
  }),
);
process.exit(0);
