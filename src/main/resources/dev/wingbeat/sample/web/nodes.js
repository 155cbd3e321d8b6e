// The nodes of the cluster: which one serves the page, and how to go on with another.

import { $, show } from "/dom.js";

/** Offers the other nodes, if there are any; `move(url)` is called with the one that was chosen. */
export async function offerNodes(move) {
  const select = $("nodes");
  const others = (await known()).filter(({ url }) => new URL(url).origin !== location.origin);
  select.append(...others.map(({ name, url }) => new Option(name, url)));
  for (const id of ["nodes-label", "nodes-field"]) {
    show($(id), others.length > 0);
  }
  select.addEventListener("change", () => select.value && move(select.value));
}

async function known() {
  try {
    const answer = await fetch("/nodes");
    return answer.ok ? (await answer.json()).nodes : [];
  } catch (error) {
    console.warn("no list of nodes:", error);
    return [];
  }
}
