package dev.wingbeat.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.protocol.Payload;
import dev.wingbeat.pubsub.NodePubSub;
import dev.wingbeat.support.Patience;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Each assertion passes when it is right, and says what did arrive when it is wrong. */
class TestHubTest {

    @RegisterExtension
    static final TestHub HUB = TestHub.of(KitApp::endpoint).patience(Patience.LIMIT);

    private String topic;
    private TestClient ann;
    private TestChannel room;

    @BeforeEach
    void join() {
        topic = HUB.topic("room");
        ann = HUB.connect(Map.of("name", "ann"));
        room = ann.join(topic);
        room.push("quiet").refuteReply();
    }

    @AfterAll
    static void nothingIsSubscribedAnyMore() {
        var pubSub = (NodePubSub) HUB.endpoint(0).pubSub();
        for (long end = System.nanoTime() + Patience.LIMIT.toNanos();
                !pubSub.topics().isEmpty(); ) {
            assertTrue(System.nanoTime() < end, () -> "subscribed: " + pubSub.topics());
        }
    }

    /** Runs an assertion that fails, and returns what it says, the topic by its first word only. */
    private String failure(Runnable assertion) {
        return assertThrows(AssertionError.class, assertion::run)
                .getMessage()
                .replace(topic, "room")
                .replaceAll("\n  presence_[^\n]*", "");
    }

    /** Runs an assertion that waits for what does not come; it does not wait for long. */
    private String failureInTime(Runnable assertion) {
        HUB.patience(Duration.ofMillis(150));
        try {
            return failure(assertion);
        } finally {
            HUB.patience(Patience.LIMIT);
        }
    }

    @Test
    void joinGivesTheResponse() {
        assertEquals(Map.of("hello", "ann"), room.joined().json().getMap());
    }

    @Test
    void joinThatIsRefusedFails() {
        String secret = HUB.topic("room") + "-secret";
        var error = assertThrows(AssertionError.class, () -> ann.join(secret));
        assertEquals("join of " + secret + ": error {\"reason\":\"unauthorized\"} (expected: ok)", error.getMessage());
        assertEquals("unauthorized", ann.joinRefused(secret).json().getString("reason"));
    }

    @Test
    void refusalOfAJoinFailsWhenItIsAccepted() {
        String other = HUB.topic("room");
        var error = assertThrows(AssertionError.class, () -> ann.joinRefused(other));
        assertEquals("join of " + other + ": ok {\"hello\":\"ann\"} (expected: an error)", error.getMessage());
    }

    @Test
    void connectThatIsRefusedHasItsStatus() {
        assertEquals(403, HUB.connectRefused(Map.of()));
        var error = assertThrows(AssertionError.class, HUB::connect);
        assertTrue(error.getMessage().endsWith("HTTP status 403"), error::getMessage);
        error = assertThrows(AssertionError.class, () -> HUB.connectRefused(Map.of("name", "ann")));
        assertTrue(error.getMessage().endsWith("(expected: to be refused)"), error::getMessage);
    }

    @Test
    void replyIsMatchedByStatusAndPart() {
        room.push("ping", Map.of("a", 1, "b", 2)).assertReply("ok", Map.of("b", 2));
        assertEquals(1, room.push("ping", Map.of("a", 1)).reply().json().getInteger("a"));
        assertEquals("ok", room.push("ping").status());
        assertEquals(
                "reply to \"ping\" {\"a\":1} on room: ok {\"a\":1} (expected: error)",
                failure(() -> room.push("ping", Map.of("a", 1)).assertReply("error")));
        assertEquals(
                "reply to \"ping\" {\"a\":1} on room: ok {\"a\":1} (expected: ok {\"a\":2})",
                failure(() -> room.push("ping", Map.of("a", 1)).assertReply("ok", Map.of("a", 2))));
    }

    @Test
    void replyThatDoesNotComeOrShouldNot() {
        room.push("quiet").refuteReply();
        assertEquals(
                "reply to \"ping\" {} on room: ok {} (expected: no reply)",
                failure(() -> room.push("ping").refuteReply()));
        assertTrue(failureInTime(() -> room.push("quiet").assertReply("ok"))
                .startsWith("no reply to \"quiet\" {} on room (expected: ok); "));
        assertTrue(failure(() -> room.push("stop").assertReply("ok"))
                .startsWith("no reply to \"stop\" {} on room (expected: ok); the channel has ended with phx_close; "));
    }

    @Test
    void firstPushThatMatchesIsTakenOutAndOthersStay() {
        for (int i = 1; i <= 3; i++) {
            room.push("shout", Map.of("n", i, "kind", i % 2)).assertReply("ok");
        }
        room.assertPush("shout", Map.of("n", 2));
        assertEquals(1, room.assertPush("shout", Map.of("kind", 1)).json().getInteger("n"));
        room.assertPush("shout", Map.of("kind", 1, "n", 3));
        assertEquals(List.of(), room.pushes("shout"));
        room.refutePush("shout");
    }

    @Test
    void nextPushIsTheOldestOfAll() {
        room.assertNextPush("presence_state");
        room.assertNextPush("presence_diff");
        assertEquals(List.of(), room.pushes());
        room.push("shout", Map.of("n", 1)).assertReply("ok");
        assertEquals("""
                no push "later" as the next on room; arrived, newest last:
                  shout {"n":1}""", failure(() -> room.assertNextPush("later")));
        assertTrue(failure(() -> room.assertNextPush("shout", Map.of("n", 2)))
                .startsWith("no push \"shout\" with {\"n\":2} as the next on room; "));
        room.push("later", Map.of("ms", 1, "what", "x")).assertReply("ok");
        room.assertNextPush("shout", Map.of("n", 1));
        room.assertNextPush("later", Map.of("what", "x"));
        assertTrue(failureInTime(() -> room.assertNextPush("later"))
                .startsWith("no push \"later\" as the next on room within 0.15 s; "));
    }

    @Test
    void pushThatDoesNotComeShowsWhatDid() {
        room.push("shout", Map.of("n", 1)).assertReply("ok");
        room.push("shout", Map.of("n", 2)).assertReply("ok");
        room.assertPush("shout", Map.of("n", 1));
        assertEquals("""
                no push "shout" with {"n":3} on room within 0.15 s; arrived, newest last:
                  shout {"n":1} (asserted)
                  shout {"n":2}""", failureInTime(() -> room.assertPush("shout", Map.of("n", 3))));
        assertTrue(failureInTime(() -> room.assertPush("none")).startsWith("no push \"none\" on room within 0.15 s; "));
    }

    @Test
    void pushThatShouldNotComeShowsItself() {
        room.push("shout", Map.of("n", 1)).assertReply("ok");
        room.refutePush("shout", Map.of("n", 2));
        assertEquals("""
                push "shout" {"n":1} arrived on room (expected: no "shout"); arrived, newest last:
                  shout {"n":1}""", failure(() -> room.refutePush("shout")));
    }

    @Test
    void broadcastIsHeardAlsoWhereItIsInterceptedOrMeantForOthers() {
        HUB.broadcast(topic, "secret", Map.of("n", 1));
        room.assertBroadcast("secret", Map.of("n", 1));
        room.push("whisper", Map.of("n", 2)).assertReply("ok");
        room.assertBroadcast("shout");
        room.refuteBroadcast("shout");
        assertEquals(List.of(), room.pushes("secret"));
        assertEquals(List.of(), room.pushes("shout"));
        assertTrue(failureInTime(() -> room.assertBroadcast("shout", Map.of("n", 3)))
                .startsWith("no broadcast \"shout\" with {\"n\":3} on room within 0.15 s; arrived, newest last:"));
        HUB.broadcast(topic, "shout", Map.of("n", 4));
        assertTrue(failure(() -> room.refuteBroadcast("shout", Map.of("n", 4)))
                .startsWith("broadcast \"shout\" {\"n\":4} arrived on room (expected: no \"shout\" with {\"n\":4}); "));
    }

    @Test
    void topicWithoutAMemberIsHeardToo() {
        var news = HUB.subscribe("news");
        HUB.broadcast("news", "flash", Map.of("n", 1));
        news.assertBroadcast("flash", Map.of("n", 1));
        news.refuteBroadcast("flash", Map.of("n", 1));
    }

    @Test
    void bytesAreComparedAsSuch() {
        room.push("shout", new byte[] {1, 2, 3}).assertReply("ok");
        assertEquals("""
                no push "shout" with 2 bytes 0102 on room within 0.15 s; arrived, newest last:
                  shout 3 bytes 010203""", failureInTime(() -> room.assertPush("shout", new byte[] {1, 2})));
        room.assertPush("shout", Payload.binary(new byte[] {1, 2, 3}));
    }

    @Test
    void channelThatEndsIsClosedOrFailed() {
        room.refuteClosed();
        room.refuteError();
        assertTrue(failureInTime(room::assertClosed).startsWith("no phx_close on room; "));
        room.push("stop");
        room.assertClosed();
        assertTrue(failure(room::refuteClosed).startsWith("phx_close on room (expected: none); "));
        assertTrue(
                failure(room::assertError).startsWith("no phx_error on room; the channel has ended with phx_close; "));
        assertTrue(
                failure(() -> room.assertPush("shout")).startsWith("no push \"shout\" on room; the channel has ended"));
        room.rejoin().push("nobody handles this");
        room.assertError();
        assertTrue(failure(room::refuteError).startsWith("phx_error on room (expected: none); "));
        room.rejoin().leave();
    }

    @Test
    void presenceIsThatOfPhoenixJs() {
        var bob = HUB.connect(Map.of("name", "bob"));
        var his = bob.join(topic);
        room.assertPresent("bob", Map.of("mood", "calm"));
        his.assertPresent("ann");
        his.push("mood", Map.of("mood", "angry")).assertReply("ok");
        room.assertPresent("bob", Map.of("mood", "angry"));
        assertTrue(failureInTime(() -> room.assertPresent("bob", Map.of("mood", "calm")))
                .startsWith("\"bob\" is not present on room with a meta {\"mood\":\"calm\"}; present: [ann "));
        assertTrue(failureInTime(() -> room.assertAbsent("bob"))
                .startsWith("\"bob\" is present on room (expected: not to be); present: [ann "));
        bob.close();
        room.assertAbsent("bob");
        assertTrue(
                failureInTime(() -> room.assertPresent("bob")).startsWith("\"bob\" is not present on room; present: "));
        assertEquals(1, room.presences().list().size());
    }

    @Test
    void connectionEndsByOneSideOrTheOther() {
        ann.refuteDisconnected();
        assertEquals(
                "the connection is open (expected: to have ended)", failureInTime(() -> ann.assertDisconnected(1000)));
        ann.drop();
        ann.assertDisconnected(1006);
        assertEquals(
                "the connection has ended with code 1006 (expected: 1012)",
                failure(() -> ann.assertDisconnected(1012)));
        assertTrue(failure(ann::refuteDisconnected).endsWith("(expected: to be open)"));
        HUB.reconnect(ann).refuteDisconnected();
        room.push("ping").assertReply("ok");
    }

    @Test
    void firstVersionOfTheProtocolIsSpokenToo() {
        var old =
                HUB.connect(options -> options.param("name", "old").version1()).join(topic);
        old.push("ping", Map.of("n", 1)).assertReply("ok", Map.of("n", 1));
        HUB.broadcast(topic, "shout", Map.of("n", 2));
        old.assertPush("shout", Map.of("n", 2));
        old.assertPresent("ann");
        old.leave();
    }

    @Test
    void topicsAreNotThoseOfAnotherTest() {
        assertNotEquals(HUB.topic("room"), HUB.topic("room"));
        assertTrue(HUB.topic("room").startsWith("room:"));
        assertTrue(HUB.topic("room:lobby").startsWith("room:lobby-"));
    }
}
