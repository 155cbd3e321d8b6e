// The page at /presence: whoever has it open is listed, with the number of tabs.

import { $, onSubmit, text } from "/dom.js";

const socketPath = document.querySelector("meta[name=socket-path]").content;
const authToken = document.querySelector("meta[name=user-token]").content;

async function start() {
  const { Presence, Socket } = await import("/vendor/phoenix.mjs");
  const socket = new Socket(socketPath, { authToken });
  const channel = socket.channel("presence:lobby");
  const presence = new Presence(channel);
  presence.onSync(() => draw(presence.list((name, { metas }) => ({ name, count: metas.length }))));
  socket.onOpen(() => state("joining", "Joining"));
  socket.onError(() => state("waiting", "Reconnecting"));
  socket.connect();
  channel
    .join()
    .receive("ok", () => state("joined", "Connected"))
    .receive("error", ({ reason }) => state("closed", reason));
}

function draw(online) {
  online.sort((a, b) => a.name.localeCompare(b.name));
  $("online").replaceChildren(...online.map(({ name, count }) => text("li", "", `${name} (count: ${count})`)));
}

function state(name, shown) {
  $("status").dataset.state = name;
  $("status-text").textContent = shown;
}

onSubmit("another", () => open(`/presence?${new URLSearchParams({ name: $("name").value })}`, "_blank", "noopener"));
start().catch((error) => {
  console.error(error);
  state("closed", "phoenix.js is missing");
});
