package dev.wingbeat.roomloop;

import dev.wingbeat.connection.TimerRef;
import dev.wingbeat.room.RoomThread;

/**
 * The thread of one room: its loop, except that nothing that is due to the room happens while the gate is closed. Internal seam; confined
 * to the loop but where {@link RoomThread} says otherwise.
 */
public final class RoomGate implements RoomThread {

    private final RoomLoop loop;
    private boolean closed;
    private boolean ended;

    /** Makes one that is open. */
    public RoomGate(RoomLoop loop) {
        this.loop = loop;
    }

    /** Returns whether the room stands still: by itself, or since its loop stood still. */
    public boolean isClosed() {
        return closed || loop.isFrozen();
    }

    /** Lets nothing happen any more; or, open again, what has become due meanwhile. */
    public void set(boolean close) {
        closed = close;
        if (!close) {
            loop.release();
        }
    }

    /** Lets nothing be due any more: the room has ended. */
    public void end() {
        ended = true;
    }

    boolean hasEnded() {
        return ended;
    }

    @Override
    public boolean isCurrent() {
        return loop.isCurrent();
    }

    @Override
    public void execute(Runnable task) {
        loop.execute(() -> {
            if (isClosed()) {
                var unused = at(nanoTime(), task);
            } else {
                task.run();
            }
        });
    }

    @Override
    public TimerRef at(long nanoTime, Runnable task) {
        return ended ? () -> {} : loop.at(nanoTime, task, this);
    }

    @Override
    public long nanoTime() {
        return loop.nanoTime();
    }

    @Override
    public long currentTimeMillis() {
        return loop.currentTimeMillis();
    }
}
