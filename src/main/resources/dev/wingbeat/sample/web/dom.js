// The few things that every part of the page does with elements.

export const $ = (id) => document.getElementById(id);

export function show(element, shown) {
  element.hidden = !shown;
}

/** Makes an element of a text. */
export function text(tag, className, content) {
  const element = document.createElement(tag);
  if (className) {
    element.className = className;
  }
  element.textContent = content;
  return element;
}

/** Calls an action when a form is submitted, and nothing else. */
export function onSubmit(id, action) {
  $(id).addEventListener("submit", (event) => {
    event.preventDefault();
    action();
  });
}
