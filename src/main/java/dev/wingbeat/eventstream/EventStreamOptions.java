package dev.wingbeat.eventstream;

import dev.wingbeat.connection.AdmissionOptions;
import dev.wingbeat.connection.ConnectInfo;
import dev.wingbeat.connection.DrainerOptions;
import dev.wingbeat.connection.UserSocket;
import dev.wingbeat.protocol.Expect;
import java.time.Duration;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Options of event streams, which send a topic's broadcasts as server-sent events. Not thread-safe.
 *
 * <p>Each broadcast becomes one event: its name as <code>event:</code>, its payload as one line of JSON in <code>data:</code>,
 * a number that counts up by one as <code>id:</code>. A binary payload becomes <code>{"base64": "…"}</code>. A name with a line break has
 * no form as an event: such a broadcast is left out, and logged once. A stream lives until the client leaves, does not read,
 * is disconnected by its id, or the node stops; {@code EventSource} then comes back after {@code retry}. There is no replay:
 * a client that comes back with {@code Last-Event-ID} gets nothing of what it missed, only its count goes on.
 */
public final class EventStreamOptions extends AdmissionOptions<EventStreamOptions> {

    /** The HTTP server ends a connection that is idle for longer. */
    private static final Duration MAX_HEARTBEAT = Duration.ofMinutes(1);

    private UserSocket userSocket = UserSocket.acceptingAll();
    private Function<ConnectInfo, @Nullable String> topic = connect -> connect.param("topic");
    private TopicAuthorizer authorizer = TopicAuthorizer.ALL;
    private Set<String> events = Set.of();
    private Duration heartbeat = Duration.ofSeconds(15);
    private Duration retry = Duration.ofSeconds(3);
    private final DrainerOptions drainer = new DrainerOptions();

    @Override
    public EventStreamOptions from(EventStreamOptions other) {
        super.from(other);
        userSocket = other.userSocket;
        topic = other.topic;
        authorizer = other.authorizer;
        events = other.events;
        heartbeat = other.heartbeat;
        retry = other.retry;
        drainer.from(other.drainer);
        return this;
    }

    /**
     * Sets the user socket, which accepts or refuses clients, assigns values and names connections; by default, it accepts
     * everybody.
     */
    public EventStreamOptions userSocket(UserSocket userSocket) {
        this.userSocket = userSocket;
        return this;
    }

    public UserSocket userSocket() {
        return userSocket;
    }

    /** Sets the function that finds the topic of a request, by default its parameter {@code topic}; null answers 404. */
    public EventStreamOptions topic(Function<ConnectInfo, @Nullable String> topic) {
        this.topic = topic;
        return this;
    }

    public Function<ConnectInfo, @Nullable String> topic() {
        return topic;
    }

    /** Sets which topics a client may follow, all of them by default. */
    public EventStreamOptions authorizer(TopicAuthorizer authorizer) {
        this.authorizer = authorizer;
        return this;
    }

    public TopicAuthorizer authorizer() {
        return authorizer;
    }

    /**
     * Sets the only events that are passed on. With none, the default, all are, also those that channels intercept for some of their
     * clients.
     */
    public EventStreamOptions events(String... events) {
        this.events = Set.of(events);
        return this;
    }

    public Set<String> events() {
        return events;
    }

    /** Sets how long a stream may be silent until a comment is sent, 15 seconds by default and at most a minute. */
    public EventStreamOptions heartbeat(Duration heartbeat) {
        Expect.positive("heartbeat", heartbeat);
        Expect.atMost("heartbeat", heartbeat, MAX_HEARTBEAT);
        this.heartbeat = heartbeat;
        return this;
    }

    public Duration heartbeat() {
        return heartbeat;
    }

    /** Sets how long a client is told to wait before it connects again, 3 seconds by default. */
    public EventStreamOptions retry(Duration retry) {
        Expect.positive("retry", retry);
        this.retry = retry;
        return this;
    }

    public Duration retry() {
        return retry;
    }

    /** Changes how streams are ended when the node stops. */
    public EventStreamOptions drainer(Consumer<DrainerOptions> change) {
        change.accept(drainer);
        return this;
    }

    public DrainerOptions drainer() {
        return drainer;
    }
}
