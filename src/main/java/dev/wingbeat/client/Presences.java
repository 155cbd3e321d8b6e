package dev.wingbeat.client;

import dev.wingbeat.protocol.Events;
import dev.wingbeat.protocol.Payload;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * The presences of a topic, as told by {@code presence_state} and {@code presence_diff}, kept by the rules of {@code Presence}
 * in phoenix.js. Diffs that come before the state of a join wait for it. May be read from any thread; handlers are called one
 * after the other.
 */
public final class Presences {

    /**
     * A key that is present.
     *
     * @param key the key that was tracked, such as a user's id
     * @param value as the server sends it: {@code metas}, and whatever a fetch has added
     */
    public record Present(String key, JsonObject value) {

        /** Returns the metas, one for each time that the key is present; each has a {@code phx_ref}. */
        public List<JsonObject> metas() {
            JsonArray metas = value.getJsonArray("metas", new JsonArray());
            return metas.stream().map(JsonObject.class::cast).toList();
        }
    }

    static final Set<String> EVENTS = Set.of(Events.PRESENCE_STATE, Events.PRESENCE_DIFF);

    private static final String METAS = "metas";
    private static final String REF = "phx_ref";

    private final ClientLoop callbacks;
    private final Map<String, Present> present = new ConcurrentHashMap<>();
    private final List<Consumer<Present>> joinHandlers = new CopyOnWriteArrayList<>();
    private final List<Consumer<Present>> leaveHandlers = new CopyOnWriteArrayList<>();
    private final List<Runnable> syncHandlers = new CopyOnWriteArrayList<>();

    // confined to the callbacks' loop
    private final List<JsonObject> early = new ArrayList<>();
    private boolean stateAwaited = true;

    Presences(ClientLoop callbacks) {
        this.callbacks = callbacks;
    }

    /** Makes a list without a channel: call {@link #received} with each message, on one thread at a time. */
    public static Presences standalone() {
        return new Presences(new ClientLoop(Runnable::run));
    }

    /** Returns the presences by key: a copy. */
    public Map<String, Present> list() {
        return new TreeMap<>(present);
    }

    /** Calls a handler with each key that has come, or has more metas than before. */
    public Presences onJoin(Consumer<Present> handler) {
        joinHandlers.add(handler);
        return this;
    }

    /** Calls a handler with what has left: the key and the metas that are gone. */
    public Presences onLeave(Consumer<Present> handler) {
        leaveHandlers.add(handler);
        return this;
    }

    /** Calls a handler after each state and each diff. */
    public Presences onSync(Runnable handler) {
        syncHandlers.add(handler);
        return this;
    }

    /** Waits for the state of a new join. For the test kit. */
    public void joining() {
        callbacks.execute(() -> stateAwaited = true);
    }

    /** Handles a message of the channel, on the callbacks' loop. For the test kit. */
    public void received(ClientMessage message) {
        switch (message.event()) {
            case Events.PRESENCE_STATE -> state(message.payload());
            case Events.PRESENCE_DIFF -> diff(message.payload());
            default -> {}
        }
    }

    private void state(Payload payload) {
        JsonObject state = payload.json();
        var joins = new JsonObject();
        var leaves = new JsonObject();
        present.values().stream()
                .filter(known -> !state.containsKey(known.key()))
                .forEach(gone -> leaves.put(gone.key(), gone.value()));
        for (String key : state.fieldNames()) {
            var incoming = new Present(key, state.getJsonObject(key));
            Present known = present.get(key);
            Set<String> knownRefs = known == null ? Set.of() : refs(known.metas());
            Set<String> incomingRefs = refs(incoming.metas());
            put(joins, incoming, without(incoming.metas(), knownRefs));
            if (known != null) {
                put(leaves, known, without(known.metas(), incomingRefs));
            }
        }
        stateAwaited = false;
        apply(joins, leaves);
        early.forEach(diff -> apply(diff.getJsonObject("joins"), diff.getJsonObject("leaves")));
        early.clear();
        syncHandlers.forEach(Runnable::run);
    }

    private void diff(Payload payload) {
        if (stateAwaited) {
            early.add(payload.json());
            return;
        }
        apply(payload.json().getJsonObject("joins"), payload.json().getJsonObject("leaves"));
        syncHandlers.forEach(Runnable::run);
    }

    private void apply(JsonObject joins, JsonObject leaves) {
        for (String key : joins.fieldNames()) {
            var incoming = new Present(key, joins.getJsonObject(key));
            Present known = present.get(key);
            List<JsonObject> metas =
                    new ArrayList<>(known == null ? List.of() : without(known.metas(), refs(incoming.metas())));
            metas.addAll(incoming.metas());
            Present joined = with(incoming, metas);
            present.put(key, joined);
            joinHandlers.forEach(handler -> handler.accept(joined));
        }
        for (String key : leaves.fieldNames()) {
            var leaving = new Present(key, leaves.getJsonObject(key));
            Present known = present.get(key);
            if (known == null) {
                continue;
            }
            List<JsonObject> metas = without(known.metas(), refs(leaving.metas()));
            if (metas.isEmpty()) {
                present.remove(key);
            } else {
                present.put(key, with(known, metas));
            }
            leaveHandlers.forEach(handler -> handler.accept(leaving));
        }
    }

    private static void put(JsonObject target, Present of, List<JsonObject> metas) {
        if (!metas.isEmpty()) {
            target.put(of.key(), with(of, metas).value());
        }
    }

    private static Present with(Present present, List<JsonObject> metas) {
        return new Present(present.key(), present.value().copy().put(METAS, new JsonArray(List.copyOf(metas))));
    }

    private static Set<String> refs(List<JsonObject> metas) {
        return metas.stream().map(meta -> String.valueOf(meta.getValue(REF))).collect(Collectors.toSet());
    }

    private static List<JsonObject> without(List<JsonObject> metas, Set<String> refs) {
        return metas.stream()
                .filter(meta -> !refs.contains(String.valueOf(meta.getValue(REF))))
                .toList();
    }
}
