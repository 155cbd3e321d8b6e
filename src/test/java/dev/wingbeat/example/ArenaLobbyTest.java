package dev.wingbeat.example;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.wingbeat.support.Patience;
import dev.wingbeat.testkit.TestClient;
import dev.wingbeat.testkit.TestHub;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The game as its players see it, on two nodes: what its author would write with the test kit. */
class ArenaLobbyTest {

    /** The same on all nodes. */
    private volatile String secret = "";

    @RegisterExtension
    final TestHub hub = TestHub.clusterOfApplication(2, List.of(Arena.PLAYERS), app -> {
                secret = app.config().endpoint().secretKeyBase();
                Arena.declare(app);
            })
            .patience(Patience.LIMIT);

    private TestClient player(String name, int node) {
        String token = Arena.tokens(secret).sign(name);
        return hub.connect(options -> options.param("token", token).node(node));
    }

    @Test
    void strangersAreTurnedAway() {
        assertEquals(403, hub.connectRefused(Map.of("token", "forged")));
    }

    @Test
    void playersOnDifferentNodesAreCalledToAMatch() {
        var ann = player("Ann", 0).join(Arena.LOBBY);
        ann.assertPresent("Ann", Map.of("level", 1));
        ann.refutePush("match");
        var bob = player("Bob", 1).join(Arena.LOBBY);
        ann.assertPresent("Bob");
        ann.assertPush("match", Map.of("players", 2));
        bob.assertPush("match");
    }

    @Test
    void chatIsHeardByAllAndReadsItsPayloadStrictly() {
        String topic = hub.topic("chat");
        var ann = player("Ann", 0).join(topic);
        var bob = player("Bob", 1).join(topic);
        bob.push("say", Map.of("text", "hello")).assertReply("ok");
        ann.assertPush("said", Map.of("by", "Bob", "text", "hello"));
        bob.push("say", Map.of("text", 7))
                .assertReply("error", Map.of("reason", "bad_payload", "path", "text", "expected", "string"));
    }

    @Test
    void nodeThatStopsSaysSoFirst() {
        var bobs = player("Bob", 1);
        var bob = bobs.join(Arena.LOBBY);
        hub.stop(1);
        bob.assertPush("closing");
        bobs.assertDisconnected(1012);
    }

    @Test
    void playersOfANodeThatDiesLeaveTheLobby() {
        var ann = player("Ann", 0).join(Arena.LOBBY);
        player("Bob", 1).join(Arena.LOBBY);
        ann.assertPresent("Bob");
        hub.kill(1);
        ann.assertAbsent("Bob");
    }
}
