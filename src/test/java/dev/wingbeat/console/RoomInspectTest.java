package dev.wingbeat.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.wingbeat.Endpoint;
import dev.wingbeat.api.ApiKey;
import dev.wingbeat.api.ApiKeys;
import dev.wingbeat.channel.HandleResult;
import dev.wingbeat.connection.UserSocket;
import dev.wingbeat.limit.LimitOptions;
import dev.wingbeat.protocol.Payload;
import dev.wingbeat.room.Player;
import dev.wingbeat.room.Room;
import dev.wingbeat.room.RoomContext;
import dev.wingbeat.support.Patience;
import dev.wingbeat.testkit.TestHub;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What operators see of a room, whichever node they ask. */
class RoomInspectTest {

    private static final String KEY = "the key of an operator who looks into rooms";

    @RegisterExtension
    static final TestHub HUB = TestHub.cluster(2, RoomInspectTest::endpoint).patience(Patience.LIMIT);

    /** Counts its ticks where all see it. */
    private static final class Counting implements Room {
        private @Nullable RoomContext here;
        private int ticks;

        @Override
        public void create(RoomContext room, Payload params) {
            here = room;
            room.state().put("motto", "m".repeat(1_000));
        }

        @Override
        public void tick(Tick tick) {
            RoomContext room = here;
            if (room != null) {
                room.state().put("ticks", ++ticks);
            }
        }

        @Override
        public HandleResult message(Player from, String event, Payload payload) {
            return HandleResult.ok();
        }

        @Override
        public @Nullable Payload snapshot() {
            return Payload.of("ticks", ticks);
        }
    }

    private static Endpoint endpoint() {
        return Endpoint.builder()
                .socket("/socket", UserSocket.acceptingAll())
                .rooms(
                        "arena",
                        Counting::new,
                        options -> options.createOnJoin(true).rate(100).snapshotEvery(Duration.ofMillis(100)))
                .options(options -> options.managementPort(0)
                        .limits(LimitOptions::off)
                        .apiKeys(ApiKey.of("olga", ApiKeys.digest(KEY), "console", "admin")))
                .build();
    }

    @Test
    void roomIsSeenWithItsTicksPlayersSnapshotAndState() {
        String topic = HUB.topic("arena");
        HUB.connect(1).join(topic);
        String named = "{'kind':'arena','id':'" + topic.substring(topic.indexOf(':') + 1) + "'}";
        for (int node = 0; node < 2; node++) {
            try (var console = ConsoleProbe.open(HUB.endpoint(node), KEY)) {
                // other nodes hear of a room, and of its backup, a moment after the player does
                JsonNode seen = console.asked("room.inspect", named).path("response");
                long end = System.nanoTime() + Patience.LIMIT.toNanos();
                while (!seen.path("backup").path("node").isTextual()) {
                    assertTrue(System.nanoTime() < end, seen::toString);
                    seen = console.asked("room.inspect", named).path("response");
                }
                String shown = seen.toString();
                assertEquals(topic, seen.path("room").path("topic").asText(), shown);
                JsonNode player = seen.path("players").path(0);
                assertEquals(
                        HUB.endpoint(1).pubSub().nodeName(), player.path("node").asText(), shown);
                assertTrue(player.path("connected").asBoolean(), shown);
                assertTrue(seen.path("ticks").path("slowest_ms").isNumber(), shown);
                assertTrue(seen.path("state").path("ticks").asInt() > 0, shown);
                assertEquals(
                        "m".repeat(200) + "…", seen.path("state").path("motto").asText());
                assertTrue(seen.path("state_bytes").asInt() > 1_000, shown);
                assertTrue(seen.path("backup").path("bytes").asInt() > 0, shown);
                assertFalse(seen.path("stands_still").asBoolean(true), shown);
            }
        }
    }

    @Test
    void roomThatIsNotThereIsNotFound() {
        try (var console = ConsoleProbe.open(HUB.endpoint(0), KEY)) {
            JsonNode refused = console.asked("room.inspect", "{'kind':'arena','id':'nowhere'}");
            assertEquals("not_found", refused.path("response").path("code").asText(), refused::toString);
        }
    }
}
