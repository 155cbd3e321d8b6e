package dev.wingbeat.lane;

import dev.wingbeat.protocol.Broadcast;
import dev.wingbeat.trace.TraceContext;
import io.vertx.core.buffer.Buffer;

/** An item that a lane carries. */
sealed interface LaneItem {

    /** A broadcast for the subscribers of the receiving node. */
    record Broadcasted(Broadcast broadcast) implements LaneItem {}

    /**
     * A broadcast of a trace that is recorded: {@link Trace} and {@link Broadcasted}, one behind the other in one envelope, or the
     * latter alone while there is a node that cannot read the former.
     */
    record Traced(TraceContext trace, Broadcast broadcast) implements LaneItem {}

    /** The span that the broadcast behind it follows from. */
    record Trace(TraceContext context) implements LaneItem {}

    /** A node asks the others to answer on this lane, and says how many lanes it has. */
    record Hello(int lanes) implements LaneItem {}

    /** The answer to one node's hello: it proves that the lane carries in both directions. */
    record Probe(String node) implements LaneItem {}

    /** A message of one of the node's gossips to its namesakes on the other nodes, opaque to the lane. */
    record Gossiped(String name, Buffer bytes) implements LaneItem {}

    /** The items that a node can read beyond the first release: the bits of {@link LaneFeatures}. It goes with each hello. */
    record Features(long bits) implements LaneItem {}

    /** A message between two nodes about the topics that they want; sent only to who can read it. */
    sealed interface Interest extends LaneItem {}

    /**
     * A node that broadcasts asks another for a lease on what it knows of its topics, and for these topics when it does not know
     * them.
     *
     * @param number comes back with the lease
     */
    record LeaseAsked(long number, boolean withTopics) implements Interest {}

    /**
     * The answer: from the asking on, for as long as a lease lasts, no topic is relied upon that was not sent before.
     *
     * @param topics how many the node wants
     * @param digest of these topics
     */
    record LeaseGranted(long number, int topics, long digest) implements Interest {}

    /** All topics of a node follow, in place of those it sent before; with {@code everything} none do, since it wants them all. */
    record TopicsBegun(boolean everything) implements Interest {}

    /**
     * Topics that a node wants from now on.
     *
     * @param batch to be noted, 0 when nobody waits for that
     * @param topics the hashes, 8 bytes each
     */
    record TopicsWanted(long batch, Buffer topics) implements Interest {}

    /** The answer to a batch: who sent it gets all that is broadcast on its topics from now on. */
    record WantNoted(long batch) implements Interest {}

    /** Topics that a node does not want any more: the hashes, 8 bytes each. */
    record TopicsReleased(Buffer topics) implements Interest {}
}
