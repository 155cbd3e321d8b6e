package dev.wingbeat.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.channel.StopReason;
import dev.wingbeat.conformance.Proves;
import dev.wingbeat.connection.DisconnectReason;
import dev.wingbeat.protocol.Payload;
import dev.wingbeat.support.LogRecords;
import dev.wingbeat.transport.LongPollClient.Answer;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LongPollEndTest {

    private static final String HEARTBEAT = "[null,\"7\",\"phoenix\",\"heartbeat\",{}]";

    private LongPollNode node;

    void start(Duration window) {
        node = new LongPollNode(new LongPollOptions().window(window).maxBuffered(2_000));
    }

    @AfterEach
    void stop() {
        node.close();
    }

    @Test
    @Proves("LP-15")
    void connectionThatIsNotPolledEndsAlthoughItPosts() throws Exception {
        start(LongPollNode.WINDOW);
        var client = node.client().open();
        long begin = System.nanoTime();
        client.join("room:a");
        int posts = 0;
        while (client.post("[\"stale\",\"2\",\"room:a\",\"echo\",{}]").status() == 200) {
            posts++;
        }
        var lasted = Duration.ofNanos(System.nanoTime() - begin);
        assertEquals(StopReason.INACTIVE, LongPollNode.next(node.endings));
        assertTrue(posts > 0);
        assertTrue(lasted.compareTo(LongPollNode.WINDOW.multipliedBy(3).dividedBy(2)) >= 0, lasted::toString);
        assertEquals(0, node.servers.size());
        assertEquals(0, node.sockets(0));
        assertEquals(410, client.poll().status());
    }

    @Test
    void connectionThatIsPolledLives() {
        start(LongPollNode.WINDOW);
        boolean punctual = false;
        while (!punctual) {
            punctual = pollsAndLives();
        }
    }

    /** Posts and polls for a while; false when this thread was held up so long that the server may well give it up. */
    private boolean pollsAndLives() {
        long window = LongPollNode.WINDOW.toNanos();
        long begin = System.nanoTime();
        node.endings.clear();
        var client = node.client().open();
        for (long last = begin; last - begin < 4 * window; ) {
            int posted = client.post(HEARTBEAT).status();
            int polled = client.poll().status();
            long now = System.nanoTime();
            if (now - last > window) {
                return false;
            }
            assertEquals(List.of(200, 200), List.of(posted, polled));
            last = now;
        }
        assertEquals(List.of(), List.copyOf(node.endings));
        return true;
    }

    @Test
    void standstillOfTheLoopIsNoSilenceOfTheClient() {
        start(Duration.ofSeconds(1));
        var client = node.client().open();
        node.standStill(0, Duration.ofMillis(1_750), Duration.ofSeconds(4)); // right behind a look at who polls
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(8);
        while (System.nanoTime() - end < 0) {
            assertEquals(204, client.poll().status());
        }
        assertEquals(List.of(), List.copyOf(node.endings));
    }

    @ParameterizedTest
    @EnumSource(names = {"DISCONNECT", "DRAINING"})
    @Proves("LP-21")
    void endIsSilentForThePollThatWaitsAndTheNextOneOpensAnew(DisconnectReason reason) throws Exception {
        start(Duration.ofSeconds(1));
        var client = node.client().open().join("room:a");
        var poll = client.pollLater();
        node.untilWaiting(client, Objects::nonNull);
        if (reason == DisconnectReason.DISCONNECT) {
            node.pubSub.broadcast("user:1", "disconnect", Map.of());
        } else {
            node.close(0, reason);
        }
        assertEquals(StopReason.of(reason), LongPollNode.next(node.endings));
        Answer answer = poll.get(LongPollNode.SECONDS, TimeUnit.SECONDS);
        assertEquals(
                new JsonObject().put("status", 204).put("token", client.token).put("messages", List.of()),
                answer.json());
        Answer next = client.poll();
        assertEquals(410, next.status());
        assertNotEquals(client.token, next.json().getString("token"));
        assertEquals(410, client.post(HEARTBEAT).status());
    }

    @Test
    void messagesSentAheadOfTheEndReachThePollThatWaits() throws Exception {
        start(Duration.ofHours(1));
        var client = node.client().open().join("room:a");
        var poll = client.pollLater();
        node.untilWaiting(client, Objects::nonNull);
        node.pubSub.broadcast("room:a", "last", Map.of());
        node.pubSub.broadcast("user:1", "disconnect", Map.of());
        var messages = poll.get(LongPollNode.SECONDS, TimeUnit.SECONDS).messages();
        assertEquals(1, messages.size());
        assertEquals("last", messages.getFirst().getString(3));
    }

    @Test
    @Proves("BC-11")
    void clientThatLetsTooMuchPileUpIsClosed() throws Exception {
        start(Duration.ofHours(1));
        var client = node.client().open().join("room:a");
        node.pubSub.broadcast("room:a", "fits", Map.of("text", "x".repeat(900)));
        node.pubSub.broadcast("room:a", "fits", Map.of("text", "x".repeat(900)));
        assertEquals(2, client.poll().messages().size());
        for (int i = 0; i < 4; i++) {
            node.pubSub.broadcast("room:a", "too much", Map.of("text", "x".repeat(900)));
        }
        assertEquals(StopReason.of(DisconnectReason.SLOW_CONSUMER), LongPollNode.next(node.endings));
        assertEquals(410, client.poll().status());
    }

    @Test
    void clientBetweenTwoPollsKeepsOneMessageOfAnySizeAndWhatFitsBeside() throws Exception {
        start(Duration.ofHours(1));
        var client = node.client().open().join("room:a");
        node.pubSub.broadcast("room:a", "small", Map.of("text", "x".repeat(900)));
        node.pubSub.broadcast("room:a", "large", Map.of("text", "x".repeat(1_100_000)));
        node.pubSub.broadcast("room:a", "small", Map.of("text", "x".repeat(900)));
        assertEquals(3, client.poll().messages().size());
        assertEquals(
                200,
                client.post("[\"1\",\"2\",\"room:a\",\"echo\",{\"own\":\"" + "x".repeat(1_000_000) + "\"}]")
                        .status());
        assertEquals(1, client.poll().messages().size());
        assertEquals(200, client.post(HEARTBEAT).status());
    }

    @Test
    void pollThatWaitsTakesAMessageOfAnySize() throws Exception {
        start(Duration.ofHours(1));
        var client = node.client().open().join("room:a");
        var poll = client.pollLater();
        node.untilWaiting(client, Objects::nonNull);
        node.pubSub.broadcast("room:a", "large", Map.of("text", "x".repeat(5_000)));
        assertEquals(
                1, poll.get(LongPollNode.SECONDS, TimeUnit.SECONDS).messages().size());
        assertEquals(200, client.post(HEARTBEAT).status());
    }

    @Test
    void binaryMessagesAreDroppedWithOneWarningAndNothingElse() {
        start(Duration.ofHours(1));
        var client = node.client().open().join("room:a");
        try (var log = LogRecords.of("dev.wingbeat")) {
            node.pubSub.broadcast("room:a", "bytes", Payload.binary(new byte[] {(byte) 0xFF, (byte) 0xFE}));
            node.pubSub.broadcast("room:a", "bytes", Payload.binary("é".getBytes(StandardCharsets.UTF_8)));
            node.pubSub.broadcast("room:a", "marker", Map.of());
            var messages = client.poll().json().getJsonArray("messages");
            assertEquals(List.of("[null,null,\"room:a\",\"marker\",{}]"), messages.getList());
            assertEquals(
                    List.of("dropping a binary message to a long-poll client, which cannot take it (expected: JSON)"),
                    log.messages());
        }
    }
}
