// Tables, sorted and paged by the server.

import { h } from "./dom.js";

/**
 * columns: {key, label, cell(row), number, sort, main}; sort is the name by which the server sorts.
 * sorted: the sort in use; onsort(name)
 */
export function table({ label, columns, rows, rowKey, sorted, onsort, empty }) {
  if (rows.length === 0) {
    return h("div", { class: "empty", "data-key": `empty-${label}` }, h("p", null, empty));
  }
  return h("div", { class: "table", "data-key": `table-${label}` },
    h("table", { "aria-label": label },
      h("thead", null, h("tr", null, columns.map((column) => heading(column, sorted, onsort)))),
      h("tbody", null, rows.map((row, i) => h("tr", { "data-key": rowKey ? rowKey(row) : i },
        columns.map((column) => h(column.main ? "th" : "td", {
          scope: column.main && "row",
          class: column.number ? "number" : column.wide ? "wide" : null,
          "data-label": column.label,
        }, column.cell(row))))))));
}

function heading(column, sorted, onsort) {
  const active = column.sort && column.sort === sorted;
  return h("th", {
    scope: "col",
    class: column.number ? "number" : null,
    "aria-sort": active ? (column.ascending ? "ascending" : "descending") : null,
  }, column.sort && onsort
    ? h("button", { type: "button", class: "sort", onclick: () => onsort(column.sort) },
      column.label, h("span", { class: "arrow", "aria-hidden": "true" }, active ? (column.ascending ? "↑" : "↓") : ""))
    : column.label);
}

/** Where one is in a list whose end nobody knows; `pages` is the stack of cursors. */
export class Pages {
  #cursors = [];
  #next = null;

  get cursor() {
    return this.#cursors.at(-1);
  }

  first() {
    this.#cursors = [];
  }

  /** Learns where the next page begins. */
  learn(answer) {
    this.#next = answer.next ?? null;
  }

  /** The buttons, or nothing when there is one page. */
  buttons(refresh) {
    if (this.#cursors.length === 0 && !this.#next) {
      return null;
    }
    const go = (change) => () => {
      change();
      refresh();
    };
    return h("div", { class: "pages", "data-key": "pages" },
      h("button", { type: "button", disabled: this.#cursors.length === 0, onclick: go(() => this.#cursors.pop()) }, "← Previous"),
      h("span", { class: "soft" }, `Page ${this.#cursors.length + 1}`),
      h("button", { type: "button", disabled: !this.#next, onclick: go(() => this.#cursors.push(this.#next)) }, "Next →"));
  }
}
