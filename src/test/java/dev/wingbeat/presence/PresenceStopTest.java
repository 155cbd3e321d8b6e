package dev.wingbeat.presence;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.wingbeat.Endpoint;
import dev.wingbeat.channel.JoinResult;
import dev.wingbeat.connection.UserSocket;
import dev.wingbeat.support.Patience;
import dev.wingbeat.testkit.TestHub;
import io.vertx.core.Promise;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A stop forgets the channels that wait for the state of their topic, though an application keeps its endpoint. */
class PresenceStopTest {

    private static final String TOPIC = "room:lobby";
    private static final Presence PRESENCE =
            Presence.create("stopping", options -> options.burst(1).diffsPerSecond(1e-6));

    @RegisterExtension
    static final TestHub HUB = TestHub.of(() -> Endpoint.builder()
            .presence(PRESENCE)
            .socket(
                    "/socket",
                    UserSocket.acceptingAll(),
                    routes -> routes.channel("room:*", () -> (topic, payload, socket) -> {
                        var unused = PRESENCE.trackAfterJoin(socket, String.valueOf(socket.hashCode()), Map.of());
                        return JoinResult.ok();
                    }))
            .build());

    @Test
    void nobodyWaitsForAStateAfterwards() throws Exception {
        // the first takes the only diff, the second's waits, and so does the third's state behind it
        for (int i = 0; i < 3; i++) {
            HUB.connect().join(TOPIC);
        }
        var running = PresenceProbe.server(PRESENCE);
        LaneAnnouncer lane = running.announcers().lane(TOPIC);
        var context = running.tracker().context(TOPIC);
        HUB.endpoint(0).stop().await(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
        Promise<Integer> left = Promise.promise();
        context.runOnContext(ignored -> left.complete(lane.size()));
        assertEquals(0, left.future().await(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS));
    }
}
