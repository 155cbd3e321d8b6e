package dev.wingbeat.starter;

import dev.wingbeat.app.Application;
import dev.wingbeat.channel.JoinResult;
import dev.wingbeat.connection.UserSocket;
import dev.wingbeat.testkit.Match;
import dev.wingbeat.testkit.TestChannel;
import dev.wingbeat.testkit.TestClient;
import dev.wingbeat.testkit.TestHub;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class WidgetPresenceTest {

    @RegisterExtension
    static final TestHub HUB = TestHub.ofApplication(WidgetPresenceTest::declare);

    /** A channel of this test: whoever joins is shown under the name that the join says. */
    private static void declare(Application app) {
        var presence = WidgetPresence.of(app);
        app.socket(
                UserSocket.acceptingAll(),
                routes -> routes.channel("widget:*", () -> (topic, payload, socket) -> {
                    presence.trackAfterJoin(socket, payload.json().getString("name"));
                    return JoinResult.ok();
                }));
    }

    @Test
    void everybodySeesWhoComesAndGoes() {
        String topic = HUB.topic("widget");
        TestChannel ann = HUB.connect().join(topic, Map.of("name", "Ann"));
        TestClient client = HUB.connect();
        TestChannel bob = client.join(topic, Map.of("name", "Bob"));
        ann.assertPresent("Bob", Map.of("since", Match.any()));
        bob.assertPresent("Ann");
        client.drop();
        ann.assertAbsent("Bob");
    }
}
