// Elements, and how a page is brought up to date without losing what one looks at, types or has chosen.

const SVG = "http://www.w3.org/2000/svg";
const SVG_TAGS = new Set(["svg", "use", "path", "line", "circle", "rect", "g", "title"]);
const HANDLERS = ["onclick", "oninput", "onchange", "onsubmit", "onkeydown", "onpointermove", "onpointerleave"];

export const $ = (id) => document.getElementById(id);

/** Makes an element. Properties are attributes; those that begin with "on" are handlers; null, undefined and false are left out. */
export function h(tag, properties, ...children) {
  const element = SVG_TAGS.has(tag) ? document.createElementNS(SVG, tag) : document.createElement(tag);
  for (const [name, value] of Object.entries(properties ?? {})) {
    if (value === null || value === undefined || value === false) {
      continue;
    }
    if (name.startsWith("on")) {
      element[name] = value;
    } else if (name === "value") {
      element.value = value;
      element.setAttribute("value", value);
    } else {
      element.setAttribute(name, value === true ? "" : value);
    }
  }
  add(element, children);
  return element;
}

function add(element, children) {
  for (const child of children) {
    if (Array.isArray(child)) {
      add(element, child);
    } else if (child instanceof Node) {
      element.append(child);
    } else if (child !== null && child !== undefined && child !== false) {
      element.append(String(child));
    }
  }
}

export const icon = (name) => h("svg", { "aria-hidden": "true" }, h("use", { href: `#i-${name}` }));

/** Makes the children of an element those given, keeping what is there already: focus, selection and scrolling stay. */
export function show(element, ...children) {
  const wanted = document.createElement("div");
  add(wanted, children);
  patchChildren(element, wanted);
}

const keyOf = (node) => node.nodeType === Node.ELEMENT_NODE ? node.getAttribute("data-key") : null;

function patchChildren(element, wanted) {
  const keyed = new Map();
  for (const child of element.childNodes) {
    if (keyOf(child) !== null) {
      keyed.set(keyOf(child), child);
    }
  }
  let place = element.firstChild;
  for (const next of [...wanted.childNodes]) {
    const key = keyOf(next);
    let old = key === null ? place : keyed.get(key) ?? null;
    if (key === null) {
      while (old && keyOf(old) !== null) {
        old = old.nextSibling; // belongs to another
      }
    }
    if (!old || old.nodeName !== next.nodeName) {
      element.insertBefore(next, place);
      continue;
    }
    if (old === place) {
      place = place.nextSibling;
    } else {
      element.insertBefore(old, place);
    }
    keyed.delete(key);
    patch(old, next);
  }
  while (place) {
    const after = place.nextSibling;
    place.remove();
    place = after;
  }
}

function patch(old, next) {
  if (old.nodeType !== Node.ELEMENT_NODE) {
    if (old.data !== next.data) {
      old.data = next.data;
    }
    return;
  }
  for (const { name } of [...old.attributes]) {
    if (!next.hasAttribute(name) && name !== "open") {
      old.removeAttribute(name);
    }
  }
  for (const { name, value } of next.attributes) {
    if (old.getAttribute(name) !== value) {
      old.setAttribute(name, value);
    }
  }
  for (const handler of HANDLERS) {
    if (old[handler] !== next[handler]) {
      old[handler] = next[handler];
    }
  }
  if (old.hasAttribute("data-own")) {
    return; // it looks after itself: a form that somebody fills in
  }
  if ((old.nodeName === "INPUT" || old.nodeName === "SELECT") && old !== document.activeElement && old.value !== next.value) {
    old.value = next.value;
  }
  patchChildren(old, next);
}

/** Says something for a few seconds. */
export function toast(text, bad = false) {
  const element = h("p", { class: bad ? "toast bad" : "toast" }, text);
  $("toasts").append(element);
  setTimeout(() => element.remove(), bad ? 8000 : 4500);
}
