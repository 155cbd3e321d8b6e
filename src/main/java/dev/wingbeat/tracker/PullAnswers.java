package dev.wingbeat.tracker;

import dev.wingbeat.crdt.Delta;
import dev.wingbeat.crdt.DotSet;
import dev.wingbeat.crdt.PresenceState;
import dev.wingbeat.crdt.ReplicaId;
import dev.wingbeat.protocol.Payload;

/** Tells other nodes what they lack of this node's entries. Confined to its shard's context. */
final class PullAnswers {

    /** The most entries of one answer: by number, and by bytes unless it is a single one. */
    private static final int ENTRIES = 512;

    private static final int BYTES = 48 * 1024;

    private final ReplicaId self;
    private final PresenceState<Payload> state;

    PullAnswers(ReplicaId self, PresenceState<Payload> state) {
        this.self = self;
        this.state = state;
    }

    /** PullAnswers with what is good for one message. */
    Gossip.Missing to(Gossip.Pull pull) {
        boolean same = pull.generation() == self.generation();
        DotSet known = same ? pull.known() : DotSet.EMPTY;
        long after = same ? pull.after() : 0;
        int limit = ENTRIES;
        while (true) {
            Delta<Payload> delta = state.missing(known, after, limit);
            int size = size(delta);
            if (size <= BYTES || limit == 1) {
                return new Gossip.Missing(self, after, delta, delta.entries().size() < limit);
            }
            limit = Math.max(
                    1, Math.min(limit / 2, (int) ((long) delta.entries().size() * BYTES / size)));
        }
    }

    private static int size(Delta<Payload> delta) {
        return delta.entries().stream()
                .mapToInt(entry -> 16 + entry.key().length() + entry.value().length())
                .sum();
    }
}
