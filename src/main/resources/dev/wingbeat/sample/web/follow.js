// The state of a room, as it changes: patches are merged, and what is missed is asked for.

/** Merges a JSON merge patch (RFC 7386). */
export function merge(target, patch) {
  if (patch === null || typeof patch !== "object" || Array.isArray(patch)) return patch;
  const known = target !== null && typeof target === "object" && !Array.isArray(target);
  const merged = new Map(known ? Object.entries(target) : []); // in an object, __proto__ would be no key
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) merged.delete(key);
    else merged.set(key, merge(merged.get(key), value));
  }
  return Object.fromEntries(merged);
}

/** Joins a room's channel; `changed(state, stamp)` is called with each new state, and the room's time in ms as `stamp.t`. */
export function follow(channel, changed) {
  let state = {};
  let version = 0;
  channel.on("state", (m) => {
    state = m.part === 1 ? m.s : merge(state, m.s);
    version = m.v;
    if (m.part === m.of) changed(state, m);
  });
  channel.on("patch", (m) => {
    if (m.b !== version) {
      channel.push("resync", {});
      return;
    }
    state = merge(state, m.p);
    version = m.v;
    changed(state, m);
  });
  return channel.join().receive("ok", ({ room, state: whole }) => {
    version = room.v;
    if (whole) {
      state = whole;
      changed(state, room);
    }
  });
}
