package dev.wingbeat.lane;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Numbers what a lane sends, and notices by the numbers of the others what it has not received. Confined to the lane's context.
 */
final class LaneSequences {

    private record Expected(long generation, long sequence) {}

    private final long generation;
    private final Map<String, Expected> expected = new HashMap<>();
    private long next;

    /** Begins at 0; {@code generation} tells this life of the node from its others. */
    LaneSequences(long generation) {
        this.generation = generation;
    }

    long generation() {
        return generation;
    }

    /** Returns the number of the next item that is sent. */
    long next() {
        return next;
    }

    /** Counts items that have been sent. */
    void sent(int items) {
        next += items;
    }

    /**
     * Records an envelope, returns how many items of its origin were lost before it; a first envelope misses
     * nothing, an unnumbered one is beside the count.
     */
    long received(Envelope envelope) {
        if (envelope.sequence() == EnvelopeCodec.UNNUMBERED) {
            return 0;
        }
        Expected before = expected.put(
                envelope.origin(), new Expected(envelope.generation(), envelope.sequence() + envelope.count()));
        boolean known = before != null && before.generation() == envelope.generation();
        return known && before != null ? envelope.sequence() - before.sequence() : 0;
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
