package dev.wingbeat.relay;

import dev.wingbeat.channel.SocketRef;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The replies that a client may still get, by number; of too many the oldest is given up first. Confined to the loop. */
final class AwaitedReplies {

    private static final int MAX = 256;

    /** For so long clients wait for a reply; it also bounds how many a client is sent at once whose room has died. */
    private static final long PATIENCE_NANOS = Duration.ofSeconds(10).toNanos();

    private record Awaited(SocketRef reply, long since) {}

    private final LongSupplier clock;
    private final LinkedHashMap<Long, Awaited> replies = new LinkedHashMap<>(4);
    private long numbers;

    AwaitedReplies(LongSupplier clock) {
        this.clock = clock;
    }

    /** Keeps a reply, and returns its number; 0 for none. */
    long add(@Nullable SocketRef reply) {
        if (reply == null) {
            return 0;
        }
        replies.put(++numbers, new Awaited(reply, clock.getAsLong()));
        if (replies.size() > MAX) {
            replies.pollFirstEntry();
        }
        return numbers;
    }

    /** Returns the highest number so far. */
    long last() {
        return numbers;
    }

    /** Removes the replies up to a number, and returns those that a client still waits for. */
    List<SocketRef> removeUpTo(long number) {
        long now = clock.getAsLong();
        List<SocketRef> removed = new ArrayList<>();
        replies.entrySet().removeIf(one -> {
            boolean old = one.getKey() <= number;
            if (old && now - one.getValue().since <= PATIENCE_NANOS) {
                removed.add(one.getValue().reply);
            }
            return old;
        });
        return removed;
    }

    /** Removes a reply; null when there is none of the number any more. */
    @Nullable
    SocketRef remove(long number) {
        Awaited removed = replies.remove(number);
        return removed == null ? null : removed.reply;
    }
}
