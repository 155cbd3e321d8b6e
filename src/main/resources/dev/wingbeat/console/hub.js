// The console's connection: a client of the hub like any other.

// The script has half the bytes of the module.
const { Socket } = globalThis.Phoenix;

const RECONNECT_MS = [200, 500, 1000, 2000];
const PATIENCE_MS = 8000;
const MAX_WAITS = 5;

/** Thrown when a question is not answered; `code` is the node's. */
export class Refusal extends Error {
  constructor({ code, message, retry_after_ms: wait }) {
    super(message ?? "no answer");
    this.code = code;
    this.wait = wait;
  }
}

/** Asks the node whose key this is, or without one whom the application's own sign-on knows; null when it is nobody. Fails when that is not known. */
export async function whoseKey(key) {
  const headers = key ? { authorization: `Bearer ${key}` } : { "x-wingbeat-console": "1" };
  const answer = await fetch("session", { headers, cache: "no-store" });
  if (answer.status >= 500) {
    throw new Refusal({ code: "unavailable", message: `HTTP ${answer.status}` });
  }
  return answer.status === 200 ? answer.json() : null;
}

export class Hub {
  #key;
  #socket;
  #channel;

  /** told(state): connecting, live, lost. */
  constructor(key, told) {
    this.#key = key;
    this.#socket = new Socket(new URL("socket", location.href).pathname, {
      authToken: () => this.#key,
      reconnectAfterMs: (tries) => RECONNECT_MS[tries - 1] ?? 4000,
      rejoinAfterMs: (tries) => RECONNECT_MS[tries - 1] ?? 4000,
    });
    this.#socket.onError(() => told("lost"));
    this.#socket.onClose(() => told("lost"));
    this.#channel = this.#socket.channel("console");
    this.#channel.onError(() => told("lost"));
    this.#socket.connect();
    told("connecting");
    this.#channel.join().receive("ok", () => told("live"));
  }

  /** Asks the node, which asks the others where it has to; later, when pages with this key ask more often than they may. */
  async ask(name, question = {}) {
    for (let waits = 0; ; waits++) {
      try {
        return await this.#ask(name, question);
      } catch (problem) {
        if (problem.code !== "rate_limited" || waits === MAX_WAITS) {
          throw problem;
        }
        await new Promise((done) => setTimeout(done, problem.wait ?? 500));
      }
    }
  }

  #ask(name, question) {
    if (this.#channel.state !== "joined") {
      return Promise.reject(new Refusal({ code: "lost", message: "not connected" }));
    }
    return new Promise((resolve, reject) => {
      this.#channel.push(name, question, PATIENCE_MS)
        .receive("ok", resolve)
        .receive("error", (problem) => reject(new Refusal(problem)))
        .receive("timeout", () => reject(new Refusal({ code: "timeout", message: "no answer within 8 s" })));
    });
  }

  /** Goes on with another key. */
  renew(key) {
    this.#key = key;
    return this.#ask("session.renew", { key }).catch(() => {});
  }

  close() {
    this.#socket.disconnect();
  }
}
