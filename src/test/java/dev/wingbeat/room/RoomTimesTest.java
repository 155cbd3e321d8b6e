package dev.wingbeat.room;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.channel.HandleResult;
import dev.wingbeat.protocol.Payload;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Times that are as long as they may be, and those that are meant to have no end. */
class RoomTimesTest {

    private static final List<Duration> ENDLESS = List.of(
            RoomOptions.MAX_TIME.plusNanos(1), Duration.ofNanos(Long.MAX_VALUE), ChronoUnit.FOREVER.getDuration());

    /** A room that does nothing. */
    private static final class Idle implements Room {
        private @Nullable RoomContext room;

        @Override
        public void create(RoomContext made, Payload params) {
            room = made;
        }

        @Override
        public HandleResult message(Player who, String event, Payload payload) {
            return HandleResult.noReply();
        }
    }

    private final ManualThread thread = new ManualThread();
    private final Idle idle = new Idle();

    private RoomServer room(RoomOptions options) {
        var kind = new RoomKind("idle", () -> idle, options);
        var room = new RoomServer(new RoomKey("idle", "m1"), kind, "here", thread, new QuietOutlet());
        room.create(RoomParams.of(Payload.EMPTY), 7);
        return room;
    }

    @Test
    void whatHasNoEndIsRefusedWhereItIsSaid() {
        List<BiFunction<RoomOptions, Duration, RoomOptions>> options = List.of(
                RoomOptions::patchInterval,
                RoomOptions::emptyFor,
                RoomOptions::snapshotEvery,
                RoomOptions::seatHold,
                RoomOptions::drainWait);
        for (Duration endless : ENDLESS) {
            options.forEach(option ->
                    assertThrows(IllegalArgumentException.class, () -> option.apply(new RoomOptions(), endless)));
        }
    }

    @Test
    void aRoomMayWaitForAYear() {
        Duration year = RoomOptions.MAX_TIME;
        RoomServer room = room(new RoomOptions()
                .rate(RoomOptions.MAX_RATE)
                .patchInterval(year)
                .snapshotEvery(year)
                .emptyFor(year));
        thread.pass(Duration.ofMinutes(1));
        assertTrue(room.isRunning(), "a room without players");
    }

    /** One that came before all others, and never was due, would keep the loop's others from being run. */
    @Test
    void aDelayWithoutEndIsRefused() {
        var unused = room(new RoomOptions().rate(0));
        RoomContext context = requireNonNull(idle.room);
        for (Duration endless : ENDLESS) {
            assertThrows(IllegalArgumentException.class, () -> context.after(endless, () -> {}));
        }
        boolean[] done = {false};
        context.after(Duration.ofMillis(-1), () -> done[0] = true);
        context.after(RoomOptions.MAX_TIME, () -> {});
        thread.pass(Duration.ofMillis(1));
        assertEquals(true, done[0]);
    }
}
