// One socket with one room on it, and the list of who is there. Knows phoenix.js, not the page: what happens is told to `told`.

const RECONNECT_MS = [10, 50, 100, 150, 200, 250, 500, 1000, 2000];
const FALLBACK_MS = 2500;
const FALLBACK_KEY = "phx:fallback:LongPoll";
const EVENTS = ["shout", "direct", "clan"];

export class Connection {
  #socket;
  #channel;
  #list;
  #told;
  #LongPoll;
  #ended = false;

  /**
   * told.state(state, detail): connecting, joining, joined, waiting ({ms}), crashed ({ms}), closed
   * told.joined(response), told.refused(reason), told.received(event, payload)
   * told.present(people): everybody in the room, each {name, count}
   */
  constructor({ Presence, Socket, LongPoll }, { path, name, room, clans, longPoll }, told) {
    this.#told = told;
    this.#LongPoll = LongPoll;
    const options = {
      params: { name },
      reconnectAfterMs: (tries) => this.#waits(tries),
    };
    if (longPoll) {
      options.transport = LongPoll;
    } else {
      sessionStorage.removeItem(FALLBACK_KEY);
      options.longPollFallbackMs = FALLBACK_MS;
    }
    this.#socket = new Socket(path, options);
    this.#channel = this.#socket.channel(`room:${room}`, () => ({ clans: clans() }));
    this.#list = this.#socket.channel(`presence:room:${room}`);
    this.#listen(new Presence(this.#list));
  }

  open() {
    this.#told.state("connecting");
    this.#socket.connect();
    this.#channel
      .join()
      .receive("ok", (response) => this.#unlessEnded(() => this.#joined(response)))
      .receive("error", (response) => this.#unlessEnded(() => this.#refused(response)));
  }

  /** Leaves the room and closes the socket; nothing is told after this. */
  close() {
    this.#ended = true;
    this.#list.leave();
    this.#channel.leave();
    this.#socket.disconnect();
  }

  /** Connects at once instead of waiting. */
  retry() {
    this.#told.state("connecting");
    this.#socket.disconnect(() => this.#unlessEnded(() => this.#socket.connect()));
  }

  /** Pushes an event and resolves with its reply; rejects with the server's reason, or when none comes. */
  request(event, payload) {
    return new Promise((resolve, reject) => {
      this.#channel
        .push(event, payload)
        .receive("ok", resolve)
        .receive("error", (response) => reject(new Error(reasonOf(response))))
        .receive("timeout", () => reject(new Error("no answer within 10 s")));
    });
  }

  /** Returns "WebSocket" or "Long-poll", as the connection now is. */
  get transport() {
    return this.#socket.conn instanceof this.#LongPoll ? "Long-poll" : "WebSocket";
  }

  #listen(presence) {
    presence.onSync(() =>
      this.#unlessEnded(() => this.#told.present(presence.list((name, { metas }) => ({ name, count: metas.length })))),
    );
    this.#socket.onOpen(() => this.#unlessEnded(() => this.#told.state("joining")));
    this.#channel.onError(() =>
      this.#unlessEnded(() => {
        if (this.#socket.isConnected()) {
          this.#told.state("crashed");
        }
      }),
    );
    this.#channel.onClose(() => this.#unlessEnded(() => this.#told.state("closed")));
    for (const event of EVENTS) {
      this.#channel.on(event, (payload) => this.#told.received(event, payload));
    }
  }

  #joined(response) {
    // Where WebSockets work, a server that restarts must not drive its clients to long-poll for good.
    if (this.transport === "WebSocket") {
      this.#socket.longPollFallbackMs = undefined;
    }
    if (this.#list.state === "closed") {
      this.#list.join(); // only now: whom the room refuses is not in it
    }
    this.#told.state("joined");
    this.#told.joined(response);
  }

  #refused(response) {
    this.close();
    this.#told.refused(reasonOf(response));
  }

  #waits(tries) {
    const ms = RECONNECT_MS[tries - 1] ?? 5000;
    this.#unlessEnded(() => this.#told.state("waiting", { ms }));
    return ms;
  }

  #unlessEnded(action) {
    if (!this.#ended) {
      action();
    }
  }
}

function reasonOf(response) {
  if (response?.reason === "bad_payload") {
    return `${response.path || "payload"} (expected: ${response.expected})`;
  }
  return response?.reason ?? JSON.stringify(response);
}
