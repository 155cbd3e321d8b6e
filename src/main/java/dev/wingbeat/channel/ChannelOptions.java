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

/** How the channels of a route run. Not thread-safe. */
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

    /** Returns what is assigned. */
    public Assigns assigns() {
        return assigns;
    }

    /**
     * Names the events of clients whose times the metrics tell apart, none by default; all others count as {@code other}. Each
     * takes sixteen lines of a scrape.
     */
    public ChannelOptions timedEvents(String... events) {
        this.timedEvents = Set.of(events);
        return this;
    }

    /** Returns the events that are told apart. */
    public Set<String> timedEvents() {
        return timedEvents;
    }

    /**
     * Wants a token of its own in the payload of each join, {@code {"token":…}}, which is looked at before {@link Channel#join}:
     * one that is good for the topic and of the connection's own subject. None is wanted by default. When the token ends, so does the
     * channel, with {@code phx_error}, unless the client has sent another one on the topic {@code auth}.
     */
    public ChannelOptions topicToken(TokenVerifier verifier) {
        this.topicTokens = requireNonNull(verifier, "verifier: null (expected: a TokenVerifier)");
        return this;
    }

    /** Returns who looks at the tokens of joins, null for nobody. */
    public @Nullable TokenVerifier topicTokens() {
        return topicTokens;
    }

    /**
     * Sets limits of the topics of the route, in the place of those of the endpoint for what clients send: what is not set is not
     * limited there.
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
     * Sets what is done with pushes and broadcasts for clients that do not keep up; by default, they wait, and a client for which too
     * much waits is closed.
     */
    public ChannelOptions slow(SlowPolicy slow) {
        this.slow = slow;
        return this;
    }

    /**
     * Takes a key of the payloads of joins and events, {@code traceparent} for instance, for where the client says which trace they
     * belong to, in the form of W3C Trace Context. Callbacks do not see the key. By default, nobody looks. A client can have each of
     * its messages recorded by it: nothing for clients of strangers.
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

    /** Makes a route of these options, for the builder of a socket. */
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
