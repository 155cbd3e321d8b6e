package dev.wingbeat.lane;

import io.vertx.core.buffer.Buffer;

/**
 * The head of all envelopes of one lane of a node.
 *
 * @param origin the name of the node
 * @param generation tells this life of the node from its others
 */
record EnvelopeHead(String origin, long generation, int lane) {

    /** Begins an envelope whose first item has a number. */
    Buffer begin(long sequence) {
        return EnvelopeCodec.begin(origin, generation, lane, sequence);
    }
}
