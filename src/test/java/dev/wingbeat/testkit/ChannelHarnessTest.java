package dev.wingbeat.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.channel.Channel;
import dev.wingbeat.channel.HandleResult;
import dev.wingbeat.channel.JoinResult;
import dev.wingbeat.channel.Socket;
import dev.wingbeat.channel.SocketRef;
import dev.wingbeat.channel.StopReason;
import dev.wingbeat.presence.Presence;
import dev.wingbeat.protocol.Broadcast;
import dev.wingbeat.protocol.Payload;
import io.vertx.core.Promise;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ChannelHarnessTest {

    private final Presence presence = Presence.create("harness");
    private final ChannelHarness room = ChannelHarness.of(() -> new KitApp.Room(presence))
            .assign(KitApp.NAME, "ann")
            .presence(presence);

    private static String failure(Runnable assertion) {
        return assertThrows(AssertionError.class, assertion::run).getMessage();
    }

    @Test
    void joinAndPushAreAnsweredAtOnce() {
        assertEquals(
                "ann", room.begin("room:a", Map.of()).assertReply("ok").json().getString("hello"));
        room.push("ping", Map.of("n", 1)).assertReply("ok", Map.of("n", 1));
        room.push("quiet").refuteReply();
        assertEquals(
                "reply to \"ping\" {} on room:a: ok {} (expected: error)",
                failure(() -> room.push("ping").assertReply("error")));
        assertTrue(
                failure(() -> room.push("quiet").assertReply("ok")).startsWith("no reply to \"quiet\" {} on room:a"));
    }

    @Test
    void joinThatIsRefused() {
        assertEquals(
                "unauthorized", room.joinRefused("room:secret", Map.of()).json().getString("reason"));
        assertTrue(
                failure(() -> ChannelHarness.of(() -> new KitApp.Room(presence)).join("room:secret"))
                        .startsWith("reply to \"phx_join\" {} on room:secret: error {\"reason\":\"unauthorized\"}"));
        assertThrows(IllegalStateException.class, () -> room.join("room:again"));
    }

    @Test
    void broadcastsAreRecordedAndReachTheClientWhenTheyAreMeantForAll() {
        room.join("room:a");
        room.push("shout", Map.of("n", 1)).assertReply("ok");
        room.assertBroadcast("shout", Map.of("n", 1));
        room.assertPush("shout", Map.of("n", 1));
        room.push("whisper", Map.of("n", 2)).assertReply("ok");
        room.assertBroadcast("shout", Map.of("n", 2));
        room.refutePush("shout").refuteBroadcast("shout");
        room.broadcast("room:a", "shout", Map.of("n", 3)).assertPush("shout", Map.of("n", 3));
        room.broadcast("room:a", "secret", Map.of()).refutePush("secret");
        assertTrue(failure(() -> room.assertPush("shout", Map.of("n", 4)))
                .startsWith("no push \"shout\" with {\"n\":4} on room:a within 0.0 s; arrived, newest last:"));
        assertTrue(failure(() -> room.assertBroadcast("shout")).startsWith("no broadcast \"shout\" on room:a"));
    }

    @Test
    void timersGoByTheClockOfTheTest() {
        room.join("room:a");
        room.push("later", Map.of("ms", 3_600_000, "what", "second")).assertReply("ok");
        room.push("later", Map.of("ms", 1_000, "what", "first")).assertReply("ok");
        Instant begin = room.clock().instant();
        room.advance(Duration.ofMillis(999)).refutePush("later");
        room.advance(Duration.ofHours(2));
        assertEquals("first", room.assertPush("later").json().getString("what"));
        assertEquals("second", room.assertPush("later").json().getString("what"));
        assertEquals(
                Duration.ofHours(2).plusMillis(999),
                Duration.between(begin, room.clock().instant()));
    }

    @Test
    void presenceIsIncluded() {
        room.join("room:a");
        room.assertPush("presence_state", Map.of());
        room.assertPush("presence_diff", Map.of("joins", Map.of("ann", Map.of("metas", Match.any()))));
        assertEquals(1, presence.count("room:a"));
        room.push("mood", Map.of("mood", "angry")).assertReply("ok");
        room.assertPush("presence_diff", Map.of("joins", Map.of("ann", Map.of())));
        var meta = presence.getByKey("room:a", "ann").result().metas().getFirst();
        assertEquals("angry", meta.json().getString("mood"));
        assertEquals("1", meta.previousRef());
        room.terminate(StopReason.CLOSED).assertStopped(StopReason.CLOSED);
        assertEquals(Map.of(), presence.list("room:a").result());
    }

    @Test
    void channelEnds() {
        room.join("room:a");
        assertNull(room.stopped());
        assertEquals("the channel runs (expected: Normal[])", failure(() -> room.assertStopped(StopReason.NORMAL)));
        room.push("stop");
        room.assertStopped(StopReason.NORMAL);
        room.push("ping").refuteReply();
        assertEquals(
                "the channel has ended: Normal[] (expected: Shutdown[detail=left])",
                failure(() -> room.leave().assertStopped(StopReason.LEFT)));
    }

    @Test
    void exceptionIsThrownAndEndsTheChannel() {
        room.join("room:a");
        var thrown = assertThrows(IllegalStateException.class, () -> room.push("fail", Map.of("why", "because")));
        assertEquals("fail because", thrown.getMessage());
        room.assertStopped(StopReason.failure(thrown));
    }

    @Test
    void exceptionOfAFutureIsThrownToo() {
        room.join("room:a");
        assertEquals(
                "later",
                assertThrows(IllegalStateException.class, () -> room.push("fail later"))
                        .getMessage());
    }

    /** Answers when the test says so, listens in on other topics, and notes its end. */
    private static final class Slow implements Channel {
        private final Promise<HandleResult> answer = Promise.promise();
        private final List<Object> heard = new ArrayList<>();

        @Override
        public JoinResult join(String topic, Payload payload, Socket socket) {
            socket.subscribe("news");
            return JoinResult.state(() -> Map.of("size", 3));
        }

        @Override
        public HandleResult handleIn(String event, Payload payload, Socket socket) {
            if (event.equals("ask")) {
                return HandleResult.async(answer.future());
            }
            SocketRef ref = socket.ref();
            socket.sendSelf(ref);
            socket.pubSub().broadcast("elsewhere", "asked", Map.of());
            return HandleResult.noReply();
        }

        @Override
        public HandleResult handleInfo(Object message, Socket socket) {
            heard.add(message);
            if (message instanceof SocketRef ref) {
                ref.reply("ok", Map.of("by", "ref"));
            }
            return HandleResult.noReply();
        }

        @Override
        public void terminate(StopReason reason, Socket socket) {
            heard.add(reason);
        }
    }

    @Test
    void callbackThatDecidesLaterKeepsTheOthersWaiting() {
        var slow = new Slow();
        var harness = ChannelHarness.of(() -> slow);
        assertEquals(3, harness.begin("room:a", Map.of()).reply().json().getInteger("size"));
        var asked = harness.push("ask");
        var other = harness.push("other");
        asked.refuteReply();
        other.refuteReply();
        slow.answer.complete(HandleResult.ok(Map.of("n", 1)));
        asked.assertReply("ok", Map.of("n", 1));
        other.assertReply("ok", Map.of("by", "ref"));
        harness.assertBroadcast("elsewhere", "asked", Map.of());
    }

    @Test
    void otherTopicsAreHeardUntilTheEnd() {
        var slow = new Slow();
        var harness = ChannelHarness.of(() -> slow).join("room:a");
        harness.broadcast("news", "flash", Map.of("n", 1)).broadcast("weather", "rain", Map.of());
        harness.handleInfo("note").terminate(StopReason.CLOSED).handleInfo("too late");
        assertEquals(
                List.of(Broadcast.of("news", "flash", Map.of("n", 1)).event(), "note", StopReason.CLOSED),
                slow.heard.stream()
                        .map(heard -> heard instanceof Broadcast news ? news.event() : heard)
                        .toList());
    }
}
