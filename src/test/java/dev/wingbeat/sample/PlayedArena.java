package dev.wingbeat.sample;

import dev.wingbeat.connection.TimerRef;
import dev.wingbeat.protocol.Payload;
import dev.wingbeat.room.Room;
import dev.wingbeat.room.RoomInput;
import dev.wingbeat.room.RoomInput.Link;
import dev.wingbeat.room.RoomKey;
import dev.wingbeat.room.RoomKind;
import dev.wingbeat.room.RoomOptions;
import dev.wingbeat.room.RoomOutlet;
import dev.wingbeat.room.RoomOutput;
import dev.wingbeat.room.RoomParams;
import dev.wingbeat.room.RoomServer;
import dev.wingbeat.room.RoomSnapshot;
import dev.wingbeat.room.RoomThread;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Queue;

/** An arena whose players move all the time, on a clock that stands still between its ticks, and without connections. */
public final class PlayedArena {

    private static final int RATE = 20;
    private static final long INTERVAL = Duration.ofSeconds(1).toNanos() / RATE;
    private static final int TICKS_PER_MOVE = 4;
    private static final Payload[] MOVES = {
        Payload.of("x", 1, "y", 0), Payload.of("x", 0, "y", 1), Payload.of("x", -1, "y", 0), Payload.of("x", 0, "y", -1)
    };

    private final Clock clock = new Clock();
    private final Sink sink = new Sink();
    private final RoomServer server;
    private final int players;
    private long ticks;

    /** Begins one with so many players. */
    public PlayedArena(int players) {
        this.players = players;
        var options = new RoomOptions();
        ArenaRoom.options(options);
        options.rate(RATE).patchInterval(Duration.ofNanos(INTERVAL));
        this.server = new RoomServer(
                new RoomKey(ArenaRoom.KIND, "played"),
                new RoomKind(ArenaRoom.KIND, ArenaRoom::new, options),
                "here",
                clock,
                sink);
        server.create(RoomParams.of(Payload.EMPTY), 1);
        for (int i = 0; i < players; i++) {
            server.receive(new RoomInput.Join(
                    new Link("here", i), null, null, Payload.of("name", "p" + i), Payload.EMPTY, false));
        }
        clock.pass(0);
    }

    /** Runs one tick, before which each fourth of the players goes in another direction; returns the bytes of patches so far. */
    public long tick() {
        ticks++;
        for (long i = ticks % TICKS_PER_MOVE; i < players; i += TICKS_PER_MOVE) {
            Payload move = MOVES[(int) ((ticks / TICKS_PER_MOVE + i) % MOVES.length)];
            server.receive(new RoomInput.Message(new Link("here", i), 0, "move", move));
        }
        clock.pass(INTERVAL);
        return sink.bytes;
    }

    /** Counts what players are sent. */
    private static final class Sink implements RoomOutlet {
        private long bytes;

        @Override
        public void send(String node, RoomOutput output) {
            if (output instanceof RoomOutput.Pushed pushed) {
                bytes += pushed.payload().length();
            }
        }

        @Override
        public void changed(Summary summary) {}

        @Override
        public void snapshot(RoomSnapshot snapshot) {}

        @Override
        public boolean crashed() {
            return false;
        }

        @Override
        public void steppedDown() {}

        @Override
        public void ended(Room.DisposeReason reason) {}
    }

    private static final class Clock implements RoomThread {

        private record Timed(long at, Runnable task) {}

        private final Queue<Runnable> tasks = new ArrayDeque<>();
        private final PriorityQueue<Timed> timers = new PriorityQueue<>(Comparator.comparingLong(Timed::at));
        private long now;

        private void pass(long nanos) {
            now += nanos;
            for (Timed next = timers.peek(); next != null && next.at <= now; next = timers.peek()) {
                timers.remove().task.run();
            }
            for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
                task.run();
            }
        }

        @Override
        public boolean isCurrent() {
            return true;
        }

        @Override
        public void execute(Runnable task) {
            tasks.add(task);
        }

        @Override
        public TimerRef at(long nanoTime, Runnable task) {
            var timed = new Timed(nanoTime, task);
            timers.add(timed);
            return () -> timers.remove(timed);
        }

        @Override
        public long nanoTime() {
            return now;
        }

        @Override
        public long currentTimeMillis() {
            return Duration.ofNanos(now).toMillis();
        }
    }
}
