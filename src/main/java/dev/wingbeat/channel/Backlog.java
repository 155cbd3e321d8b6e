package dev.wingbeat.channel;

import dev.wingbeat.limit.LoopAccount;

/**
 * How much the channels of one connection keep waiting, all together, so that a client that floods slow channels costs a
 * bounded amount of memory however many channels it has. Confined to the loop.
 */
final class Backlog {

    /** Bytes that may wait; the last message may go beyond. */
    static final int MAX_BYTES = 32 * 1024 * 1024;

    private final LoopAccount account;
    private long bytes;

    /** Makes a backlog that is charged to the account of its loop. */
    Backlog(LoopAccount account) {
        this.account = account;
    }

    /** Adds a message; false when enough waits already. */
    boolean add(int size) {
        if (bytes > MAX_BYTES) {
            return false;
        }
        bytes += size;
        account.heap(size);
        return true;
    }

    /** Counts messages that have begun to wait for a turn, or wait no more. */
    void waits(int change) {
        account.waits(change);
    }

    void remove(long size) {
        bytes -= size;
        account.heap(-size);
    }

    long bytes() {
        return bytes;
    }
}
