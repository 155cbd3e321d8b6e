package dev.wingbeat.starter;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.wingbeat.Endpoint;
import dev.wingbeat.channel.JoinResult;
import dev.wingbeat.testkit.TestHub;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class WidgetSocketTest {

    private static final String SECRET = "a secret of this test, long enough to sign with: 64 characters.";

    private static final WidgetSocket SOCKET = new WidgetSocket(SECRET);

    /** Answers a join with who has joined. */
    @RegisterExtension
    static final TestHub HUB = TestHub.of(() -> Endpoint.builder()
            .socket(
                    "/socket",
                    SOCKET,
                    socket -> socket.channel(
                            "who:*",
                            () -> (topic, payload, joined) -> JoinResult.ok(Map.of("id", joined.get(WidgetSocket.ID)))))
            .build());

    @Test
    void tokenSaysWhoItIs() {
        var ann = HUB.connect(Map.of("token", SOCKET.tokenFor("ann")));
        var joined = ann.join(HUB.topic("who")).joined();
        assertEquals("ann", joined.json().getString("id"));
    }

    @Test
    void whoHasNoneOrAForgedOneDoesNotGetIn() {
        assertEquals(403, HUB.connectRefused(Map.of()));
        String forged = new WidgetSocket("another one: " + SECRET).tokenFor("ann");
        assertEquals(403, HUB.connectRefused(Map.of("token", forged)));
    }
}
