package dev.wingbeat.channel;

import static java.util.Objects.requireNonNull;

import dev.wingbeat.limit.LimitName;
import dev.wingbeat.limit.Limits;
import dev.wingbeat.limit.SlowPolicy;
import dev.wingbeat.metrics.Counter;
import dev.wingbeat.metrics.Histogram;
import dev.wingbeat.metrics.Meter;
import dev.wingbeat.metrics.Metrics;
import dev.wingbeat.protocol.Message;
import dev.wingbeat.protocol.Payload;
import dev.wingbeat.trace.RouteTraces;
import dev.wingbeat.trace.TraceContext;
import dev.wingbeat.trace.TraceKey;
import dev.wingbeat.trace.TraceSpan;
import dev.wingbeat.trace.Traces;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The counts of a socket mount on one loop, beside its connections, and what begins its spans. Confined to the loop. */
final class SocketMetrics {

    /** A route on one loop, and what is counted and traced of its channels. Confined to the loop. */
    static final class Route {

        private static final String OTHER = "other";
        private static final long MICRO = 1_000;

        private final ChannelRoute route;
        private final Counter channels;
        private final Counter accepted;
        private final Counter refused;
        private final Counter joinCrashes;
        private final Counter limited;
        private final Histogram joinSeconds;
        private final Map<String, Histogram> handleIn = new HashMap<>();
        private final Histogram handleOthers;
        private final Counter crashes;
        private final Counter overflows;
        private final Metrics metrics;
        private final Map<String, Counter> shed = new HashMap<>(1);
        private final @Nullable RouteTraces traces;

        private Route(Metrics metrics, ChannelRoute route, @Nullable Traces traces) {
            String pattern = route.pattern();
            this.route = route;
            this.metrics = metrics;
            this.traces = traces == null ? null : new RouteTraces(traces, pattern, route.timedEvents());
            this.channels = metrics.counter(Meter.CHANNELS, pattern);
            this.accepted = metrics.counter(Meter.JOINS, pattern, "ok");
            this.refused = metrics.counter(Meter.JOINS, pattern, "refused");
            this.joinCrashes = metrics.counter(Meter.JOINS, pattern, "crashed");
            this.limited = metrics.counter(Meter.JOINS, pattern, "limited");
            this.joinSeconds = metrics.histogram(Meter.JOIN_SECONDS, pattern);
            for (String event : route.timedEvents()) {
                handleIn.put(event, metrics.histogram(Meter.HANDLE_IN_SECONDS, pattern, event));
            }
            this.handleOthers = metrics.histogram(Meter.HANDLE_IN_SECONDS, pattern, OTHER);
            this.crashes = metrics.counter(Meter.CHANNEL_CRASHES, pattern);
            this.overflows = metrics.counter(Meter.MAILBOX_OVERFLOWS, pattern);
            if (!route.slow().keepsAll()) {
                shed.put(
                        route.slow().label(),
                        metrics.counter(Meter.SHED, pattern, route.slow().label()));
            }
        }

        ChannelRoute route() {
            return route;
        }

        /** Returns the policy for messages to slow clients, null when all of them wait. */
        @Nullable
        SlowPolicy slowPolicy(Limits limits) {
            SlowPolicy configured = limits.slow().get(route.pattern());
            SlowPolicy policy = configured == null ? route.slow() : configured;
            return policy.keepsAll() ? null : policy;
        }

        /** Returns the counter of messages that a policy has dropped. */
        Counter shed(SlowPolicy policy) {
            return shed.computeIfAbsent(policy.label(), label -> metrics.counter(Meter.SHED, route.pattern(), label));
        }

        /** Begins the span of a join, of a client that has connected in another one; null when it is not recorded. */
        @Nullable
        TraceSpan join(Payload payload, @Nullable String socketId, @Nullable TraceContext connect) {
            return traces == null ? null : traces.join(socketId, connect, parent(payload));
        }

        /** Begins the span of an event of the client likewise. */
        @Nullable
        TraceSpan event(Message message, @Nullable String socketId) {
            return traces == null ? null : traces.event(message.event(), socketId, parent(message.payload()));
        }

        private @Nullable TraceContext parent(Payload payload) {
            TraceKey key = route.traceKey();
            return key == null ? null : key.in(payload);
        }

        /** Returns a time in microseconds, for {@link #accepted} and the like: an int, since each channel keeps one. */
        static int now() {
            return (int) (System.nanoTime() / MICRO);
        }

        private static long nanosSince(int began) {
            return Integer.toUnsignedLong(now() - began) * MICRO;
        }

        /** Counts channels that have begun, or ended. */
        void channels(int change) {
            channels.add(change);
        }

        /** Counts a join that is answered with the topic joined. */
        void accepted(int began) {
            accepted.increment();
            joinSeconds.record(nanosSince(began));
        }

        /** Counts a join that is refused: by the application, or since it has failed. */
        void refused(int began, @Nullable Throwable failure) {
            if (failure == null) {
                refused.increment();
                joinSeconds.record(nanosSince(began));
            } else {
                joinCrashes.increment();
                overflowed(failure);
            }
        }

        /** Counts a join of a client that has as many channels as it may. */
        void limited() {
            limited.increment();
        }

        /** Records an event of the client whose callback has decided. */
        void handled(String event, int began) {
            Histogram histogram =
                    handleIn.isEmpty() ? null : handleIn.get(event); // most routes name none: no hash then
            (histogram == null ? handleOthers : histogram).record(nanosSince(began));
        }

        /** Counts a channel that ended by a failure. */
        void crashed(Throwable cause) {
            crashes.increment();
            overflowed(cause);
        }

        private void overflowed(Throwable cause) {
            if (cause instanceof Mailbox.FullException) {
                overflows.increment();
            }
        }
    }

    private final Map<String, Route> routes = new HashMap<>();
    private final Counter heartbeats;
    private final Counter unmatched;
    private final Counter invalidUtf8;
    private final Counter malformed;
    private final Counter longNames;
    private final Map<LimitName, Counter> limited = new EnumMap<>(LimitName.class);

    SocketMetrics(Metrics metrics, ChannelRoutes declared, @Nullable Traces traces) {
        declared.all().forEach(route -> routes.putIfAbsent(route.pattern(), new Route(metrics, route, traces)));
        this.heartbeats = metrics.counter(Meter.HEARTBEATS);
        this.unmatched = metrics.counter(Meter.UNMATCHED_TOPICS);
        this.invalidUtf8 = metrics.counter(Meter.UNDECODABLE, "utf8");
        this.malformed = metrics.counter(Meter.UNDECODABLE, "malformed");
        this.longNames = metrics.counter(Meter.LIMITED, "connection", "name_size");
        for (LimitName limit : LimitName.ofClients()) {
            limited.put(limit, metrics.counter(Meter.LIMITED, limit.scope(), limit.label()));
        }
    }

    /** Returns a route of the mount with its counters. */
    Route of(ChannelRoute route) {
        return requireNonNull(routes.get(route.pattern()), route.pattern());
    }

    void heartbeat() {
        heartbeats.increment();
    }

    /** Counts a join without a route, or an event for a topic that is not joined. */
    void unmatched() {
        unmatched.increment();
    }

    /** Counts a message that ends its connection, since it is not UTF-8, or makes no sense. */
    void undecodable(boolean utf8) {
        (utf8 ? invalidUtf8 : malformed).increment();
    }

    /** Counts a message one of whose names is too long. */
    void nameTooLong() {
        longNames.increment();
    }

    /** Counts a refusal by a rate limit. */
    void limited(LimitName limit) {
        requireNonNull(limited.get(limit), limit.label()).increment();
    }
}
