package dev.wingbeat.roomguide;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.room.Room;
import dev.wingbeat.testkit.RoomHarness;
import dev.wingbeat.testkit.RoomPlayer;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RaceRoomTest {
    private final RoomHarness race =
            RoomHarness.create(RaceRoom::new, options -> options.rate(20).latest("throttle"));

    @Test
    void theFirstAtTheGoalWins() {
        RoomPlayer ann = race.join("ann");
        RoomPlayer bob = race.join("bob");
        ann.send("throttle", Map.of("speed", 10));
        bob.send("throttle", Map.of("speed", 9));
        race.pass(Duration.ofSeconds(9));
        assertEquals(null, bob.state().getString("winner"));
        race.pass(Duration.ofSeconds(2));
        assertEquals("ann", bob.state().getString("winner"));
        assertEquals(1, bob.pushes("won").size());
        assertEquals("over", race.joinRefused("cid", Map.of()).json().getString("reason"));
    }

    @Test
    void whoDropsHasTwentySecondsToComeBack() {
        RoomPlayer ann = race.join("ann");
        RoomPlayer bob = race.join("bob");
        ann.drop();
        race.pass(Duration.ofSeconds(19));
        ann.comeBack();
        assertTrue(ann.isConnected());
        ann.drop();
        race.pass(Duration.ofSeconds(21));
        assertEquals(1, bob.state().getJsonObject("cars").size());
    }

    @Test
    void aRaceGoesOnWhenItsNodeIsKilled() {
        RoomPlayer ann = race.join("ann");
        ann.send("throttle", Map.of("speed", 5));
        race.pass(Duration.ofSeconds(12));
        race.kill();
        double x = ann.state().getJsonObject("cars").getJsonObject("ann").getDouble("x");
        assertTrue(x >= 5 * (12 - 6) && x <= 5 * 12, () -> "five seconds behind at most: " + x);
        race.pass(Duration.ofSeconds(20));
        assertEquals("ann", ann.state().getString("winner"));
        ann.leave();
        race.pass(Duration.ofSeconds(31));
        assertEquals(Room.DisposeReason.EMPTY, race.ended());
    }
}
