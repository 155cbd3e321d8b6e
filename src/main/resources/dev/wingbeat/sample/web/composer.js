// Where messages are written: to the room, to one person, or to a clan.

import { $, onSubmit, show } from "/dom.js";

const MODES = ["mode-room", "mode-direct", "mode-clan"];

export class Composer {
  #me = { name: "", room: "" };
  #link;
  #unconfirmed = new Map();

  /**
   * link.live(): whether pushing makes sense; link.request(event, payload): pushes, resolves with the reply;
   * link.sent(event, payload): shows what no broadcast will bring back; link.failed(body, reason): shows what got lost.
   */
  constructor(link) {
    this.#link = link;
    onSubmit("composer", () => this.#send());
    for (const id of MODES) {
      $(id).addEventListener("change", () => this.#showMode());
    }
  }

  /** Begins anew, for somebody in some room. */
  reset(me) {
    this.#me = me;
    this.#unconfirmed.clear();
    this.#showMode();
  }

  /** Turns to one person. */
  writeTo(name) {
    $("mode-direct").checked = true;
    $("to").value = name;
    this.#showMode();
    $("text").focus();
  }

  /** Takes note that one's own shout has come back. */
  confirm(id) {
    this.#unconfirmed.delete(id);
  }

  /** Shows what may have got lost. */
  lost(reason) {
    for (const body of this.#unconfirmed.values()) {
      this.#link.failed(body, reason);
    }
    this.#unconfirmed.clear();
  }

  get #mode() {
    return document.querySelector("input[name=mode]:checked").value;
  }

  #showMode() {
    show($("to-field"), this.#mode === "direct");
    show($("to-clan-field"), this.#mode === "clan");
    show($("send-error"), false);
    $("text").placeholder = {
      room: `Say something in ${this.#me.room}`,
      direct: "Write to one person in this room",
      clan: "Say something to your clan, in every room",
    }[this.#mode];
  }

  #send() {
    const body = $("text").value.trim();
    if (!body || !this.#link.live()) {
      return;
    }
    show($("send-error"), false);
    const problem = { room: () => this.#shout(body), direct: () => this.#direct(body), clan: () => this.#clan(body) }[
      this.#mode
    ]();
    if (problem) {
      $("send-error").textContent = problem;
      show($("send-error"), true);
    } else {
      $("text").value = "";
    }
  }

  /** No reply comes to a shout: one's own copy of the broadcast confirms it. */
  #shout(body) {
    const id = `${Date.now()}-${Math.random()}`;
    this.#unconfirmed.set(id, body);
    this.#link.request("shout", { name: this.#me.name, body, id }).catch((error) => {
      if (this.#unconfirmed.delete(id)) {
        this.#link.failed(body, error.message);
      }
    });
  }

  #direct(body) {
    const to = $("to").value.trim();
    if (!to) {
      $("to").focus();
      return "To whom? Type a name, or choose one from the list.";
    }
    this.#link.request("direct", { to, body }).then(
      () => to !== this.#me.name && this.#link.sent("direct", { from: this.#me.name, to, body }),
      (error) => this.#link.failed(body, error.message),
    );
  }

  #clan(body) {
    const clan = $("to-clan").value;
    if (!clan) {
      $("clan-name").focus();
      return "Join a clan first.";
    }
    this.#link.request("clan", { clan, body }).catch((error) => this.#link.failed(body, error.message));
  }
}
