// Every action is asked about before it happens.

import { h } from "./dom.js";

/** Asks; gives the values of the fields, or null when one has thought better of it. */
export function ask({ title, text, verb, danger = false, fields = [] }) {
  return new Promise((resolve) => {
    const error = h("p", { class: "error", role: "alert", hidden: true });
    const inputs = fields.map(input);
    const close = (value) => {
      dialog.close();
      dialog.remove();
      resolve(value);
    };
    const form = h("form", {
      onsubmit: (event) => {
        event.preventDefault();
        const values = {};
        for (const { field, control } of inputs) {
          const value = control.type === "checkbox" ? control.checked : control.value;
          const problem = field.check?.(value);
          if (problem) {
            error.hidden = false;
            error.textContent = problem;
            control.focus();
            return;
          }
          values[field.name] = value;
        }
        close(values);
      },
    },
    h("h2", { id: "dialog-title" }, title),
    text && h("p", { class: "soft" }, text),
    inputs.map(({ row }) => row),
    error,
    h("div", { class: "buttons" },
      h("button", { type: "button", onclick: () => close(null) }, "Cancel"),
      h("button", { type: "submit", class: danger ? "primary danger" : "primary" }, verb)));
    const dialog = h("dialog", { "aria-labelledby": "dialog-title" }, form);
    dialog.addEventListener("cancel", (event) => {
      event.preventDefault();
      close(null);
    });
    document.body.append(dialog);
    dialog.showModal();
    (inputs[0]?.control ?? form.querySelector("button[type=submit]")).focus();
  });
}

function input(field) {
  const id = `field-${field.name}`;
  const properties = { id, name: field.name, spellcheck: "false", autocomplete: "off", placeholder: field.placeholder };
  if (field.kind === "choice") {
    const control = h("select", { id, name: field.name }, field.choices.map(([value, label]) => h("option", { value }, label)));
    return { field, control, row: h("label", { class: "field" }, field.label, control) };
  }
  if (field.kind === "check") {
    const control = h("input", { id, type: "checkbox", checked: field.value });
    return { field, control, row: h("label", { class: "check" }, control, field.label) };
  }
  const control = field.kind === "text"
    ? h("textarea", { ...properties, rows: 5 })
    : h("input", { ...properties, type: "text" });
  control.value = field.value ?? "";
  return { field, control, row: h("label", { class: "field" }, field.label, control) };
}

/** Says what is wrong with a text that should be a JSON object. */
export function notJson(text) {
  try {
    const value = JSON.parse(text);
    return value !== null && typeof value === "object" && !Array.isArray(value) ? null : "payload: expected a JSON object";
  } catch (problem) {
    return `payload: ${problem.message}`;
  }
}
