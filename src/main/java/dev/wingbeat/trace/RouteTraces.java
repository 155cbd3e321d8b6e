package dev.wingbeat.trace;

import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Begins the spans of the channels of a route. Internal seam; may be used from any thread. */
public final class RouteTraces {

    private static final String OTHER = "other";

    private final Traces traces;
    private final String pattern;
    private final String join;
    private final String others;
    private final Map<String, String> events;

    /**
     * Makes it for a route.
     *
     * @param events those that are told apart
     */
    public RouteTraces(Traces traces, String pattern, Set<String> events) {
        this.traces = traces;
        this.pattern = pattern;
        this.join = "join " + pattern;
        this.others = pattern + ' ' + OTHER;
        this.events =
                events.stream().collect(Collectors.toUnmodifiableMap(event -> event, event -> pattern + ' ' + event));
    }

    /**
     * Begins the span of a join, if it is sampled.
     *
     * @param socketId the id of the connection
     * @param connect the span in which the client has connected, if that was recorded
     * @param parent what the client says that it follows from
     */
    public @Nullable TraceSpan join(
            @Nullable String socketId, @Nullable TraceContext connect, @Nullable TraceContext parent) {
        return begin(join, socketId, connect, parent);
    }

    /** Begins the span of an event of the client, likewise. */
    public @Nullable TraceSpan event(String event, @Nullable String socketId, @Nullable TraceContext parent) {
        return begin(events.getOrDefault(event, others), socketId, null, parent);
    }

    private @Nullable TraceSpan begin(
            String name, @Nullable String socketId, @Nullable TraceContext link, @Nullable TraceContext parent) {
        if (parent != null && parent.isSampled()) {
            return traces.start(Traces.Kind.SERVER, name, parent, link);
        }
        boolean sampled = traces.isAlways(socketId) || (parent == null && traces.samples(pattern));
        return sampled ? traces.start(Traces.Kind.SERVER, name, null, link) : null;
    }
}
