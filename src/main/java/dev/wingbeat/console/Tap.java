package dev.wingbeat.console;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The messages of a node that one browser wants to see. Whoever sends offers from any thread, and never waits: beyond a hundred
 * in a second it is only counted. Ends by itself when it is old, or when nobody reads it any more.
 */
final class Tap {

    /** The messages that are tapped. */
    sealed interface Aim {

        /** Returns it as whoever starts a tap says it. */
        JsonObject json();
    }

    /** The broadcasts on a topic, or on all topics with a prefix. */
    record Topics(String name, boolean prefix) implements Aim {
        @Override
        public JsonObject json() {
            return new JsonObject().put(prefix ? "prefix" : "topic", name);
        }
    }

    /** The messages that the clients of a socket id send and receive. */
    record Clients(String socketId) implements Aim {
        @Override
        public JsonObject json() {
            return new JsonObject().put("socket_id", socketId);
        }
    }

    /** The longest life of a tap. */
    static final long LONGEST = TimeUnit.MINUTES.toNanos(10);

    /** The life of a tap that nobody reads. */
    static final long UNREAD = TimeUnit.SECONDS.toNanos(15);

    private static final int MAX_UNREAD = 2 * Budget.RATE;

    private final Aim aim;
    private final @Nullable String by;
    private final long began;
    private final Queue<Tapped> seen = new ConcurrentLinkedQueue<>();
    private final Budget budget = new Budget();
    private final AtomicInteger unread = new AtomicInteger();
    private final LongAdder dropped = new LongAdder();
    private volatile long readAt;

    /**
     * Makes one.
     *
     * @param by who is told of when it ends by itself; null when that is told elsewhere
     * @param now a time of {@link System#nanoTime()}
     */
    Tap(Aim aim, @Nullable String by, long now) {
        this.aim = aim;
        this.by = by;
        this.began = now;
        this.readAt = now;
    }

    /** Returns who has begun it, if its end is told here. */
    @Nullable
    String by() {
        return by;
    }

    Aim aim() {
        return aim;
    }

    /** Returns whether it is about what is broadcast. */
    boolean isOfTopics() {
        return aim instanceof Topics;
    }

    /** Returns whether it is about a broadcast on a topic. */
    boolean wants(String topic) {
        return aim instanceof Topics(String name, boolean prefix)
                && (prefix ? topic.startsWith(name) : topic.equals(name));
    }

    /** Returns whether it is about what goes from, and to, a client. */
    boolean wantsClient(@Nullable String socketId) {
        return aim instanceof Clients(String id) && id.equals(socketId);
    }

    void offer(Supplier<Tapped> message) {
        if (unread.get() >= MAX_UNREAD || !budget.take()) {
            dropped.increment();
            return;
        }
        unread.incrementAndGet();
        seen.add(message.get());
    }

    /** Lets more through; to be called four times a second. Returns whether the tap goes on. */
    boolean tick(long now) {
        budget.tick();
        return now - began < LONGEST && now - readAt < UNREAD;
    }

    /** Returns what has come since it was last read: {@code {"events":[…],"dropped":3,"left_ms":…}}. */
    JsonObject read(String node, long now) {
        readAt = now;
        var events = new JsonArray();
        for (Tapped next = seen.poll(); next != null; next = seen.poll()) {
            unread.decrementAndGet();
            events.add(next.json(node));
        }
        return new JsonObject()
                .put("events", events)
                .put("dropped", dropped.sumThenReset())
                .put("left_ms", TimeUnit.NANOSECONDS.toMillis(Math.max(0, LONGEST - (now - began))));
    }
}
