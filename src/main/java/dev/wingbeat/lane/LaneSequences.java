package dev.wingbeat.lane;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.LongConsumer;

/** Notices by the numbers of other nodes what a lane has not received of them. Confined to the lane's context. */
final class LaneSequences {

    private record Expected(long generation, long sequence) {}

    private final Map<String, Expected> expected = new HashMap<>();

    /**
     * Records an envelope, and hands the number of items of its origin that are missing before it to {@code interrupted}, unless
     * it follows the one before: negative when it is late, 0 when it is the first of its origin, or of another life of it. An
     * unnumbered envelope is beside the count.
     */
    void received(Envelope envelope, LongConsumer interrupted) {
        if (envelope.sequence() == EnvelopeCodec.UNNUMBERED) {
            return;
        }
        Expected before = expected.put(
                envelope.origin(), new Expected(envelope.generation(), envelope.sequence() + envelope.count()));
        if (before == null || before.generation() != envelope.generation()) {
            interrupted.accept(0);
        } else if (before.sequence() != envelope.sequence()) {
            interrupted.accept(envelope.sequence() - before.sequence());
        }
    }

    /** Forgets all nodes but these: who else writes names into envelopes must not fill the memory. */
    void retain(Set<String> origins) {
        expected.keySet().retainAll(origins);
    }

    /** Forgets a node that has left. */
    void forget(String origin) {
        expected.remove(origin);
    }
}
