package dev.wingbeat.limit;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All rate limits of a node, as they are at one time; null where there is none. Internal seam; immutable.
 *
 * @param connects clients that connect to the node
 * @param connectsPerAddress clients that connect from one address
 * @param connectionsPerId connections of one socket id on the node, 0 for any number
 * @param whenFull what happens to one connection too many
 * @param usual limits of topics whose route has none of its own
 * @param bytes bytes that a connection is read
 * @param presence changes of one presence
 * @param api what one key of the server API asks
 * @param patterns limits of topics by the pattern of their route, in the place of the usual ones
 * @param slow what is done with messages for slow clients, by the pattern of the route
 */
public record Limits(
        @Nullable RateLimit connects,
        @Nullable RateLimit connectsPerAddress,
        int connectionsPerId,
        WhenFull whenFull,
        RouteLimits usual,
        @Nullable RateLimit bytes,
        @Nullable RateLimit presence,
        @Nullable RateLimit api,
        Map<String, RouteLimits> patterns,
        Map<String, SlowPolicy> slow) {

    /** No limit at all. */
    public static final Limits NONE =
            new Limits(null, null, 0, WhenFull.REFUSE, RouteLimits.NONE, null, null, null, Map.of(), Map.of());

    /** Copies the maps. */
    public Limits {
        patterns = Map.copyOf(patterns);
        slow = Map.copyOf(slow);
    }
}
