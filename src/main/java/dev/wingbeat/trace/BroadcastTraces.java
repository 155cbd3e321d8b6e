package dev.wingbeat.trace;

import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Begins the spans of broadcasts. Internal seam; may be used from any thread.
 *
 * @param patternOf finds the pattern of a topic, since topics themselves are named nowhere
 */
public record BroadcastTraces(Traces traces, UnaryOperator<String> patternOf) {

    /** Begins the span of a broadcast, if it is sampled: as the span is that it is made in, or as its route may. */
    public @Nullable TraceSpan broadcast(String topic) {
        TraceContext current = traces.current();
        if (current == null ? !traces.chance() : !current.isSampled()) {
            return null;
        }
        String pattern = patternOf.apply(topic);
        return current != null || traces.withinRate(pattern)
                ? traces.start(Traces.Kind.PRODUCER, "broadcast " + pattern, current, null)
                : null;
    }

    /** Begins the span in which a broadcast reaches the members on this node. */
    public @Nullable TraceSpan deliver(String topic, TraceContext broadcast) {
        return traces.start(Traces.Kind.CONSUMER, "deliver " + patternOf.apply(topic), broadcast, null);
    }
}
