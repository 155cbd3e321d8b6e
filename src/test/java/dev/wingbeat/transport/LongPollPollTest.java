package dev.wingbeat.transport;

import static dev.wingbeat.transport.LongPollClient.ok;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.conformance.Proves;
import dev.wingbeat.transport.LongPollClient.Answer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LongPollPollTest {

    private static LongPollNode node;

    @BeforeAll
    static void start() {
        node = new LongPollNode(LongPollNode.config());
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @Test
    @Proves("LP-02")
    void waitingMessagesComeAtOnceOldestFirstWithTheToken() {
        var client = node.client().open().join("room:a");
        client.post(
                "[\"1\",\"2\",\"room:a\",\"push\",{\"n\":3}]",
                "[\"1\",\"3\",\"room:a\",\"echo\",{\"q\":\"\\\"é\\\\\"}]");
        Answer answer = client.poll();
        assertEquals(client.token, answer.json().getString("token"));
        assertEquals(
                List.of(
                        pushed("room:a", 1),
                        pushed("room:a", 2),
                        pushed("room:a", 3),
                        ok("1", "3", "room:a", "{\"q\":\"\\\"é\\\\\"}")),
                answer.messages());
    }

    @Test
    @Proves("LP-03")
    void pollWithoutMessagesAnswers204AfterTheWindow() {
        try (var brief = LongPollNode.brief()) {
            var client = brief.client().open();
            long begin = System.nanoTime();
            Answer answer = client.poll();
            assertEquals(
                    new JsonObject()
                            .put("status", 204)
                            .put("token", client.token)
                            .put("messages", List.of()),
                    answer.json());
            assertTrue(Duration.ofNanos(System.nanoTime() - begin).compareTo(LongPollNode.WINDOW) >= 0);
            assertEquals("no-store", answer.header("cache-control"));
        }
    }

    @Test
    @Proves("LP-04")
    void waitingPollIsAnsweredAsSoonAsAMessageComes() throws Exception {
        try (var patient = new LongPollNode(new LongPollOptions().window(Duration.ofHours(1)))) {
            var client = patient.client().open().join("room:a");
            for (int i = 0; i < 20; i++) {
                var poll = client.pollLater();
                patient.pubSub.broadcast("room:a", "shout", Map.of("i", i));
                // either the poll was waiting, or the message: in both cases it is answered
                assertEquals(List.of(shout("room:a", i)), get(poll).messages());
            }
        }
    }

    @Test
    void messagesOfOneTurnComeTogether() throws Exception {
        try (var patient = new LongPollNode(new LongPollOptions().window(Duration.ofHours(1)))) {
            var client = patient.client().open().join("room:a");
            var poll = client.pollLater();
            patient.untilWaiting(client, Objects::nonNull);
            client.post("[\"1\",\"2\",\"room:a\",\"push\",{\"n\":50}]");
            assertEquals(50, get(poll).messages().size());
        }
    }

    @Test
    @Proves("LP-19")
    void laterOfTwoPollsGetsTheMessagesTheEarlierEndsWith204() throws Exception {
        try (var slower = new LongPollNode(new LongPollOptions().window(Duration.ofSeconds(1)))) {
            var client = slower.client().open().join("room:b");
            var earlier = client.pollLater();
            var first = slower.untilWaiting(client, Objects::nonNull);
            var later = client.pollLater();
            slower.untilWaiting(client, waiting -> waiting != null && !waiting.equals(first));
            client.post("[\"1\",\"2\",\"room:b\",\"echo\",{}]");
            assertEquals(List.of(ok("1", "2", "room:b", "{}")), get(later).messages());
            assertEquals(204, get(earlier).status());
        }
    }

    @Test
    void pollThatTheClientGaveUpLosesNoMessages() throws Exception {
        try (var patient = new LongPollNode(new LongPollOptions().window(Duration.ofHours(1)))) {
            var client = patient.client().open().join("room:c");
            try (var raw = new Socket(InetAddress.getLoopbackAddress(), patient.port(0))) {
                String request =
                        "GET " + client.path + "?token=" + client.token + " HTTP/1.1\r\nhost: localhost\r\n\r\n";
                raw.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
                patient.untilWaiting(client, Objects::nonNull);
            }
            patient.untilWaiting(client, Objects::isNull);
            client.post("[\"1\",\"2\",\"room:c\",\"echo\",{}]");
            assertEquals(List.of(ok("1", "2", "room:c", "{}")), client.poll().messages());
        }
    }

    @Test
    @Proves("LP-11")
    void headerTokenWinsOverTheQuery() {
        var client = node.client().open();
        var other = node.client().open();
        client.post("[null,\"1\",\"phoenix\",\"heartbeat\",{}]");
        other.post("[null,\"2\",\"phoenix\",\"heartbeat\",{}]");
        Answer answer = client.poll("x-phoenix-longpoll-token", other.token);
        assertEquals("2", answer.messages().getFirst().getString(1));
        Answer refused = client.poll("x-phoenix-longpoll-token", "bad");
        assertEquals(410, refused.status());
        Answer byHeader = LongPollClient.send(client.get("", "x-phoenix-longpoll-token", client.token));
        assertEquals("1", byHeader.messages().getFirst().getString(1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"bad", "", "SFMyNTY.AQ.AQ"})
    @Proves("LP-10")
    void badTokenOpensAnewOnGetAndIsGoneOnPost(String token) {
        var client = node.client();
        client.token = token;
        Answer answer = client.poll();
        assertEquals(410, answer.status());
        assertFalse(answer.json().getString("token").isEmpty());
        assertEquals(
                "{\"status\":410}",
                client.post("[null,\"1\",\"phoenix\",\"heartbeat\",{}]").text());
    }

    @Test
    @Proves("LP-10")
    void expiredTokenCountsAsBad() {
        try (var strict = new LongPollNode(LongPollNode.config().tokenMaxAge(Duration.ofNanos(1)))) {
            var client = strict.client().open();
            assertEquals(
                    410,
                    client.post("[null,\"1\",\"phoenix\",\"heartbeat\",{}]").status());
            Answer answer = client.poll();
            assertEquals(410, answer.status());
            assertNotEquals(client.token, answer.json().getString("token"));
        }
    }

    @Test
    void tokenOfAnotherMountCountsAsBad() {
        var client = node.client().open();
        var stranger = new LongPollClient(node.port(0), "/other/acme/longpoll");
        stranger.token = client.token;
        assertEquals(
                410, stranger.post("[null,\"1\",\"phoenix\",\"heartbeat\",{}]").status());
    }

    @Test
    @Proves("LP-17")
    void v1Works() {
        var client = node.client();
        client.vsn = "1.0.0";
        client.open();
        byte[] join = "{\"topic\":\"room:v1\",\"event\":\"phx_join\",\"payload\":{},\"ref\":\"1\"}"
                .getBytes(StandardCharsets.UTF_8);
        assertEquals(200, client.post("application/json", join).status());
        assertEquals(
                new JsonObject("{\"topic\":\"room:v1\",\"event\":\"phx_reply\",\"ref\":\"1\","
                        + "\"payload\":{\"status\":\"ok\",\"response\":{}}}"),
                new JsonObject(client.poll().json().getJsonArray("messages").getString(0)));
    }

    @Test
    void requestsMayComeInOnAnyLoop() {
        var client = node.client().open();
        for (int i = 0; i < 10; i++) {
            client.port = node.port(1 - i % 2);
            assertEquals(
                    200,
                    client.post("[null,\"" + i + "\",\"phoenix\",\"heartbeat\",{}]")
                            .status());
            client.port = node.port(i % 3 % 2);
            assertEquals(
                    Integer.toString(i), client.poll().messages().getFirst().getString(1));
        }
        assertEquals(0, node.sockets(1));
    }

    private static JsonArray pushed(String topic, int i) {
        return new JsonArray().add("1").addNull().add(topic).add("pushed").add(new JsonObject().put("i", i));
    }

    private static JsonArray shout(String topic, int i) {
        return new JsonArray().addNull().addNull().add(topic).add("shout").add(new JsonObject().put("i", i));
    }

    private static Answer get(CompletableFuture<Answer> poll) throws Exception {
        return poll.get(LongPollNode.SECONDS, TimeUnit.SECONDS);
    }
}
