package dev.wingbeat.channel;

import static java.util.Objects.requireNonNull;

import dev.wingbeat.connection.Assign;
import dev.wingbeat.connection.Assigns;
import dev.wingbeat.credential.TokenVerifier;
import dev.wingbeat.limit.RouteLimitOptions;
import dev.wingbeat.limit.RouteLimits;
import dev.wingbeat.limit.SlowPolicy;
import dev.wingbeat.protocol.Expect;
import dev.wingbeat.trace.TraceKey;
import java.time.Duration;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Options of the channels of a route. Not thread-safe. */
public final class ChannelOptions {

    private Execution execution = Execution.EVENT_LOOP;
    private Duration callbackTimeout = ChannelRoute.CALLBACK_TIMEOUT;
    private Assigns assigns = Assigns.NONE;
    private Set<String> timedEvents = Set.of();
    private @Nullable RouteLimits limits;
    private @Nullable TokenVerifier topicTokens;
    private SlowPolicy slow = SlowPolicy.disconnect();
    private @Nullable TraceKey traceKey;

    /** Sets where callbacks run, on the event loop by default. */
    public ChannelOptions execution(Execution execution) {
        this.execution = execution;
        return this;
    }

    public Execution execution() {
        return execution;
    }

    /**
     * Sets how long a callback may take that returns a future, or that runs on a virtual thread, 30 seconds by default; one that
     * has not decided by then ends its channel as an exception does.
     */
    public ChannelOptions callbackTimeout(Duration callbackTimeout) {
        Expect.positive("callbackTimeout", callbackTimeout);
        this.callbackTimeout = callbackTimeout;
        return this;
    }

    public Duration callbackTimeout() {
        return callbackTimeout;
    }

    /** Assigns a value that each channel of the route begins with, laid over what its connection has assigned. */
    public <T> ChannelOptions assign(Assign<T> key, T value) {
        assigns = assigns.with(key, value);
        return this;
    }

    /** Returns the values that each channel of the route begins with. */
    public Assigns assigns() {
        return assigns;
    }

    /**
     * Sets the client events that have times of their own in the metrics, none by default; all others count as {@code other}.
     * Each takes sixteen lines of a scrape.
     */
    public ChannelOptions timedEvents(String... events) {
        this.timedEvents = Set.of(events);
        return this;
    }

    /** Returns the events that have times of their own. */
    public Set<String> timedEvents() {
        return timedEvents;
    }

    /**
     * Requires a token in the payload of each join, {@code {"token":…}}, which is verified before {@link Channel#join}: it must
     * be good for the topic, and have the subject of the connection. None is required by default. When the token ends, so does
     * the channel, with {@code phx_error}, unless the client has sent another one on the topic {@code auth}.
     */
    public ChannelOptions topicToken(TokenVerifier verifier) {
        this.topicTokens = requireNonNull(verifier, "verifier: null (expected: a TokenVerifier)");
        return this;
    }

    /** Returns the verifier of the tokens of joins, null when none are required. */
    public @Nullable TokenVerifier topicTokens() {
        return topicTokens;
    }

    /**
     * Sets limits for the topics of the route. They replace those of the endpoint for what clients send: a limit that is not
     * set does not apply on these topics.
     *
     * @param change called at once
     */
    public ChannelOptions limits(Consumer<RouteLimitOptions> change) {
        var changed = new RouteLimitOptions();
        change.accept(changed);
        this.limits = changed.limits();
        return this;
    }

    /**
     * Sets the policy for pushes and broadcasts to clients that do not keep up. By default they wait, and the connection of a
     * client for which too much waits is closed.
     */
    public ChannelOptions slow(SlowPolicy slow) {
        this.slow = slow;
        return this;
    }

    /**
     * Sets the key, such as {@code traceparent}, under which the payloads of joins and events name the trace that they belong
     * to, in the form of W3C Trace Context; none by default. Callbacks do not see the key. By it a client can have each of its
     * messages recorded, so do not set it for clients that you do not trust.
     *
     * @throws IllegalArgumentException for an empty key
     */
    public ChannelOptions traceKey(String key) {
        if (key.isEmpty()) {
            throw new IllegalArgumentException("traceKey: empty (expected: the name of a key)");
        }
        this.traceKey = new TraceKey(key);
        return this;
    }

    /** Makes a route of these options. Internal seam: for the builder of a socket. */
    public ChannelRoute route(String pattern, Supplier<? extends Channel> factory) {
        return new ChannelRoute(
                pattern,
                factory,
                execution,
                assigns,
                callbackTimeout,
                timedEvents,
                limits,
                topicTokens,
                slow,
                traceKey);
    }
}
