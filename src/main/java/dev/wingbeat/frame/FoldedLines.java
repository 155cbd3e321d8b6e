package dev.wingbeat.frame;

import io.netty.buffer.ByteBuf;

/**
 * Finds lines of a request's head that go on in the next one (obs-fold): what one program takes for a part of a value is a
 * header of its own to another. RFC 9112 section 5.2 wants them refused; Netty's decoder joins them.
 */
final class FoldedLines {

    private boolean folded;
    private byte last;

    /** Looks at what the decoder has read of a head; true when there has been such a line since the head's begin. */
    boolean add(ByteBuf in, int from) {
        for (int i = from; i < in.readerIndex() && !folded; i++) {
            byte next = in.getByte(i);
            folded = last == '\n' && (next == ' ' || next == '\t');
            last = next;
        }
        return folded;
    }

    /** Begins with the next head. */
    void reset() {
        folded = false;
        last = 0;
    }
}
