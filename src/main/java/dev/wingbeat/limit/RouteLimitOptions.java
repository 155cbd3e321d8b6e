package dev.wingbeat.limit;

import org.jspecify.annotations.Nullable;

/**
 * The limits of the topics of one route, which take the place of those of the endpoint altogether: what is not set here is not
 * limited on these topics. Not thread-safe.
 */
public final class RouteLimitOptions {

    private @Nullable RateLimit joins;
    private @Nullable RateLimit messages;
    private @Nullable RateLimit messagesPerId;
    private @Nullable RateLimit topic;

    /** Creates options without limits. */
    public RouteLimitOptions() {}

    /** Sets how often one connection may join topics of the route; null, the default, for no limit. */
    public RouteLimitOptions joins(@Nullable RateLimit joins) {
        this.joins = joins;
        return this;
    }

    /** Sets how many messages one connection may send on topics of the route; null, the default, for no limit. */
    public RouteLimitOptions messages(@Nullable RateLimit messages) {
        this.messages = messages;
        return this;
    }

    /**
     * Sets how many messages all connections of one socket id together may send to this node on topics of the route; null, the
     * default, for no limit.
     */
    public RouteLimitOptions messagesPerId(@Nullable RateLimit messagesPerId) {
        this.messagesPerId = messagesPerId;
        return this;
    }

    /**
     * Sets how often the channels of one topic may broadcast on this node; null, the default, for no limit. Broadcasts are always
     * made; when there are too many, the messages of clients on that topic are refused until there are tokens again.
     */
    public RouteLimitOptions topic(@Nullable RateLimit topic) {
        this.topic = topic;
        return this;
    }

    /** Returns the limits as they are now. Internal seam. */
    public RouteLimits limits() {
        return new RouteLimits(joins, messages, messagesPerId, topic);
    }
}
