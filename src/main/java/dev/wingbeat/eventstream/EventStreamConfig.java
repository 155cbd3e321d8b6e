package dev.wingbeat.eventstream;

import dev.wingbeat.connection.AdmissionConfig;
import dev.wingbeat.connection.ConnectInfo;
import dev.wingbeat.connection.DrainerConfig;
import dev.wingbeat.connection.OriginCheck;
import dev.wingbeat.connection.UserSocket;
import dev.wingbeat.protocol.Expect;
import java.time.Duration;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How a topic's broadcasts are mounted as server-sent events.
 *
 * <p>Each broadcast becomes one event: its name as <code>event:</code>, its payload as one line of JSON in <code>data:</code>,
 * a number that counts up by one as <code>id:</code>. A binary payload becomes <code>{"base64": "…"}</code>. A name with a line break has
 * no form as an event: such a broadcast is left out, and logged once. A stream lives until the client leaves, does not read,
 * is disconnected by its id, or the node stops; {@code EventSource} then comes back after {@code retry}. There is no replay:
 * a client that comes back with {@code Last-Event-ID} gets nothing of what it missed, only its count goes on.
 *
 * @param admission who may connect
 * @param topic finds the topic of a request, by default its parameter {@code topic}; null answers 404
 * @param authorizer decides which topics a client may follow
 * @param events the only events that are passed on; with none, all are, also those that channels intercept for some of
 *     their clients
 * @param heartbeat sends a comment when nothing has been sent for this long, at most a minute
 * @param retry tells the client how long to wait before it connects again
 * @param drainer how streams are ended when the node stops
 */
public record EventStreamConfig(
        AdmissionConfig admission,
        Function<ConnectInfo, @Nullable String> topic,
        TopicAuthorizer authorizer,
        Set<String> events,
        Duration heartbeat,
        Duration retry,
        DrainerConfig drainer) {

    private static final Duration MAX_HEARTBEAT = Duration.ofMinutes(1);

    /** All events of the topic that the parameter {@code topic} names, a heartbeat every 15 seconds, 3 seconds to retry. */
    public static final EventStreamConfig DEFAULT = new EventStreamConfig(
            AdmissionConfig.DEFAULT,
            connect -> connect.param("topic"),
            TopicAuthorizer.ALL,
            Set.of(),
            Duration.ofSeconds(15),
            Duration.ofSeconds(3),
            DrainerConfig.DEFAULT);

    /**
     * Checks the values and copies the set.
     *
     * @throws IllegalArgumentException for a duration out of range
     */
    public EventStreamConfig {
        Expect.positive("heartbeat", heartbeat);
        Expect.positive("retry", retry);
        if (heartbeat.compareTo(MAX_HEARTBEAT) > 0) { // the HTTP server ends a connection that is idle for longer
            throw new IllegalArgumentException("heartbeat: " + heartbeat + " (expected: <= " + MAX_HEARTBEAT + ")");
        }
        events = Set.copyOf(events);
    }

    /** Returns a copy with other rules for who may connect. */
    public EventStreamConfig withAdmission(AdmissionConfig admission) {
        return new EventStreamConfig(admission, topic, authorizer, events, heartbeat, retry, drainer);
    }

    /** Returns a copy that asks another user socket who may connect. */
    public EventStreamConfig withUserSocket(UserSocket userSocket) {
        return withAdmission(admission.withUserSocket(userSocket));
    }

    /** Returns a copy with another origin check; null means the endpoint's. */
    public EventStreamConfig withCheckOrigin(@Nullable OriginCheck checkOrigin) {
        return withAdmission(admission.withCheckOrigin(checkOrigin));
    }

    /** Returns a copy that finds the topic in another way. */
    public EventStreamConfig withTopic(Function<ConnectInfo, @Nullable String> topic) {
        return new EventStreamConfig(admission, topic, authorizer, events, heartbeat, retry, drainer);
    }

    /** Returns a copy that allows other topics. */
    public EventStreamConfig withAuthorizer(TopicAuthorizer authorizer) {
        return new EventStreamConfig(admission, topic, authorizer, events, heartbeat, retry, drainer);
    }

    /** Returns a copy that passes on these events only; with none, all. */
    public EventStreamConfig withEvents(String... events) {
        return new EventStreamConfig(admission, topic, authorizer, Set.of(events), heartbeat, retry, drainer);
    }

    /** Returns a copy with another heartbeat. */
    public EventStreamConfig withHeartbeat(Duration heartbeat) {
        return new EventStreamConfig(admission, topic, authorizer, events, heartbeat, retry, drainer);
    }

    /** Returns a copy with another wait before clients connect again. */
    public EventStreamConfig withRetry(Duration retry) {
        return new EventStreamConfig(admission, topic, authorizer, events, heartbeat, retry, drainer);
    }

    /** Returns a copy with another drainer. */
    public EventStreamConfig withDrainer(DrainerConfig drainer) {
        return new EventStreamConfig(admission, topic, authorizer, events, heartbeat, retry, drainer);
    }
}
