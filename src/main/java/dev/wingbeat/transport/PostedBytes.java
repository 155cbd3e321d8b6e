package dev.wingbeat.transport;

import dev.wingbeat.limit.NodeLimits;
import dev.wingbeat.limit.RateLimit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The limit of the bytes that a long-poll client posts. It has sent them when they are counted, so what is too much is answered
 * later: clients post again when they have the answer. Confined to the session's loop.
 */
final class PostedBytes {

    /** As for a WebSocket frame. */
    private static final int MIN_BYTES = 256;

    /** A client gives an answer up after 10 s. */
    private static final long MAX_WAIT_MILLIS = 5_000;

    private final NodeLimits node;
    private final @Nullable RateLimit limit;
    private long fullAt;

    PostedBytes(NodeLimits node) {
        this.node = node;
        this.limit = node.current().bytes();
        this.fullAt = limit == null ? 0 : node.now();
    }

    /** Takes tokens for what was posted; returns the milliseconds until they are there. */
    long take(List<LongPollPeer.Posted> messages) {
        RateLimit most = limit;
        if (most == null) {
            return 0;
        }
        long sum = 0;
        for (LongPollPeer.Posted message : messages) {
            sum += Math.max(MIN_BYTES, message.bytes().length);
        }
        long now = node.now();
        fullAt = most.taken(fullAt, now, sum);
        long debt = most.debt(fullAt, now);
        return debt <= 0 ? 0 : Math.min(RateLimit.millis(debt), MAX_WAIT_MILLIS);
    }

    /** Returns the bytes that the client may still post. */
    RateLimit.@Nullable Left left() {
        return limit == null ? null : limit.left(fullAt, node.now());
    }
}
