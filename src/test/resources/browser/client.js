// Drives phoenix.js for a test. What the test calls returns a promise; what happens meanwhile waits in queues.
//
// Payloads are text on both sides: JSON with single quotes, or "bytes 1,2,3".

import { LongPoll, Presence, Socket } from "phoenix";

const PATIENCE_MS = 60_000;

/** Values in the order they came, each taken once. */
class Queue {
  #name;
  #values = [];
  #taker = null;

  constructor(name) {
    this.#name = name;
  }

  put(value) {
    if (this.#taker) {
      this.#taker(value);
      this.#taker = null;
    } else {
      this.#values.push(value);
    }
  }

  take() {
    if (this.#values.length > 0) {
      return Promise.resolve(this.#values.shift());
    }
    return within(this.#name, (resolve) => (this.#taker = resolve));
  }

  /** Takes those that are there. */
  takeAll() {
    return this.#values.splice(0);
  }
}

function within(what, action) {
  return new Promise((resolve, reject) => {
    setTimeout(() => reject(new Error(`nothing came: ${what}`)), PATIENCE_MS);
    action(resolve, reject);
  });
}

function textOf(payload) {
  return payload instanceof ArrayBuffer
    ? `bytes ${new Uint8Array(payload).join()}`
    : JSON.stringify(payload).replaceAll('"', "'");
}

function payloadOf(text) {
  return text.startsWith("bytes ")
    ? Uint8Array.from(text.slice("bytes ".length).split(",")).buffer
    : JSON.parse(text.replaceAll("'", '"'));
}

const topics = new Map();
const connection = new Queue("a change of the connection");
const heartbeats = new Queue("the answer to a heartbeat");
const posts = [];
const faults = [];
let socket;
let presented;

addEventListener("error", (event) => faults.push(event.message));
addEventListener("unhandledrejection", (event) => faults.push(`${event.reason}`));

const { setRequestHeader, send } = XMLHttpRequest.prototype;
XMLHttpRequest.prototype.setRequestHeader = function (name, value) {
  if (name.toLowerCase() === "content-type") {
    this.contentType = value;
  }
  setRequestHeader.call(this, name, value);
};
XMLHttpRequest.prototype.send = function (body) {
  if (body) {
    posts.push(`${this.contentType} ${body.split("\n").length}`);
  }
  send.call(this, body);
};

/** Who is in a topic, and what the callbacks of Presence were told. */
class Attendance {
  #presence;
  #events = [];
  #waiting = null;

  constructor(channel) {
    this.#presence = new Presence(channel);
    this.#presence.onJoin((key, before) => this.#events.push(`${before ? "more" : "join"} ${key}`));
    this.#presence.onLeave((key, after) => this.#events.push(`${after.metas.length > 0 ? "less" : "leave"} ${key}`));
    this.#presence.onSync(() => this.#waiting?.());
  }

  /** Waits until the list is as expected, which a function of it tells. */
  until(read, expected) {
    return within(`${expected}, but ${read(this)}`, (resolve) => {
      this.#waiting = () => {
        if (read(this) === expected) {
          this.#waiting = null;
          resolve();
        }
      };
      this.#waiting();
    });
  }

  get text() {
    return this.#presence.list((key, { metas }) => `${key}:${metas.length}`).sort().join(" ");
  }

  get size() {
    return this.#presence.list().length;
  }

  get refs() {
    return this.#presence.list((key, { metas }) => `${key} ${metas.map((meta) => meta.phx_ref).join()}`).sort();
  }

  get metas() {
    return textOf(this.#presence.list((key, { metas }) => metas.map(({ phx_ref, phx_ref_prev, online_at, ...rest }) => rest)));
  }

  takeEvents() {
    return this.#events.splice(0);
  }
}

/** A topic, and what was heard of it. */
class Topic {
  #channel;
  #heard;
  attendance;

  constructor(topic, params) {
    this.#heard = new Queue(`a message of ${topic}`);
    this.#channel = socket.channel(topic, params);
    this.attendance = new Attendance(this.#channel);
    this.#channel.onMessage = (event, payload) => {
      if (event !== "phx_reply" && !event.startsWith("chan_reply_")) {
        this.#heard.put(event === "phx_error" || event === "phx_close" ? event : `${event} ${textOf(payload)}`);
      }
      return payload;
    };
  }

  join() {
    return within("the answer to a join", (resolve) => {
      let answered = false;
      const answer = (status) => (response) => {
        const text = `${status} ${textOf(response)}`;
        if (answered) {
          this.#heard.put(`joined again: ${text}`);
        }
        answered = true;
        resolve(text);
      };
      this.#channel.join().receive("ok", answer("ok")).receive("error", answer("error"));
    });
  }

  push(event, payload) {
    return replyTo(this.#channel.push(event, payload));
  }

  leave() {
    return replyTo(this.#channel.leave());
  }

  next() {
    return this.#heard.take();
  }
}

function replyTo(push) {
  return within("a reply", (resolve) => {
    for (const status of ["ok", "error", "timeout"]) {
      push.receive(status, (response) => resolve(`${status} ${textOf(response ?? {})}`));
    }
  });
}

window.client = {
  connect(path, longPoll, { rejoinMs, token, ...options }) {
    if (token) {
      presented = token;
      options.params = () => ({ token: presented });
    }
    if (longPoll) {
      options.transport = LongPoll;
    }
    if (rejoinMs) {
      options.rejoinAfterMs = () => rejoinMs;
    }
    socket = new Socket(path, { timeout: 60_000, ...options }); // not 10 s: machines are busy
    socket.onOpen(() => connection.put("open"));
    socket.onClose((event) => connection.put(`close ${event.code}`));
    socket.onError(() => connection.put("error"));
    socket.onMessage(({ topic, payload }) => topic === "phoenix" && heartbeats.put(textOf(payload)));
    socket.connect();
  },

  /** Has another token to show when it comes back. */
  present(token) {
    presented = token;
  },

  join(topic, payload) {
    topics.set(topic, new Topic(topic, payloadOf(payload)));
    return topics.get(topic).join();
  },

  leave: (topic) => topics.get(topic).leave(),

  push: (topic, event, payload) => topics.get(topic).push(event, payloadOf(payload)),

  /** Pushes several times at once, and returns the replies in the order they came. */
  async pushAll(topic, event, payloads) {
    const replies = [];
    await Promise.all(payloads.map((payload) => client.push(topic, event, payload).then((reply) => replies.push(reply))));
    return replies;
  },

  /** Pushes what is not answered. */
  cast(topic, event, payload) {
    topics.get(topic).push(event, payloadOf(payload)).catch(() => {});
  },

  next: (topic) => topics.get(topic).next(),

  /** Waits until these are in a topic: "key:number of metas" each. */
  untilPresent: (topic, text) => topics.get(topic).attendance.until((present) => present.text, text),

  /** Waits until so many are in a topic. */
  untilSize: (topic, size) => topics.get(topic).attendance.until((present) => present.size, size),

  refs: (topic) => topics.get(topic).attendance.refs,
  metas: (topic) => topics.get(topic).attendance.metas,
  presenceEvents: (topic) => topics.get(topic).attendance.takeEvents(),
  connection: () => connection.take(),
  happened: () => connection.takeAll(),
  heartbeat: () => heartbeats.take(),
  transport: () => (socket.conn instanceof LongPoll ? "longpoll" : "websocket"),
  remembered: () => sessionStorage.getItem("phx:fallback:LongPoll"),
  posts: () => posts,
  faults: () => faults,
};
