package dev.wingbeat.channel;

import dev.wingbeat.connection.Assigns;
import dev.wingbeat.pubsub.TopicPattern;
import java.util.function.Supplier;

/**
 * Leads the topics of a pattern to a channel.
 *
 * @param pattern an exact topic, or a prefix followed by {@code *}
 * @param factory makes the channel of one join; called where the callbacks run
 * @param execution where its callbacks run
 * @param assigns laid over the connection's assigns in channels of this route
 */
public record ChannelRoute(String pattern, Supplier<? extends Channel> factory, Execution execution, Assigns assigns) {

    /**
     * Checks the pattern.
     *
     * @throws IllegalArgumentException for a {@code *} elsewhere than at the end of the pattern
     */
    public ChannelRoute {
        TopicPattern.parse(pattern);
    }
}
