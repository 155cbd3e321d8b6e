package dev.wingbeat.tracker;

/** Sends what a shard says to the same shard of other nodes. At most once, in order, like everything on a lane. */
interface GossipSender {

    /** Tells all other nodes. */
    void toAll(Gossip gossip);

    /** Tells one other node. */
    void to(String node, Gossip gossip);
}
