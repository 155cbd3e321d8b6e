package dev.wingbeat.room;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The schedule of a room's ticks and patches. Confined to the room's thread. */
final class Pace {

    private static final long SECOND = 1_000_000_000;

    private final RoomServer server;
    private final RoomThread thread;
    private final Answers answers;
    private final StateSender states;
    private final RoomOutlet outlet;
    private final int rate;
    private final long patchInterval;

    /** The number of ticks for each patch, for rooms with a rate. */
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
        thread.at(current.deadline(), () -> run(current)); // whatever comes of this one
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

    /**
     * The times at which the ticks of a room are due: at the start plus n times the interval, whatever happened before, so that
     * nothing drifts. Times are nanoseconds of any monotonic clock.
     */
    static final class TickSchedule {

        /** The most ticks that are run at once when they are late; those beyond are skipped. */
        static final int CATCH_UP = 5;

        /**
         * Ticks to run now.
         *
         * @param first the number of the first
         * @param count how many
         * @param skipped how many were left out before the first
         * @param lag how late the first is
         */
        record Due(long first, int count, long skipped, long lag) {}

        private final int rate;
        private final long start;
        private long next;

        /** Makes a schedule whose first tick is due one interval after the start. */
        TickSchedule(int rate, long start) {
            this.rate = rate;
            this.start = start;
            this.next = 1;
        }

        /** Returns when the next tick is due. */
        long deadline() {
            return deadline(next);
        }

        private long deadline(long number) {
            return start + number / rate * SECOND + number % rate * SECOND / rate;
        }

        /** Returns the number of the tick that is due next, which are numbered from 1. */
        long next() {
            return next;
        }

        /** Returns the ticks that are due: none, one, or several when it is late. */
        Due take(long now) {
            long late = 0;
            while (late <= CATCH_UP && deadline(next + late) <= now) {
                late++;
            }
            long skipped = 0;
            if (late > CATCH_UP) {
                long last = lastDue(now);
                skipped = last + 1 - next - CATCH_UP;
                late = CATCH_UP;
            }
            long first = next + skipped;
            next = first + late;
            return new Due(first, (int) late, skipped, late == 0 ? 0 : now - deadline(first));
        }

        /** Returns the last tick whose deadline has passed. */
        private long lastDue(long now) {
            long passed = now - start;
            long last = passed / SECOND * rate + passed % SECOND * rate / SECOND;
            return deadline(last + 1) <= now ? last + 1 : last; // deadlines are rounded down
        }
    }
}
