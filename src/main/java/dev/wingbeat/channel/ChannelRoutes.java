package dev.wingbeat.channel;

import dev.wingbeat.pubsub.TopicPattern;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The routes of one socket in declaration order; the first that matches wins. Internal seam.
 */
public final class ChannelRoutes {

    private record Entry(TopicPattern pattern, ChannelRoute route) {}

    private final List<Entry> entries;
    private final boolean limited;

    /** Makes the table. */
    public ChannelRoutes(List<ChannelRoute> routes) {
        entries = routes.stream()
                .map(route -> new Entry(TopicPattern.parse(route.pattern()), route))
                .toList();
        limited = routes.stream().anyMatch(route -> route.limits() != null);
    }

    /** Returns the routes in declaration order. */
    List<ChannelRoute> all() {
        return entries.stream().map(Entry::route).toList();
    }

    /** Returns whether a route has limits of its own. */
    boolean haveLimits() {
        return limited;
    }

    /** Returns the pattern by which a topic is told of: that of its route, {@code other} without one. */
    public String patternOf(String topic) {
        ChannelRoute route = match(topic);
        return route == null ? "other" : route.pattern();
    }

    /** Returns the first route whose pattern matches, null without one. */
    public @Nullable ChannelRoute match(String topic) {
        for (Entry entry : entries) {
            if (entry.pattern.matches(topic)) {
                return entry.route;
            }
        }
        return null;
    }
}
