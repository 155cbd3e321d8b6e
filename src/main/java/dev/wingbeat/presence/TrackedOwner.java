package dev.wingbeat.presence;

import static java.util.Objects.requireNonNull;

import dev.wingbeat.protocol.Hop;
import dev.wingbeat.tracker.Owner;
import dev.wingbeat.tracker.Tracker;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;

/** The entries of one owner in a {@link Tracker}. */
final class TrackedOwner implements PresenceOwner {

    private static final Future<String> ARRIVED = Future.succeededFuture("");

    private final PresenceOwners owners;
    private final Tracker tracker;
    private final Owner owner;
    private final PacedUpdates paced;

    /** A presence that {@link Presence#trackAfterJoin} is about to track: later changes wait for it. */
    private final AtomicReference<Future<String>> arrival = new AtomicReference<>(ARRIVED);

    TrackedOwner(PresenceOwners owners, Tracker tracker, Owner owner, PacedUpdates paced) {
        this.paced = paced;
        this.owners = owners;
        this.tracker = tracker;
        this.owner = owner;
    }

    @Override
    public Future<String> track(String topic, Object key, Object meta) {
        String text = text(key);
        return tracker.track(owner, topic, text, owners.meta(topic, text, meta));
    }

    @Override
    public Future<String> update(String topic, Object key, Object meta) {
        String text = text(key);
        var changed = owners.meta(topic, text, meta);
        return paced.update(topic, text, before -> changed, maker(topic, text));
    }

    @Override
    public Future<String> update(String topic, Object key, Function<JsonObject, ?> change) {
        String text = text(key);
        return paced.update(
                topic,
                text,
                before -> owners.meta(topic, text, change.apply(before.as(JsonObject.class))),
                maker(topic, text));
    }

    private PacedUpdates.Maker maker(String topic, String key) {
        return change -> afterArrival(() -> tracker.update(owner, topic, key, change));
    }

    @Override
    public Future<Void> untrack(String topic, Object key) {
        String text = text(key);
        paced.end(topic, text, maker(topic, text));
        return afterArrival(() -> tracker.untrack(owner, topic, text));
    }

    @Override
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
                : Hop.to(Vertx.currentContext(), awaited.transform((tracked, failure) -> operation.get()));
    }
}
