package dev.wingbeat.lane;

import dev.wingbeat.protocol.Broadcast;
import dev.wingbeat.trace.TraceContext;
import org.jspecify.annotations.Nullable;

/** Gets what other nodes broadcast. Internal seam. */
@FunctionalInterface
public interface BroadcastReceiver {

    /** Receives a broadcast, and the span that it follows from if that is recorded. */
    void receive(Broadcast broadcast, @Nullable TraceContext trace);
}
