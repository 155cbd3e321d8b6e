package dev.wingbeat.limit;

import dev.wingbeat.protocol.Frame;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * All messages that wait for a slow connection by the {@link SlowPolicy} of its topics. Internal seam; confined to the
 * connection's loop.
 */
public final class SlowQueues {

    /** Bytes that may wait. */
    static final int MAX_BYTES = 1 << 20;

    /** The connection. */
    public interface Outlet {

        /** Returns whether it takes more: little enough waits for the client. */
        boolean writable();

        /** Sends. */
        void send(Frame frame);
    }

    private final Outlet outlet;
    private final LoopAccount account;
    private final Set<SlowQueue> waiting = new LinkedHashSet<>();
    private long bytes;

    /** Makes them, charged to the account of their loop. */
    public SlowQueues(Outlet outlet, LoopAccount account) {
        this.outlet = outlet;
        this.account = account;
    }

    /** Opens the queue of a topic, whose policy is not to keep everything. */
    public SlowQueue open(SlowPolicy policy, SlowQueue.Watcher watcher) {
        return new SlowQueue(this, policy, watcher);
    }

    /** Sends what waits, a message of each topic in turn, as long as the connection takes it. */
    public void drain() {
        while (!waiting.isEmpty() && outlet.writable()) {
            SlowQueue next = waiting.iterator().next();
            waiting.remove(next);
            next.sendNext();
            if (!next.isEmpty()) {
                waiting.add(next);
            }
        }
    }

    /** Returns how many bytes wait. */
    public long bytes() {
        return bytes;
    }

    Outlet outlet() {
        return outlet;
    }

    void waits(SlowQueue queue) {
        waiting.add(queue);
    }

    void waitsNoMore(SlowQueue queue) {
        waiting.remove(queue);
    }

    void charge(Frame frame) {
        bytes += frame.length();
        account.share(frame, frame.length());
    }

    void release(Frame frame) {
        bytes -= frame.length();
        account.unshare(frame, frame.length());
    }

    boolean full() {
        return bytes > MAX_BYTES;
    }
}
