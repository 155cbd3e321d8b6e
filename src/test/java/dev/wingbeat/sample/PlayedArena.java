package dev.wingbeat.sample;

import dev.wingbeat.protocol.Payload;
import dev.wingbeat.room.ManualThread;
import dev.wingbeat.room.QuietOutlet;
import dev.wingbeat.room.RoomInput;
import dev.wingbeat.room.RoomInput.Link;
import dev.wingbeat.room.RoomKey;
import dev.wingbeat.room.RoomKind;
import dev.wingbeat.room.RoomOptions;
import dev.wingbeat.room.RoomOutput;
import dev.wingbeat.room.RoomParams;
import dev.wingbeat.room.RoomServer;
import java.time.Duration;

/** An arena whose players move all the time, on a clock that stands still between its ticks, and without connections. */
public final class PlayedArena {

    private static final int RATE = 20;
    private static final Duration INTERVAL = Duration.ofSeconds(1).dividedBy(RATE);
    private static final int TICKS_PER_MOVE = 4;
    private static final Payload[] MOVES = {
        Payload.of("x", 1, "y", 0), Payload.of("x", 0, "y", 1), Payload.of("x", -1, "y", 0), Payload.of("x", 0, "y", -1)
    };

    private final ManualThread clock = new ManualThread();
    private final Sink sink = new Sink();
    private final RoomServer server;
    private final int players;
    private long ticks;

    /** Begins one with so many players. */
    public PlayedArena(int players) {
        this.players = players;
        var options = new RoomOptions();
        ArenaRoom.options(options);
        options.rate(RATE).patchInterval(INTERVAL);
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
        clock.pass(Duration.ZERO);
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
    private static final class Sink extends QuietOutlet {
        private long bytes;

        @Override
        public void send(String node, RoomOutput output) {
            if (output instanceof RoomOutput.Pushed pushed) {
                bytes += pushed.payload().length();
            }
        }
    }
}
