package dev.wingbeat.console;

import dev.wingbeat.protocol.Payload;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * What one browser wants to see of the messages of a node. Whoever sends offers from any thread, and never waits: beyond a hundred
 * in a second it is only counted. Ends by itself when it is old, or when nobody reads it any more.
 */
final class Tap {

    /** The most messages of a second. */
    static final int RATE = 100;

    /** So long at most. */
    static final long LONGEST = TimeUnit.MINUTES.toNanos(10);

    /** So long when nobody reads. */
    static final long UNREAD = TimeUnit.SECONDS.toNanos(15);

    private static final int TICKS = 4;
    private static final int MOST_UNREAD = 2 * RATE;

    private final String topic;
    private final boolean prefix;
    private final long began;
    private final Queue<Tapped> seen = new ConcurrentLinkedQueue<>();
    private final AtomicInteger budget = new AtomicInteger(RATE);
    private final AtomicInteger unread = new AtomicInteger();
    private final LongAdder dropped = new LongAdder();
    private volatile long readAt;

    /**
     * Makes one.
     *
     * @param topic whose broadcasts
     * @param prefix whether all topics that begin so are meant
     * @param now a time of {@link System#nanoTime()}
     */
    Tap(String topic, boolean prefix, long now) {
        this.topic = topic;
        this.prefix = prefix;
        this.began = now;
        this.readAt = now;
    }

    boolean wants(String name) {
        return prefix ? name.startsWith(topic) : name.equals(topic);
    }

    void offer(String kind, String name, String event, Payload payload) {
        if (budget.get() <= 0 || budget.getAndDecrement() <= 0 || unread.get() >= MOST_UNREAD) {
            dropped.increment();
            return;
        }
        unread.incrementAndGet();
        seen.add(Tapped.of(kind, name, event, payload));
    }

    /** Lets more through; to be called four times a second. Returns whether the tap goes on. */
    boolean tick(long now) {
        budget.updateAndGet(left -> Math.min(RATE, Math.max(0, left) + RATE / TICKS));
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
