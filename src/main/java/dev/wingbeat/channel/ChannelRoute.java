package dev.wingbeat.channel;

import dev.wingbeat.connection.Assigns;
import dev.wingbeat.credential.TokenVerifier;
import dev.wingbeat.limit.RouteLimits;
import dev.wingbeat.limit.SlowPolicy;
import dev.wingbeat.protocol.Expect;
import dev.wingbeat.protocol.Payload;
import dev.wingbeat.pubsub.TopicPattern;
import dev.wingbeat.trace.TraceKey;
import java.time.Duration;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Leads the topics of a pattern to a channel. Internal seam.
 *
 * @param pattern an exact topic, or a prefix followed by {@code *}
 * @param factory makes the channel of one join; called where the callbacks run
 * @param execution where its callbacks run
 * @param assigns laid over the connection's assigns in channels of this route
 * @param callbackTimeout how long a callback may take that returns a future, or that runs on a virtual thread; one that has not
 *     decided by then ends its channel as an exception does
 * @param timedEvents the events whose times are told apart in the metrics
 * @param limits the limits of its topics, in the place of the endpoint's; null for those
 * @param topicTokens verifies the tokens that joins have to carry, null when they need none
 * @param slow what is done with messages for clients that do not keep up
 * @param traceKey where clients say which trace a message belongs to, null when nobody looks
 */
public record ChannelRoute(
        String pattern,
        Supplier<? extends Channel> factory,
        Execution execution,
        Assigns assigns,
        Duration callbackTimeout,
        Set<String> timedEvents,
        @Nullable RouteLimits limits,
        @Nullable TokenVerifier topicTokens,
        SlowPolicy slow,
        @Nullable TraceKey traceKey) {

    /** The time that callbacks may take by default. */
    public static final Duration CALLBACK_TIMEOUT = Duration.ofSeconds(30);

    /**
     * Checks pattern and timeout.
     *
     * @throws IllegalArgumentException for a {@code *} elsewhere than at the end of the pattern, and a timeout that is not positive
     */
    public ChannelRoute {
        TopicPattern.parse(pattern);
        Expect.positive("callbackTimeout", callbackTimeout);
        timedEvents = Set.copyOf(timedEvents);
    }

    /** Makes one whose callbacks have the usual time. */
    public ChannelRoute(String pattern, Supplier<? extends Channel> factory, Execution execution, Assigns assigns) {
        this(
                pattern,
                factory,
                execution,
                assigns,
                CALLBACK_TIMEOUT,
                Set.of(),
                null,
                null,
                SlowPolicy.disconnect(),
                null);
    }

    /** Returns a copy whose channels are made by another factory. */
    public ChannelRoute with(Supplier<? extends Channel> other) {
        return new ChannelRoute(
                pattern, other, execution, assigns, callbackTimeout, timedEvents, limits, topicTokens, slow, traceKey);
    }

    /** Returns the payload of a message as the application sees it: without what says which trace it belongs to. */
    Payload forCallback(Payload payload) {
        return traceKey == null ? payload : traceKey.removedFrom(payload);
    }
}
