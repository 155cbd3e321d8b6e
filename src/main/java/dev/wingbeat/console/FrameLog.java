package dev.wingbeat.console;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * The headers of the last messages of one connection, for ten minutes: no payloads. Confined to the connection's loop, but for
 * {@link #tick}.
 */
final class FrameLog {

    /** The frames that are kept. */
    static final int KEPT = 20;

    private final long began;
    private final Budget budget = new Budget();
    private final Deque<JsonObject> last = new ArrayDeque<>();
    private long seen;

    FrameLog(long now) {
        this.began = now;
    }

    /** Keeps the header of a message, which is taken apart unless there are too many; these are only counted. */
    void see(Supplier<TappedMessage> message) {
        seen++;
        if (!budget.take()) {
            return;
        }
        TappedMessage read = message.get();
        last.addFirst(new JsonObject()
                .put("at", System.currentTimeMillis())
                .put("direction", read.direction())
                .put("topic", read.topic())
                .put("event", read.event())
                .put("ref", read.ref())
                .put("bytes", read.bytes()));
        if (last.size() > KEPT) {
            last.removeLast();
        }
    }

    /** Lets more through; to be called four times a second, from any thread. Returns whether the log goes on. */
    boolean tick(long now) {
        budget.tick();
        return now - began < Tap.LONGEST;
    }

    /** Returns what is kept, the last first, and how many there were in all. */
    JsonObject read(long now) {
        return new JsonObject()
                .put("frames", new JsonArray(List.copyOf(last)))
                .put("seen", seen)
                .put("left_ms", TimeUnit.NANOSECONDS.toMillis(Math.max(0, Tap.LONGEST - (now - began))));
    }
}
