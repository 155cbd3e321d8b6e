package dev.wingbeat.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.wingbeat.channel.HandleResult;
import dev.wingbeat.protocol.Payload;
import dev.wingbeat.room.Player;
import dev.wingbeat.room.Room;
import dev.wingbeat.room.RoomContext;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a test learns of a room that throws. */
class RoomHarnessTest {

    private static final class Fragile implements Room {
        private RoomContext room;

        @Override
        public void create(RoomContext made, Payload params) {
            room = made;
            if (params.json().getBoolean("broken", false)) {
                throw new IllegalStateException("broken from the start");
            }
        }

        @Override
        public HandleResult message(Player who, String event, Payload payload) {
            room.after(Duration.ofSeconds(1), () -> {
                throw new IllegalArgumentException("late");
            });
            throw new IllegalStateException("early");
        }
    }

    private final RoomHarness room = RoomHarness.create(Fragile::new, options -> options.rate(0));

    @Test
    void exceptionsFailWhateverLedToThem() {
        var broken = Payload.of(Map.of("broken", true));
        assertThrows(AssertionError.class, () -> RoomHarness.create(Fragile::new, options -> {}, broken));
        RoomPlayer ann = room.join("ann");
        AssertionError thrown = assertThrows(AssertionError.class, () -> ann.send("do", Map.of()));
        assertEquals(
                "message has thrown java.lang.IllegalStateException: early (expected: nothing, or expectError)",
                thrown.getMessage());
        assertInstanceOf(IllegalStateException.class, thrown.getCause());
        room.pass(Duration.ofMillis(900));
        assertThrows(AssertionError.class, () -> room.pass(Duration.ofMillis(200)));
        room.pass(Duration.ofSeconds(1));
    }

    @Test
    void expectedOnesDoNot() {
        room.expectError(IllegalStateException.class);
        RoomPlayer ann = room.join("ann");
        long push = ann.send("do", Map.of());
        assertEquals("message crashed", ann.reply(push, "error").json().getString("reason"));
        assertThrows(AssertionError.class, () -> room.pass(Duration.ofSeconds(1)), "another type");
    }
}
