package dev.wingbeat.placement;

/**
 * One life of a room on one node. All nodes agree which of two is the later one.
 *
 * @param node where it is
 * @param epoch higher than those before; two nodes that cannot see each other may choose the same, then the name decides
 */
record Activation(String node, long epoch) {

    /** No activation: every other one is after it. */
    static final Activation NONE = new Activation("", 0);

    boolean isAfter(Activation other) {
        return epoch != other.epoch ? epoch > other.epoch : node.compareTo(other.node) > 0;
    }
}
