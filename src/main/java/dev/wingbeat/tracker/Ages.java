package dev.wingbeat.tracker;

import dev.wingbeat.crdt.Entry;
import dev.wingbeat.protocol.Payload;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * Measures how old the entries of other nodes are when they arrive: as well as the clocks of the nodes agree, but never less than
 * nothing. Confined to the shard's context.
 */
final class Ages {

    private final LongSupplier clock;
    private final LongConsumer recorder;

    /**
     * Makes those of a shard.
     *
     * @param clock milliseconds since 1970
     * @param recorder takes nanoseconds
     */
    Ages(LongSupplier clock, LongConsumer recorder) {
        this.clock = clock;
        this.recorder = recorder;
    }

    long now() {
        return clock.getAsLong();
    }

    /** Records those that were made since their node is known here: all older ones had to wait for this node, not it for them. */
    void merged(List<Entry<Payload>> entries, long knownSince) {
        if (entries.isEmpty()) {
            return;
        }
        long now = now();
        for (Entry<Payload> entry : entries) {
            if (entry.bornAt() >= knownSince) {
                recorder.accept(TimeUnit.MILLISECONDS.toNanos(Math.max(0, now - entry.bornAt())));
            }
        }
    }
}
