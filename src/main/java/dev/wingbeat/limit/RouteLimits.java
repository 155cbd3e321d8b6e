package dev.wingbeat.limit;

import org.jspecify.annotations.Nullable;

/**
 * The limits of the topics of a route, or of all whose route has none of its own; null where there is none. Internal seam.
 *
 * @param joins joins of one connection
 * @param messages other messages of one connection
 * @param messagesPerId messages of all connections of one socket id on the node
 * @param topic what the channels of one topic broadcast on the node
 */
public record RouteLimits(
        @Nullable RateLimit joins,
        @Nullable RateLimit messages,
        @Nullable RateLimit messagesPerId,
        @Nullable RateLimit topic) {

    /** No limit at all. */
    public static final RouteLimits NONE = new RouteLimits(null, null, null, null);
}
