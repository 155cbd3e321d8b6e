package dev.wingbeat.lane;

import dev.wingbeat.protocol.Broadcast;
import io.vertx.core.buffer.Buffer;

/** What a lane carries. */
sealed interface LaneItem {

    /** A broadcast for the subscribers of the receiving node. */
    record Broadcasted(Broadcast broadcast) implements LaneItem {}

    /** A node asks the others to answer on this lane, and says how many lanes it has. */
    record Hello(int lanes) implements LaneItem {}

    /** The answer to one node's hello: it proves that the lane carries in both directions. */
    record Probe(String node) implements LaneItem {}

    /** What one of the node's gossips tells its namesakes on the other nodes; the lane does not know what it means. */
    record Gossiped(String name, Buffer bytes) implements LaneItem {}
}
