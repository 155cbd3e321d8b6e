package dev.wingbeat.tracker;

import dev.wingbeat.crdt.Delta;
import dev.wingbeat.crdt.Digest;
import dev.wingbeat.crdt.DotSet;
import dev.wingbeat.crdt.ReplicaId;
import dev.wingbeat.protocol.Payload;

/** The messages between the shards of one lane. Each speaks of its own entries only. */
sealed interface Gossip {

    /** Returns the sender. */
    ReplicaId from();

    /** To all: what has just changed. */
    record Change(ReplicaId from, Delta<Payload> delta) implements Gossip {}

    /** To all, again and again: the sum of the sender's entries. */
    record Heartbeat(Digest digest) implements Gossip {
        @Override
        public ReplicaId from() {
            return digest.replica();
        }
    }

    /**
     * To one: asks for what the sender lacks of the receiver's entries.
     *
     * @param generation the life of the receiver that the rest speaks of, 0 if the sender has heard of none
     * @param after the dot after which to begin
     * @param known the dots that the sender has heard of
     */
    record Pull(ReplicaId from, long generation, long after, DotSet known) implements Gossip {}

    /**
     * To one: the answer, as much of it as is good for one message.
     *
     * @param after the dot after which it begins, as asked
     * @param complete whether nothing follows it
     */
    record Missing(ReplicaId from, long after, Delta<Payload> delta, boolean complete) implements Gossip {}

    /** To all: the sender stops, its entries leave. */
    record Gone(ReplicaId from) implements Gossip {}
}
