package dev.wingbeat.trace;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Decides which traces are recorded, and begins their spans. An application makes one by {@link OpenTelemetryTraces}, and gives it to
 * its endpoint. May be used from any thread.
 *
 * <p>Beginning a span is an internal seam.
 */
public sealed interface Traces permits OpenTelemetryTraces {

    /** The longest time for {@link #traceAlways}. */
    Duration MAX_ALWAYS = Duration.ofMinutes(10);

    /** The part that a span has in its trace. */
    enum Kind {
        /** Handles a request. */
        SERVER,
        /** Sends a message. */
        PRODUCER,
        /** Hands a message over. */
        CONSUMER
    }

    /**
     * Records each join and each event of the connections of a socket id on this node for a while, whatever the sampling.
     *
     * @throws IllegalArgumentException for a time that is not positive, or longer than {@link #MAX_ALWAYS}
     * @throws IllegalStateException when as many ids are traced as may be
     */
    void traceAlways(String socketId, Duration time);

    /** Returns whether a socket id is traced always. */
    boolean isAlways(@Nullable String socketId);

    /** Returns whether this once chance would have it; {@link #withinRate} is the other half of the decision. */
    boolean chance();

    /** Returns whether a route may have another trace this second, and counts it. */
    boolean withinRate(String route);

    /** Returns whether a trace that begins on a route is to be recorded. */
    default boolean samples(String route) {
        return chance() && withinRate(route);
    }

    /** Returns the span that the calling thread is in, recorded or not; null outside of all. Internal seam. */
    @Nullable
    TraceContext current();

    /** Returns the id of the recorded trace that the calling thread is in, for lines of a log; null outside of all. */
    @Nullable
    String traceId();

    /**
     * Begins a span. Internal seam.
     *
     * @param parent the span that it follows from, null to begin a trace
     * @param link a span that it has to do with, in another trace
     * @return null when the application's SDK does not sample it
     */
    @Nullable
    TraceSpan start(Kind kind, String name, @Nullable TraceContext parent, @Nullable TraceContext link);

    /** Begins the span of a request, if it is sampled: as its parent is, or as its route may. Internal seam. */
    default @Nullable TraceSpan serve(String name, String route, @Nullable TraceContext parent) {
        return (parent == null ? samples(route) : parent.isSampled()) ? start(Kind.SERVER, name, parent, null) : null;
    }

    /** Begins the span of a client that wants to connect, linked to what it has come from. Internal seam. */
    default @Nullable TraceSpan connect(String mount, String transport, @Nullable String traceparent) {
        TraceSpan span =
                samples(mount) ? start(Kind.SERVER, "connect " + mount, null, TraceContext.parse(traceparent)) : null;
        if (span != null) {
            span.set("wingbeat.transport", transport);
        }
        return span;
    }
}
