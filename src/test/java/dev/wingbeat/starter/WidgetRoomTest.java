package dev.wingbeat.starter;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.wingbeat.testkit.RoomHarness;
import dev.wingbeat.testkit.RoomPlayer;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The clock is the test's: a minute of the game takes no time. */
class WidgetRoomTest {

    private final RoomHarness game = RoomHarness.create(WidgetRoom::new, WidgetRoom::options);
    private final RoomPlayer ann = game.join("ann");
    private final RoomPlayer bob = game.join("bob");

    private static int points(RoomPlayer seenBy, String id) {
        return seenBy.state().getJsonObject("points").getInteger(id);
    }

    @Test
    void everybodySeesThePoints() {
        ann.send("point", Map.of());
        ann.send("point", Map.of());
        game.pass(Duration.ofSeconds(1));
        assertEquals(2, points(bob, "ann"));
        assertEquals(0, points(bob, "bob"));
        assertEquals(59, bob.state().getInteger("seconds"));
    }

    @Test
    void theGameIsOverAfterAMinute() {
        ann.send("point", Map.of());
        game.pass(Duration.ofSeconds(61));
        assertEquals(1, bob.pushes("over").size());
        ann.send("point", Map.of());
        game.pass(Duration.ofSeconds(1));
        assertEquals(1, points(bob, "ann"));
        assertEquals("locked", game.joinRefused("eve", Map.of()).json().getString("reason"));
    }

    @Test
    void theGameGoesOnWhenItsNodeDies() {
        ann.send("point", Map.of());
        game.pass(Duration.ofSeconds(10));
        game.kill();
        assertEquals(1, points(ann, "ann"));
        ann.send("point", Map.of());
        game.pass(Duration.ofSeconds(1));
        assertEquals(2, points(bob, "ann"));
    }
}
