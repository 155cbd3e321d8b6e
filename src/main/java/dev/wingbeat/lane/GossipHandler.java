package dev.wingbeat.lane;

import io.vertx.core.buffer.Buffer;

/**
 * Hears what its namesakes on the other nodes say on the lanes. Internal seam. Always called on
 * the context of the lane in question.
 */
public interface GossipHandler {

    /**
     * Receives what a node has said, to all or to this node only; in the order of the lane's broadcasts.
     *
     * @throws IllegalArgumentException when it cannot be read
     */
    void gossip(int lane, String origin, Buffer bytes);

    /** Called when items of a node are missing on a lane, gossip perhaps among them, before those that follow. */
    void lost(int lane, String origin);
}
