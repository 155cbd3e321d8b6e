package dev.wingbeat.roomloop;

import java.time.Duration;

/** Whether a room whose callbacks fail too often goes on by its snapshot: once. Internal seam; confined to the room's loop. */
public final class SecondChance {

    /** One that fails again so soon ends. */
    private static final long ONCE_NANOS = Duration.ofSeconds(60).toNanos();

    private final RoomLoop loop;
    private final long since;
    private boolean taken;

    /** Makes that of a room, which begins now, perhaps by its snapshot after it has crashed. */
    public SecondChance(RoomLoop loop, boolean afterCrash) {
        this.loop = loop;
        this.since = loop.nanoTime() - (afterCrash ? 0 : ONCE_NANOS);
    }

    /** Takes it; false when it was taken just now. */
    public boolean take() {
        taken = loop.nanoTime() - since >= ONCE_NANOS;
        return taken;
    }

    /** Returns whether it has been taken. */
    public boolean isTaken() {
        return taken;
    }
}
