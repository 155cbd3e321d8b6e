package dev.wingbeat.presence;

import dev.wingbeat.channel.Socket;
import dev.wingbeat.protocol.Hop;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A list of who is online, on all nodes: for each topic the keys, such as user ids, and for each key the metas (JSON objects)
 * of the channels that track it.
 *
 * <p>A channel's presences leave when it ends, for whatever reason, or when its node dies. Members of the topic are told of
 * changes by {@code presence_diff}. One presence serves all channels of an endpoint; it has the same name on every node.
 *
 * <pre>{@code
 * Presence presence = Presence.create("users");
 * Endpoint.builder()
 *         .presence(presence)
 *         .socket("/socket", UserSocket.acceptingAll(), routes -> routes.channel("room:*", () -> (topic, payload, socket) -> {
 *             var user = payload.json().getString("user");
 *             presence.trackAfterJoin(socket, user, Map.of("online_at", System.currentTimeMillis()));
 *             return JoinResult.ok();
 *         }));
 * }</pre>
 *
 * <p>Every method may be called from any thread while the endpoint runs, and throws {@link IllegalStateException} at any other
 * time; reading does not wait for anything. A returned future completes on the caller's Vert.x context, if it has one. For
 * allowed keys and metas see {@link PresenceOwner}. Use one presence for each topic: two would send the same events.
 * Follows {@code Phoenix.Presence}.
 */
public final class Presence {

    private final String name;
    private final PresenceOptions options;
    private final AtomicReference<@Nullable PresenceRuntime> server = new AtomicReference<>();

    private Presence(String name, PresenceOptions options) {
        if (name.isBlank()) {
            throw new IllegalArgumentException("name: blank (expected: one that is the same on all nodes)");
        }
        this.name = name;
        this.options = options;
    }

    /** Makes a presence. The name is unique within the endpoint, and identifies the same presence on other nodes. */
    public static Presence create(String name) {
        return create(name, options -> {});
    }

    /**
     * Makes a presence with options: how it announces changes, and what data the application adds to lists.
     *
     * @param options changes the defaults; called at once
     * @throws IllegalArgumentException for a value out of range, or periods that contradict each other
     */
    public static Presence create(String name, Consumer<PresenceOptions> options) {
        var given = new PresenceOptions();
        options.accept(given);
        var unused = given.tracker(); // which refuses periods that contradict each other
        return new Presence(name, given);
    }

    /** Returns the name. */
    public String name() {
        return name;
    }

    PresenceOptions options() {
        return options;
    }

    /**
     * Tracks the channel once its join is accepted, and sends the client the list. Most channels need only this; call it in
     * {@code join}. The client gets {@code presence_state} after the reply to its join, then exactly the diffs that the state does
     * not contain. It finds itself in the diff that follows, or in the state while the topic changes faster than it sends diffs.
     * A client that has this reply is in the states of all who join later on this node.
     *
     * <p>Returns the {@code phx_ref}; fails as {@link #track} does, and when the join is refused. Do not make the join wait for
     * the future. Updates requested meanwhile are applied after it.
     *
     * @throws IllegalArgumentException when the meta is no JSON object, or larger than half a frame
     */
    public Future<String> trackAfterJoin(Socket socket, Object key, Object meta) {
        return Hop.to(Vertx.currentContext(), started().join(socket, key, meta));
    }

    /**
     * Pushes {@code presence_state} to a channel's client, once its join is done, and then exactly the diffs that the state does
     * not contain. If the state exceeds the maximum frame size, the rest follows as {@code presence_diff}.
     */
    public void pushState(Socket socket) {
        started().pushState(socket);
    }

    /** Tracks a channel in its topic; see {@link PresenceOwner#track}. */
    public Future<String> track(Socket socket, Object key, Object meta) {
        return owner(socket).track(socket.topic(), key, meta);
    }

    /** Replaces the meta of a channel in its topic; see {@link PresenceOwner#update(String, Object, Object)}. */
    public Future<String> update(Socket socket, Object key, Object meta) {
        return owner(socket).update(socket.topic(), key, meta);
    }

    /** Changes the meta of a channel in its topic; see {@link PresenceOwner#update(String, Object, Function)}. */
    public Future<String> update(Socket socket, Object key, Function<JsonObject, ?> change) {
        return owner(socket).update(socket.topic(), key, change);
    }

    /** Untracks a channel in its topic; nothing happens when it is not tracked. */
    public Future<Void> untrack(Socket socket, Object key) {
        return owner(socket).untrack(socket.topic(), key);
    }

    /** Returns an owner that ends with the channel, to track presences in topics other than its own. */
    public PresenceOwner owner(Socket socket) {
        return started().owner(socket);
    }

    /** Makes an owner that is not bound to a channel; the caller ends it. */
    public PresenceOwner newOwner() {
        return started().newOwner();
    }

    /**
     * Returns the entries of a topic, by key; a copy. The future has completed already unless {@link PresenceOptions.Fetch}
     * takes its time.
     */
    public Future<Map<String, PresenceEntry>> list(String topic) {
        return started().list(topic);
    }

    /** Returns the entry of a key in a topic; its metas are empty when nobody is present. */
    public Future<PresenceEntry> getByKey(String topic, Object key) {
        return started().getByKey(topic, String.valueOf(key));
    }

    /** Returns how many keys are present in a topic. */
    public int count(String topic) {
        return started().count(topic);
    }

    /** Attaches the runtime, of which there is one at a time. Internal seam: for endpoints and the test kit. */
    public void attach(PresenceRuntime running) {
        if (!server.compareAndSet(null, running)) {
            throw new IllegalStateException("presence " + name + " runs already (expected: one endpoint at a time)");
        }
    }

    /** Detaches the runtime, which has ended. Internal seam: for endpoints and the test kit. */
    public void detach(PresenceRuntime running) {
        var unused = server.compareAndSet(running, null);
    }

    PresenceRuntime started() {
        PresenceRuntime running = server.get();
        if (running == null) {
            throw new IllegalStateException("presence " + name
                    + " does not run (expected: use while the endpoint runs that it was declared for)");
        }
        return running;
    }
}
