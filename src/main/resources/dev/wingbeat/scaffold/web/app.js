// The page: one socket, one channel, one list of who is here. phoenix.mjs is the official client, as npm has it.
import { Presence, Socket } from "./phoenix.mjs";

const element = (id) => document.getElementById(id);
const show = (text) => (element("status").textContent = text);

const item = (text, strong) => {
  const li = document.createElement("li");
  if (strong) {
    const name = document.createElement("b");
    name.textContent = strong;
    li.append(name, " ");
  }
  li.append(text);
  return li;
};

function join(name) {
  const socket = new Socket("/socket", { params: { name } });
  const room = socket.channel(new URLSearchParams(location.search).get("room") ?? "chat:lobby");

  socket.onError(() => show("Reconnecting"));
  socket.onClose(() => show("Reconnecting"));

  room.on("said", ({ from, text }) => {
    element("messages").append(item(text, from));
    element("messages").lastChild.scrollIntoView();
  });

  const presence = new Presence(room);
  presence.onSync(() => {
    const people = presence.list((who, { metas }) => (metas.length > 1 ? `${who} (${metas.length})` : who));
    element("people").replaceChildren(...people.sort().map((text) => item(text)));
  });

  // The callbacks of join are called again when the client has come back after a break.
  room
    .join()
    .receive("ok", () => {
      show(`Connected as ${name}`);
      element("entry").hidden = true;
      element("chat").hidden = false;
      element("text").focus();
    })
    .receive("error", ({ reason }) => {
      room.leave(); // else it would be tried again and again
      show(`Not let in: ${reason}`);
    });

  element("composer").addEventListener("submit", (event) => {
    event.preventDefault();
    const field = element("text");
    room
      .push("say", { text: field.value })
      .receive("ok", () => (field.value = ""))
      .receive("error", ({ reason }) => show(`Not sent: ${reason}`));
  });

  socket.connect();
}

element("entry").addEventListener("submit", (event) => {
  event.preventDefault();
  show("Connecting");
  join(element("name").value.trim());
});

show("Say who you are");
