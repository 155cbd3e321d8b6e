package dev.wingbeat.pubsub;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** What a lane has received of each node, to notice what is missing. Confined to the lane's context. */
final class OriginSequences {

    private record Expected(long generation, long sequence) {}

    private final Map<String, Expected> expected = new HashMap<>();

    /**
     * Takes note of an envelope, returns how many items of its origin were lost before it; a first envelope misses
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
