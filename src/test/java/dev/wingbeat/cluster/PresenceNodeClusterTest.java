package dev.wingbeat.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import dev.wingbeat.conformance.Proves;
import dev.wingbeat.support.client.HttpProbe;
import dev.wingbeat.support.client.WebSocketProbe;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Who is present while nodes come and go. */
class PresenceNodeClusterTest {

    private static final long START_SECONDS = 60;

    @RegisterExtension
    static final WingbeatCluster CLUSTER = new WingbeatCluster();

    private static String refOf(JsonNode entries, String key) {
        return entries.path(key).path("metas").path(0).path("phx_ref").textValue();
    }

    @Test
    @Proves({"TRK-07", "TRK-08"})
    void newNodeIsReadyWithTheWholeListAndTakesItsOwnAlongWhenItStops() throws Exception {
        var topic = "presence:" + CLUSTER.topic();
        var alice = CLUSTER.open(0, "/socket/websocket?vsn=2.0.0&user_id=Alice");
        alice.join(topic);
        alice.nextPayload("presence_state");
        var ref = refOf(alice.nextPayload("presence_diff").path("joins"), "Alice");
        var node = CLUSTER.startAnother().await(START_SECONDS, TimeUnit.SECONDS);
        try (var bob = WebSocketProbe.open(node.port(), HttpProbe.upgrade("/socket/websocket?vsn=2.0.0&user_id=Bob"))) {
            bob.join(topic);
            assertEquals(ref, refOf(bob.nextPayload("presence_state"), "Alice"));
            var bobs = refOf(bob.nextPayload("presence_diff").path("joins"), "Bob");
            assertEquals(bobs, refOf(alice.nextPayload("presence_diff").path("joins"), "Bob"));
            var unused = node.endpoint().stop();
            assertEquals(bobs, refOf(alice.nextPayload("presence_diff").path("leaves"), "Bob"));
        } finally {
            WingbeatCluster.stop(node);
        }
        alice.expectNothingBeforeHeartbeat();
    }
}
