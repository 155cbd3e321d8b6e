package dev.wingbeat.presence;

import static java.util.Objects.requireNonNull;

import dev.wingbeat.channel.Socket;
import dev.wingbeat.protocol.Hop;
import dev.wingbeat.protocol.Payload;
import dev.wingbeat.protocol.WingbeatException;
import dev.wingbeat.tracker.Owner;
import dev.wingbeat.tracker.Tracker;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;

/** The entries of one owner in a {@link Tracker}. */
final class TrackedOwner implements PresenceOwner {

    private static final Future<String> ARRIVED = Future.succeededFuture("");

    private final Tracker tracker;
    private final Owner owner;
    private final int maxFrame;
    private final PacedUpdates paced;

    /** A presence that {@link Presence#trackAfterJoin} is about to track: later changes wait for it. */
    private final AtomicReference<Future<String>> arrival = new AtomicReference<>(ARRIVED);

    TrackedOwner(Tracker tracker, Owner owner, int maxFrame, PacedUpdates paced) {
        this.tracker = tracker;
        this.owner = owner;
        this.maxFrame = maxFrame;
        this.paced = paced;
    }

    /** Tracks a channel once its join is accepted, behind the state that its client is sent. */
    Future<String> trackAfterJoin(Socket socket, Object key, Object meta, Announcers announcers) {
        String topic = socket.topic();
        String text = text(key);
        Payload checked = meta(topic, text, meta);
        Promise<String> tracked = Promise.promise();
        arrival.set(tracked.future());
        socket.onEnd(() -> {
            if (!tracked.future().isComplete()) {
                tracked.tryFail(new WingbeatException(
                        "channel " + topic + " has ended (expected: to be joined before " + key + " is tracked)"));
            }
        });
        announcers.pushState(
                socket,
                () -> tracker.track(owner, topic, text, checked).onComplete(tracked::tryComplete, tracked::tryFail));
        return tracked.future();
    }

    @Override
    public Future<String> track(String topic, Object key, Object meta) {
        String text = text(key);
        return tracker.track(owner, topic, text, meta(topic, text, meta));
    }

    @Override
    public Future<String> update(String topic, Object key, Object meta) {
        String text = text(key);
        var changed = meta(topic, text, meta);
        return paced.update(topic, text, before -> changed, maker(topic, text));
    }

    @Override
    public Future<String> update(String topic, Object key, Function<JsonObject, ?> change) {
        String text = text(key);
        return paced.update(
                topic,
                text,
                before -> meta(topic, text, change.apply(before.as(JsonObject.class))),
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
    private static String text(Object key) {
        return requireNonNull(key, "key: null (expected: an object whose text is the key)")
                .toString();
    }

    /** Returns a meta as it is to be tracked. */
    private Payload meta(String topic, String key, Object value) {
        Payload meta = Payload.of(value);
        if (!meta.isObject()) {
            throw new IllegalArgumentException("meta: " + meta + " (expected: a JSON object)");
        }
        int limit = PresenceFrames.metaLimit(topic, key, maxFrame);
        if (meta.length() > limit) {
            throw new IllegalArgumentException("meta: " + meta.length() + " bytes (expected: <= " + limit
                    + ", so that an update fits into a frame)");
        }
        return meta;
    }

    private <T> Future<T> afterArrival(Supplier<Future<T>> operation) {
        Future<String> awaited = arrival.get();
        return awaited.isComplete()
                ? operation.get()
                : Hop.to(Vertx.currentContext(), awaited.transform((tracked, failure) -> operation.get()));
    }
}
