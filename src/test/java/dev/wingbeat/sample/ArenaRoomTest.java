package dev.wingbeat.sample;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.testkit.RoomHarness;
import dev.wingbeat.testkit.RoomPlayer;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ArenaRoomTest {

    private final RoomHarness arena = RoomHarness.create(ArenaRoom::new, ArenaRoom::options);

    private RoomPlayer join(String id) {
        return arena.join(id, Map.of());
    }

    private static JsonObject player(RoomPlayer seenBy, String id) {
        return seenBy.state().getJsonObject("players").getJsonObject(id);
    }

    @Test
    void playersMoveAsFastAsTheyMayAndNotOut() {
        RoomPlayer ann = join("ann");
        RoomPlayer bob = join("bob");
        ann.send("move", Map.of("x", 1e9, "y", 0));
        int before = player(bob, "ann").getInteger("x");
        arena.pass(Duration.ofSeconds(1));
        int moved = player(bob, "ann").getInteger("x") - before;
        assertTrue(moved <= 221, "220 a second at most, whatever was asked for: " + moved);
        arena.pass(Duration.ofSeconds(5));
        assertEquals(780, player(bob, "ann").getInteger("x"));
        ann.send("move", Map.of("x", "left"));
        ann.send("move", Map.of("x", 0, "y", 0));
        arena.pass(Duration.ofSeconds(1));
        assertEquals(780, player(bob, "ann").getInteger("x"));
    }

    @Test
    void coinsAreAPointAndComeAnew() {
        RoomPlayer ann = join("ann");
        RoomPlayer bob = join("bob");
        for (int i = 0; i < 100 && player(bob, "ann").getInteger("score") == 0; i++) {
            JsonObject coin = bob.state().getJsonObject("coins").getJsonObject("c0");
            JsonObject at = player(bob, "ann");
            ann.send(
                    "move",
                    Map.of(
                            "x", coin.getInteger("x") - at.getInteger("x"),
                            "y", coin.getInteger("y") - at.getInteger("y")));
            arena.pass(Duration.ofMillis(100));
        }
        assertEquals(1, player(bob, "ann").getInteger("score"));
        assertEquals(8, bob.state().getJsonObject("coins").size());
    }

    @Test
    void whoIsAwayStandsStillAndScoresAreKeptWhenTheNodeDies() {
        RoomPlayer ann = join("ann");
        RoomPlayer bob = join("bob");
        ann.send("move", Map.of("x", 1, "y", 1));
        arena.pass(Duration.ofSeconds(6));
        JsonObject before = player(bob, "ann").copy();
        arena.kill();
        assertEquals(before, player(bob, "ann"));
        ann.drop();
        arena.pass(Duration.ofSeconds(1));
        assertTrue(player(bob, "ann").getBoolean("away"));
        ann.comeBack();
        arena.pass(Duration.ofSeconds(1));
        assertFalse(player(bob, "ann").containsKey("away"));
        ann.leave();
        arena.pass(Duration.ofSeconds(1));
        assertEquals(1, bob.state().getJsonObject("players").size());
    }

    @Test
    void spectatorsSeeEverythingAndAreNoPlayers() {
        for (int i = 0; i < 16; i++) {
            join("p" + i);
        }
        assertEquals(
                Map.of("reason", "full", "limit", 16),
                arena.joinRefused("late", Map.of()).json().getMap());
        RoomPlayer eve = arena.join("eve", Map.of("watch", true));
        arena.pass(Duration.ofSeconds(1));
        eve.send("move", Map.of("x", 1, "y", 1));
        arena.pass(Duration.ofSeconds(1));
        assertEquals(16, eve.state().getJsonObject("players").size());
        assertEquals(1, eve.state().getInteger("watching"));
        eve.drop();
        arena.pass(Duration.ofSeconds(1));
        eve.comeBack();
        arena.kill();
        arena.pass(Duration.ofSeconds(1));
        assertEquals(16, eve.state().getJsonObject("players").size());
        assertEquals(1, eve.state().getInteger("watching"));
        RoomPlayer dan = arena.join("dan", Map.of("watch", true));
        eve.leave();
        arena.pass(Duration.ofSeconds(1));
        assertEquals(1, dan.state().getInteger("watching"));
        assertEquals(16, dan.state().getJsonObject("players").size());
    }
}
