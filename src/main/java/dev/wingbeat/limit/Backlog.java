package dev.wingbeat.limit;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The account of what the channels of one connection hold, and how much of it waits: a client that floods slow channels costs a
 * bounded amount of memory however many channels it has. Internal seam; confined to the loop.
 */
public final class Backlog {

    /** Bytes that may wait; the last message may go beyond. */
    public static final int MAX_BYTES = 32 * 1024 * 1024;

    private final LoopAccount account;
    private long bytes;
    private long retained;
    private int since;
    private boolean ended;
    private @Nullable SlowQueues slow;

    /** Makes a backlog that is charged to the account of its loop. */
    public Backlog(LoopAccount account) {
        this.account = account;
    }

    /** Adds a message; false when enough waits already. */
    public boolean add(int size) {
        if (bytes > MAX_BYTES) {
            return false;
        }
        if (bytes == 0) {
            since = account.ticks();
        }
        bytes += size;
        account.heap(size);
        return true;
    }

    /** Counts messages that have begun to wait for a turn, or wait no more. */
    public void waits(int change) {
        account.waits(change);
    }

    /** Removes a message that waits no more. */
    public void remove(long size) {
        bytes -= size;
        account.heap(-size);
    }

    /** Charges what lives as long as a channel does, or releases it; nothing of it is left once the connection has ended. */
    public void retain(long size) {
        if (!ended) {
            retained += size;
            account.heap(size);
        }
    }

    /** Releases what is retained: the connection has ended. */
    public void end() {
        retain(-retained);
        ended = true;
    }

    /** Returns how many bytes are held. */
    public long held() {
        return bytes() + retained;
    }

    /** Returns for how many nanoseconds something has waited all the time, to a tick of the loop's account; 0 when nothing does. */
    public long heldFor() {
        return bytes == 0 ? 0 : TimeUnit.MILLISECONDS.toNanos((account.ticks() - since) * LoopAccount.TICK_MILLIS);
    }

    /** Returns the queues of the policies for slow clients; made for the first topic that has one. */
    public SlowQueues slow(SlowQueues.Outlet outlet) {
        if (slow == null) {
            slow = new SlowQueues(outlet, account);
        }
        return slow;
    }

    /** Sends what waits by the policies of slow clients, as far as the connection takes it. */
    public void drain() {
        if (slow != null) {
            slow.drain();
        }
    }

    /** Returns how many bytes wait, for channels and for the client. */
    public long bytes() {
        return bytes + (slow == null ? 0 : slow.bytes());
    }
}
