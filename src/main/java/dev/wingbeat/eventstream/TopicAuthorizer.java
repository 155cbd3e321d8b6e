package dev.wingbeat.eventstream;

import dev.wingbeat.connection.Assigns;
import dev.wingbeat.connection.ConnectInfo;
import dev.wingbeat.connection.ConnectResult;
import dev.wingbeat.pubsub.TopicPattern;
import java.util.Arrays;
import java.util.List;

/** Decides which topics a client of an event stream may follow. Runs on the event loop, must not block. */
@FunctionalInterface
public interface TopicAuthorizer {

    /** Allows every topic. */
    TopicAuthorizer ALL = (topic, connect, assigns) -> ConnectResult.accept();

    /**
     * Allows the topics that match one of several patterns: {@code room:lobby}, {@code room:*}.
     *
     * @throws IllegalArgumentException for a {@code *} elsewhere than at the end
     */
    static TopicAuthorizer topics(String... patterns) {
        List<TopicPattern> allowed =
                Arrays.stream(patterns).map(TopicPattern::parse).toList();
        return (topic, connect, assigns) -> allowed.stream().anyMatch(pattern -> pattern.matches(topic))
                ? ConnectResult.accept()
                : ConnectResult.refuse();
    }

    /**
     * Accepts or refuses, now or later; what an acceptance assigns does not matter. An exception answers HTTP 500.
     *
     * @param assigns the values that {@code connect} has assigned
     */
    ConnectResult authorize(String topic, ConnectInfo connect, Assigns assigns) throws Exception;
}
