package dev.wingbeat.pubsub;

import dev.wingbeat.protocol.Broadcast;

/** What a lane carries. */
sealed interface LaneItem {

    /** A broadcast for the subscribers of the receiving node. */
    record Broadcasted(Broadcast broadcast) implements LaneItem {}

    /** A node asks the others to answer on this lane, and says how many lanes it has. */
    record Hello(int lanes) implements LaneItem {}

    /** The answer to one node's hello: it proves that the lane carries in both directions. */
    record Probe(String node) implements LaneItem {}
}
