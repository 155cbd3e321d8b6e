package dev.wingbeat.room;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** When a room's ticks and patches come. Confined to the room's thread. */
final class Pace {

    private static final long SECOND = 1_000_000_000;

    private final RoomServer server;
    private final RoomThread thread;
    private final Answers answers;
    private final StateSender states;
    private final RoomOutlet outlet;
    private final int rate;
    private final long patchInterval;

    /** With a rate, the patches come with each so manieth tick. */
    private final long patchEvery;

    private @Nullable TickSchedule schedule;
    private long tick;
    private long unpatched;
    private long patchedAt;
    private boolean patchDue;

    Pace(
            RoomServer server,
            RoomOptions options,
            RoomThread thread,
            Answers answers,
            StateSender states,
            RoomOutlet outlet) {
        this.server = server;
        this.thread = thread;
        this.answers = answers;
        this.states = states;
        this.outlet = outlet;
        this.rate = options.rate();
        this.patchInterval = options.patchInterval().toNanos();
        this.patchEvery = rate == 0 ? 0 : Math.max(1, Math.ceilDiv(patchInterval * rate, SECOND));
    }

    /** Begins to tick, not at the same time as other rooms. */
    void begin() {
        long now = thread.nanoTime();
        patchedAt = now - patchInterval;
        if (rate > 0) {
            var made = new TickSchedule(rate, now - Math.floorMod(server.key().hashCode(), SECOND / rate));
            schedule = made;
            thread.at(made.deadline(), () -> run(made));
        }
    }

    /** Stops. */
    void end() {
        schedule = null;
    }

    /** Returns the number of the last tick, 0 before the first. */
    long tick() {
        return tick;
    }

    private void run(TickSchedule current) {
        if (!current.equals(schedule)) {
            return;
        }
        long begun = thread.nanoTime();
        TickSchedule.Due due = current.take(begun);
        if (due.count() > 0) {
            answers.drain();
        }
        for (int i = 0; i < due.count() && current.equals(schedule); i++) {
            tick = due.first() + i;
            var step = new Room.Tick(tick, Duration.ofNanos(SECOND / rate), Duration.ofNanos(due.lag()));
            server.call("tick", room -> room.tick(step));
        }
        if (!current.equals(schedule)) {
            return;
        }
        unpatched += due.count();
        if (unpatched >= patchEvery) {
            unpatched = 0;
            states.flush();
        }
        if (due.count() > 0) {
            outlet.ticked(thread.nanoTime() - begun, due.lag(), due.skipped());
        }
        thread.at(current.deadline(), () -> run(current));
    }

    /** Sees to a patch, where none comes with a tick. */
    void called() {
        if (rate > 0 || patchDue || !states.isDue()) {
            return;
        }
        patchDue = true;
        thread.at(Math.max(thread.nanoTime(), patchedAt + patchInterval), () -> {
            patchDue = false;
            patchedAt = thread.nanoTime();
            if (server.isRunning()) {
                states.flush();
            }
        });
    }
}
