// Who is in the room, and the clans one belongs to.

import { text } from "/dom.js";
import { hueOf, initial } from "/log.js";

export class People {
  #list;
  #onChange;
  #onChosen;

  /** onChange(names) after each change; onChosen(name) when one is clicked. */
  constructor(list, onChange, onChosen) {
    this.#list = list;
    this.#onChange = onChange;
    this.#onChosen = onChosen;
  }

  /** Shows these people, each {name, count}; one of them is oneself. */
  show(people, own) {
    const sorted = [...people].sort((a, b) => a.name.localeCompare(b.name));
    this.#list.replaceChildren(...sorted.map(({ name, count }) => this.#item(name, count, name === own)));
    this.#onChange(sorted.map(({ name }) => name));
  }

  clear() {
    this.show([]);
  }

  #item(name, count, own) {
    const button = text("button", "person", "");
    button.type = "button";
    button.title = `Write to ${name}`;
    button.style.setProperty("--hue", hueOf(name));
    const avatar = text("span", "avatar", initial(name));
    avatar.setAttribute("aria-hidden", "true");
    button.append(avatar, name);
    for (const hint of [own && "you", count > 1 && `${count} tabs`]) {
      if (hint) {
        button.append(" ", text("span", "hint", hint));
      }
    }
    button.addEventListener("click", () => this.#onChosen(name));
    const item = document.createElement("li");
    item.append(button);
    return item;
  }
}

export class Clans {
  #list;
  #select;
  #names = new Set();
  #onLeave;

  /** Shown as a list, whose buttons call onLeave(name), and as the choices of a select. */
  constructor(list, select, onLeave) {
    this.#list = list;
    this.#select = select;
    this.#onLeave = onLeave;
  }

  get names() {
    return [...this.#names];
  }

  set names(names) {
    this.#names = new Set(names);
    this.#draw();
  }

  add(name) {
    this.#names.add(name);
    this.#draw();
  }

  remove(name) {
    this.#names.delete(name);
    this.#draw();
  }

  #draw() {
    const chosen = this.#select.value;
    this.#select.replaceChildren(...this.names.map((name) => new Option(name, name, false, name === chosen)));
    this.#list.replaceChildren(...this.names.map((name) => this.#chip(name)));
  }

  #chip(name) {
    const chip = text("li", "chip", name);
    const button = text("button", "", "×");
    button.type = "button";
    button.setAttribute("aria-label", `Leave ${name}`);
    button.addEventListener("click", () => this.#onLeave(name));
    chip.append(button);
    return chip;
  }
}
