package dev.wingbeat.relay;

import dev.wingbeat.channel.SocketRef;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The replies that a client may still get, by number; of too many the oldest is given up first. Confined to the loop. */
final class AwaitedReplies {

    private static final int MAX = 256;

    private final LinkedHashMap<Long, SocketRef> replies = new LinkedHashMap<>(4);
    private long numbers;

    /** Keeps a reply, and returns its number; 0 for none. */
    long add(@Nullable SocketRef reply) {
        if (reply == null) {
            return 0;
        }
        replies.put(++numbers, reply);
        if (replies.size() > MAX) {
            replies.pollFirstEntry();
        }
        return numbers;
    }

    /** Returns the highest number so far. */
    long last() {
        return numbers;
    }

    /** Removes and returns the replies up to a number. */
    List<SocketRef> removeUpTo(long number) {
        List<SocketRef> removed = new ArrayList<>();
        replies.entrySet().removeIf(one -> one.getKey() <= number && removed.add(one.getValue()));
        return removed;
    }

    /** Removes a reply; null when there is none of the number any more. */
    @Nullable
    SocketRef remove(long number) {
        return replies.remove(number);
    }
}
