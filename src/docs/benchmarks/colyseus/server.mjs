// The sample's arena as a Colyseus room: the same state, rules, rate and inputs. Its figures are at /stats of the port above.

import http from "node:http";
import { Server, Room } from "@colyseus/core";
import { WebSocketTransport } from "@colyseus/ws-transport";
import { schema, t } from "@colyseus/schema";

const PORT = Number(process.argv[2] ?? 2567);
const RATE = Number(process.argv[3] ?? 20);
const PLAYERS = Number(process.argv[4] ?? 4);
const WIDTH = 800, HEIGHT = 500, COINS = 8, SPEED = 220, REACH = 22, MARGIN = 20, HUE_STEP = 137;
const STEP = 1000 / RATE;

const Player = schema({ name: t.string(), hue: t.uint16(), score: t.uint16(), x: t.uint16(), y: t.uint16() });
const Coin = schema({ x: t.uint16(), y: t.uint16() });
const Arena = schema({
  width: t.uint16(), height: t.uint16(), node: t.string(), players: t.map(Player), coins: t.map(Coin),
});

const lags = []; // of each tick in ms: how much later than one interval after the one before
let ticks = 0;
let busy = 0; // ms within ticks

const between = (from, to) => from + Math.floor(Math.random() * (to - from));
const clamp = (value, least, most) => Math.min(Math.max(value, least), most);

class ArenaRoom extends Room {
  maxClients = PLAYERS;
  patchRate = STEP;
  bodies = new Map();
  joins = 0;

  onCreate() {
    this.state = new Arena();
    Object.assign(this.state, { width: WIDTH, height: HEIGHT, node: "colyseus" });
    for (let i = 0; i < COINS; i++) {
      this.state.coins.set(`c${i}`, new Coin());
      this.drop(`c${i}`);
    }
    this.onMessage("move", (client, move) => this.move(client.sessionId, move));
    let last = performance.now();
    this.setSimulationInterval(() => {
      const begun = performance.now();
      lags.push(Math.max(0, begun - last - STEP));
      last = begun;
      this.tick();
      ticks++;
      busy += performance.now() - begun;
    }, STEP);
  }

  drop(id) {
    const coin = this.state.coins.get(id);
    coin.x = between(MARGIN, WIDTH - MARGIN);
    coin.y = between(MARGIN, HEIGHT - MARGIN);
  }

  onJoin(client) {
    const body = { x: between(MARGIN, WIDTH - MARGIN), y: between(MARGIN, HEIGHT - MARGIN), dx: 0, dy: 0 };
    this.bodies.set(client.sessionId, body);
    const player = new Player();
    Object.assign(player, { name: "nobody", hue: (this.joins++ * HUE_STEP) % 360, score: 0 });
    Object.assign(player, { x: Math.round(body.x), y: Math.round(body.y) });
    this.state.players.set(client.sessionId, player);
  }

  onLeave(client) {
    this.bodies.delete(client.sessionId);
    this.state.players.delete(client.sessionId);
  }

  move(id, { x, y }) {
    const body = this.bodies.get(id);
    if (body && typeof x === "number" && typeof y === "number") {
      const length = Math.max(1, Math.hypot(x, y));
      body.dx = Number.isFinite(length) ? x / length : 0;
      body.dy = Number.isFinite(length) ? y / length : 0;
    }
  }

  tick() {
    for (const [id, body] of this.bodies) {
      if (body.dx !== 0 || body.dy !== 0) {
        body.x = clamp(body.x + (body.dx * SPEED) / RATE, MARGIN, WIDTH - MARGIN);
        body.y = clamp(body.y + (body.dy * SPEED) / RATE, MARGIN, HEIGHT - MARGIN);
        const player = this.state.players.get(id);
        player.x = Math.round(body.x);
        player.y = Math.round(body.y);
        this.collect(player, body);
      }
    }
  }

  collect(player, body) {
    for (const [id, coin] of this.state.coins) {
      if (Math.hypot(coin.x - body.x, coin.y - body.y) < REACH) {
        player.score++;
        this.drop(id);
      }
    }
  }
}

/** Answers what has happened since the last time it was asked. */
function stats() {
  lags.sort((a, b) => a - b);
  const answer = {
    ticks, busy_ms: busy,
    tick_lag_p50_ms: lags[Math.floor(lags.length * 0.5)] ?? 0,
    tick_lag_p99_ms: lags[Math.floor(lags.length * 0.99)] ?? 0,
    cpu_us: process.cpuUsage().user + process.cpuUsage().system,
    rss_bytes: process.memoryUsage.rss(),
  };
  lags.length = ticks = busy = 0;
  return answer;
}

const server = new Server({ transport: new WebSocketTransport(), greet: false });
server.define("arena", ArenaRoom);
await server.listen(PORT, "127.0.0.1");
http
  .createServer((request, response) => response.end(JSON.stringify(stats())))
  .listen(PORT + 1, "127.0.0.1", () => console.log("ready"));
