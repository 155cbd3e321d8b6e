// The list of messages: what arrives within one frame of the screen is added at once, and only the newest are kept.

import { text } from "/dom.js";

const KEPT = 500;
const GROUP_MS = 90_000;
const NEAR_END = 80;

const CLOCK = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", second: "2-digit" });

export class MessageLog {
  #list;
  #waiting = [];
  #last = null;
  #onNewest;

  /** onNewest(hidden): whether newer messages wait below what is seen. */
  constructor(list, onNewest) {
    this.#list = list;
    this.#onNewest = onNewest;
    list.addEventListener("scroll", () => this.#atEnd() && onNewest(false), { passive: true });
  }

  /** Adds a message: {kind: room | direct | clan, name, body, label, own}. */
  add(message) {
    this.#queue({ ...message, at: Date.now() });
  }

  /** Adds a line about the connection or the room. */
  note(text) {
    this.#queue({ kind: "note", body: text, at: Date.now() });
  }

  clear() {
    this.#waiting = [];
    this.#last = null;
    this.#list.replaceChildren();
  }

  toEnd() {
    this.#list.scrollTop = this.#list.scrollHeight;
    this.#onNewest(false);
  }

  #queue(message) {
    if (this.#waiting.push(message) === 1) {
      // A hidden page draws no frames.
      if (document.hidden) {
        setTimeout(() => this.#draw(), 0);
      } else {
        requestAnimationFrame(() => this.#draw());
      }
    } else if (this.#waiting.length > 2 * KEPT) {
      this.#waiting.splice(1, KEPT);
    }
  }

  #draw() {
    const follow = this.#atEnd();
    const fragment = document.createDocumentFragment();
    for (const message of this.#waiting.splice(0).slice(-KEPT)) {
      fragment.append(this.#item(message));
    }
    const mine = fragment.querySelector(".own:last-child") !== null;
    this.#list.append(fragment);
    for (let surplus = this.#list.childElementCount - KEPT; surplus > 0; surplus--) {
      this.#list.firstElementChild.remove();
    }
    if (follow || mine) {
      this.toEnd();
    } else {
      this.#onNewest(true);
    }
  }

  #item(message) {
    const item = document.createElement("li");
    item.className = message.kind;
    if (message.kind === "note") {
      item.append(text("span", "body", message.body));
      this.#last = null;
      return item;
    }
    const { kind, name, label, own, failed, at } = message;
    item.classList.toggle("own", Boolean(own));
    item.classList.toggle("failed", Boolean(failed));
    item.style.setProperty("--hue", hueOf(name));
    const last = this.#last;
    const goesOn = last && last.kind === kind && last.name === name && last.label === label && at - last.at < GROUP_MS;
    item.classList.toggle("goes-on", Boolean(goesOn));
    const head = text("p", "head", "");
    const time = text("time", "", CLOCK.format(at));
    time.dateTime = new Date(at).toISOString();
    head.append(text("strong", "name", name), " ", time);
    if (label) {
      head.append(" ", text("span", "label", label));
    }
    const avatar = text("span", "avatar", initial(name));
    avatar.setAttribute("aria-hidden", "true");
    item.append(avatar, head, text("p", "body", message.body));
    if (failed) {
      item.append(text("p", "fault", failed));
    }
    this.#last = { kind, name, label, at };
    return item;
  }

  #atEnd() {
    const { scrollTop, scrollHeight, clientHeight } = this.#list;
    return scrollHeight - scrollTop - clientHeight < NEAR_END;
  }
}

/** Returns the hue that stands for a name: the same in every browser. */
export function hueOf(name) {
  let hash = 0;
  for (const char of name) {
    hash = (hash * 31 + char.codePointAt(0)) % 3600;
  }
  return hash / 10;
}

export function initial(name) {
  return [...name][0]?.toUpperCase() ?? "?";
}
