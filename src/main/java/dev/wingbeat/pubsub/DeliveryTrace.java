package dev.wingbeat.pubsub;

import dev.wingbeat.protocol.Broadcast;
import dev.wingbeat.trace.BroadcastTraces;
import dev.wingbeat.trace.TraceContext;
import dev.wingbeat.trace.TraceSpan;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** The span of one delivery on a node, which ends when the last of its loops has handed it over. Thread-safe. */
final class DeliveryTrace {

    private final TraceSpan span;
    private final AtomicInteger loops;
    private final LongAdder members = new LongAdder();

    private DeliveryTrace(TraceSpan span, int loops) {
        this.span = span;
        this.loops = new AtomicInteger(loops);
    }

    /** Begins it; null without loops, or when it is not sampled. */
    static @Nullable DeliveryTrace begin(BroadcastTraces traces, Broadcast broadcast, TraceContext parent, int loops) {
        TraceSpan span = loops == 0 ? null : traces.deliver(broadcast.topic(), parent);
        if (span == null) {
            return null;
        }
        span.set("wingbeat.bytes", broadcast.payload().length());
        return new DeliveryTrace(span, loops);
    }

    /** Notes that a loop has handed it to so many. */
    void delivered(int subscribers) {
        members.add(subscribers);
        if (loops.decrementAndGet() == 0) {
            span.set("wingbeat.members", members.sum());
            span.end();
        }
    }
}
