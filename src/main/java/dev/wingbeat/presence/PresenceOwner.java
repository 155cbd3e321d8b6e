package dev.wingbeat.presence;

import static java.util.Objects.requireNonNull;

import dev.wingbeat.tracker.Owner;
import dev.wingbeat.tracker.Tracker;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Whoever is present somewhere: all it tracks leaves when it ends. A channel is one by itself, see {@link
 * Presence#owner}; something else, such as a bot or a connection without channels, gets one by {@link Presence#newOwner}.
 *
 * <p>May be used from any thread. Keys may be of any type; on the wire they are strings, as {@link String#valueOf(Object)}
 * writes them. Metas are anything that becomes a JSON object, see {@link dev.wingbeat.protocol.Payload#of(Object)}.
 */
public final class PresenceOwner {

    private static final Future<String> ARRIVED = Future.succeededFuture("");

    private final PresenceOwners owners;
    private final Tracker tracker;
    private final Owner owner;

    /** What {@link Presence#trackAfterJoin} is about to track: whatever changes it comes after. */
    private final AtomicReference<Future<String>> arrival = new AtomicReference<>(ARRIVED);

    PresenceOwner(PresenceOwners owners, Tracker tracker, Owner owner) {
        this.owners = owners;
        this.tracker = tracker;
        this.owner = owner;
    }

    /**
     * Adds a presence. Returns its {@code phx_ref}; fails with {@link dev.wingbeat.tracker.AlreadyTrackedException} when this
     * owner tracks the key in the topic already, and with {@link dev.wingbeat.tracker.OwnerEndedException} after the end.
     *
     * @throws IllegalArgumentException when the meta is no JSON object, or larger than half a frame
     */
    public Future<String> track(String topic, Object key, Object meta) {
        String text = text(key);
        return tracker.track(owner, topic, text, owners.meta(topic, text, meta));
    }

    /**
     * Replaces the meta of a presence. Returns its new {@code phx_ref}; fails with {@link
     * dev.wingbeat.tracker.NotTrackedException} when this owner does not track the key in the topic.
     *
     * @throws IllegalArgumentException when the meta is no JSON object, or larger than half a frame
     */
    public Future<String> update(String topic, Object key, Object meta) {
        String text = text(key);
        var changed = owners.meta(topic, text, meta);
        return afterArrival(() -> tracker.update(owner, topic, text, before -> changed));
    }

    /**
     * Replaces the meta of a presence by what a function makes of it: it is given a copy of the fields, which it may change
     * and return. It runs on an event loop and must not block.
     */
    public Future<String> update(String topic, Object key, Function<JsonObject, ?> change) {
        String text = text(key);
        return afterArrival(() -> tracker.update(
                owner, topic, text, before -> owners.meta(topic, text, change.apply(before.as(JsonObject.class)))));
    }

    /** Removes a presence; nothing happens when there is none. */
    public Future<Void> untrack(String topic, Object key) {
        String text = text(key);
        return afterArrival(() -> tracker.untrack(owner, topic, text));
    }

    /** Removes all presences of this owner, for good: what it tracks from now on is refused. */
    public void end() {
        tracker.end(owner);
    }

    /** Returns a key as it is on the wire. */
    static String text(Object key) {
        return requireNonNull(key, "key: null (expected: an object whose text is the key)")
                .toString();
    }

    /** Notes what is about to be tracked. */
    void arriving(Future<String> tracked) {
        arrival.set(tracked);
    }

    private <T> Future<T> afterArrival(Supplier<Future<T>> operation) {
        Future<String> awaited = arrival.get();
        return awaited.isComplete()
                ? operation.get()
                : Presence.onContext(Vertx.currentContext(), awaited.transform((tracked, failure) -> operation.get()));
    }
}
