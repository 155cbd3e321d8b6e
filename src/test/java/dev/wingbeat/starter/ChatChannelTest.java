package dev.wingbeat.starter;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.wingbeat.testkit.TestChannel;
import dev.wingbeat.testkit.TestClient;
import dev.wingbeat.testkit.TestHub;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ChatChannelTest {

    @RegisterExtension
    static final TestHub HUB = TestHub.ofApplication(Main::declare);

    private static TestClient connect(String name) {
        return HUB.connect(Map.of("name", name));
    }

    @Test
    void whatOneSaysReachesEverybody() {
        String room = HUB.topic("chat");
        TestChannel ann = connect("Ann").join(room);
        TestChannel bob = connect("Bob").join(room);
        ann.push("say", Map.of("text", "hello")).assertReply("ok");
        ann.assertPush("said", Map.of("from", "Ann", "text", "hello"));
        bob.assertPush("said", Map.of("from", "Ann", "text", "hello"));
    }

    @Test
    void everybodySeesWhoIsThere() {
        String room = HUB.topic("chat");
        TestChannel ann = connect("Ann").join(room);
        TestClient bob = connect("Bob");
        bob.join(room);
        ann.assertPresent("Bob");
        bob.drop();
        ann.assertAbsent("Bob");
    }

    @Test
    void whatIsNoTextIsRefused() {
        TestChannel ann = connect("Ann").join(HUB.topic("chat"));
        ann.push("say", Map.of("text", 42)).assertReply("error", Map.of("reason", "bad_payload", "path", "text"));
    }

    @Test
    void staffStayAmongThemselves() {
        var response = connect("Ann").joinRefused("chat:staff");
        assertEquals("unauthorized", response.json().getString("reason"));
    }

    @Test
    void whoHasNoNameDoesNotGetIn() {
        assertEquals(403, HUB.connectRefused(Map.of()));
    }
}
