package dev.wingbeat.frame;

import io.netty.channel.Channel;
import org.jspecify.annotations.Nullable;

/**
 * The state of a client while its buffers are full. It is slow by time without progress, be it a part of one message, and
 * by what waits behind the largest message that is on its way: not by the size of one that was accepted.
 */
final class Stall {

    private final Channel channel;
    private final WebSocketLimits limits;
    private final long begin;
    private long lastProgress;
    private int largest;
    private @Nullable Object head;
    private long taken;
    private long shownBytes;
    private int shownSlow;

    Stall(Channel channel, WebSocketLimits limits, long now) {
        this.channel = channel;
        this.limits = limits;
        this.begin = now;
        this.lastProgress = now;
    }

    /** Returns since when the buffers are full. */
    long begin() {
        return begin;
    }

    /** Records the size of what has been written; returns whether too much waits beside the largest of it. */
    boolean tooMuchBehind(int bytes) {
        largest = Math.max(largest, bytes);
        if (waiting() - largest > limits.maxPending()) {
            channel.flush();
        }
        return waiting() - largest > limits.maxPending();
    }

    private long waiting() {
        var buffer = channel.unsafe().outboundBuffer();
        return buffer == null ? 0 : buffer.totalPendingWriteBytes();
    }

    /** Returns for how many nanoseconds the client has taken nothing. */
    @SuppressWarnings("ReferenceEquality") // whether it is still the same message that waits first
    long nothingTakenFor(long now) {
        var buffer = channel.unsafe().outboundBuffer();
        if (buffer != null && (buffer.current() != head || buffer.currentProgress() != taken)) {
            head = buffer.current();
            taken = buffer.currentProgress();
            lastProgress = now;
        }
        return now - lastProgress;
    }

    /** Lets operators see how much waits now, and whether that is a quarter of what may. */
    void show() {
        long waiting = waiting();
        show(waiting, waiting > limits.maxPending() / 4 ? 1 : 0);
    }

    /** Lets operators see that nothing waits any more. */
    void end() {
        show(0, 0);
    }

    private void show(long bytes, int slow) {
        limits.metrics().waits(bytes - shownBytes, slow - shownSlow);
        shownBytes = bytes;
        shownSlow = slow;
    }
}
