package dev.wingbeat.limit;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The buckets of one client for the topics of one pattern, or of all whose route has no limits of its own. Internal seam; confined to
 * the connection's loop.
 */
public final class RouteBuckets {

    /** The tokens that are left of a limit. */
    public record Left(LimitName name, RateLimit.Left left) {}

    private final RouteLimits limits;
    private long joins;
    private long messages;

    /** Makes full ones. */
    public RouteBuckets(RouteLimits limits, long now) {
        this.limits = limits;
        this.joins = now;
        this.messages = now;
    }

    /** Returns how they are filled. */
    public RouteLimits limits() {
        return limits;
    }

    /** Returns when the bucket of joins, or that of other messages, is full. */
    public long fullAt(boolean join) {
        return join ? joins : messages;
    }

    /** Takes from the bucket of joins, or from that of other messages. */
    public void take(boolean join, long fullAt) {
        if (join) {
            joins = fullAt;
        } else {
            messages = fullAt;
        }
    }

    /**
     * Returns the tokens that are left.
     *
     * @param id the connection's, null without one
     */
    public List<Left> left(NodeLimits node, @Nullable String id) {
        long now = node.now();
        List<Left> left = new ArrayList<>();
        if (limits.joins() != null) {
            left.add(new Left(LimitName.JOINS, limits.joins().left(joins, now)));
        }
        if (limits.messages() != null) {
            left.add(new Left(LimitName.MESSAGES, limits.messages().left(messages, now)));
        }
        if (limits.messagesPerId() != null && id != null) {
            left.add(new Left(LimitName.MESSAGES_PER_ID, node.ids().left(id, limits.messagesPerId())));
        }
        return left;
    }
}
