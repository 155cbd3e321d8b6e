package dev.wingbeat.transport;

import static dev.wingbeat.transport.LongPollClient.NDJSON;
import static dev.wingbeat.transport.LongPollClient.ok;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.channel.StopReason;
import dev.wingbeat.conformance.Proves;
import dev.wingbeat.connection.DisconnectReason;
import dev.wingbeat.transport.LongPollClient.Answer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LongPollPostTest {

    private static LongPollNode node;

    @BeforeAll
    static void start() {
        node = new LongPollNode(LongPollNode.config().maxBodySize(10_000));
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @Test
    @Proves({"LP-05", "LP-14"})
    void postIsAnsweredWithNothingButItsStatus() {
        Answer answer = node.client().open().post("[null,\"1\",\"phoenix\",\"heartbeat\",{}]");
        assertEquals("{\"status\":200}", answer.text());
        assertEquals("application/json; charset=utf-8", answer.header("content-type"));
        assertEquals("*", answer.header("access-control-allow-origin"));
        assertEquals("no-store", answer.header("cache-control"));
    }

    @Test
    @Proves("LP-05")
    void errorRepliesComeByPollToo() {
        var client = node.client().open();
        assertEquals(200, client.post("[\"1\",\"1\",\"room:none\",\"echo\",{}]").status());
        var reply = new JsonObject()
                .put("status", "error")
                .put("response", new JsonObject().put("reason", "unmatched topic"));
        assertEquals(
                List.of(new JsonArray()
                        .addNull()
                        .add("1")
                        .add("room:none")
                        .add("phx_reply")
                        .add(reply)),
                client.poll().messages());
    }

    @Test
    @Proves({"LP-06", "LP-20"})
    void linesOfABatchAreHandledInOrder() {
        var client = node.client().open();
        client.post(
                "[\"1\",\"1\",\"room:a\",\"phx_join\",{}]",
                "",
                "[\"1\",\"2\",\"room:a\",\"echo\",{\"a\":1}]\r",
                "[\"1\",\"3\",\"room:a\",\"echo\",{\"a\":2}]",
                "");
        assertEquals(
                List.of(
                        ok("1", "1", "room:a", "{}"),
                        ok("1", "2", "room:a", "{\"a\":1}"),
                        ok("1", "3", "room:a", "{\"a\":2}")),
                client.poll().messages());
    }

    @Test
    @Proves("LP-09")
    void linesBeyondAHundredAreIgnored() {
        var client = node.client().open();
        client.post(IntStream.range(0, 103)
                .mapToObj(i -> "[null,\"" + i + "\",\"phoenix\",\"heartbeat\",{}]")
                .toArray(String[]::new));
        client.post("[null,\"marker\",\"phoenix\",\"heartbeat\",{}]");
        var refs = client.poll().messages().stream()
                .map(message -> message.getString(1))
                .toList();
        assertEquals(101, refs.size());
        assertEquals(List.of("99", "marker"), refs.subList(99, 101));
    }

    @Test
    @Proves("LP-08")
    void base64LineIsABinaryFrame() {
        var client = node.client().open();
        client.post("[\"1\",\"1\",\"room:lp\",\"phx_join\",{}]", "AAEBBwQxNHJvb206bHBzaXplAQID");
        var messages = client.poll().messages();
        assertEquals(List.of(ok("1", "1", "room:lp", "{}"), ok("1", "4", "room:lp", "{\"bytes\":3}")), messages);
    }

    @Test
    void lineThatIsNotBase64Is500AndTheConnectionSurvives() {
        var client = node.client().open();
        assertEquals(
                500,
                client.post("[null,\"1\",\"phoenix\",\"heartbeat\",{}]", "{\"topic\":\"phoenix\"}")
                        .http());
        client.post("[null,\"marker\",\"phoenix\",\"heartbeat\",{}]");
        assertEquals("marker", client.poll().messages().getFirst().getString(1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json", "text/plain", "application/x-ndjson; charset=utf-8"})
    @Proves("LP-07")
    void bodyOfAnotherTypeIsOneMessage(String contentType) {
        var client = node.client().open();
        byte[] one = "[null,\"1\",\"phoenix\",\"heartbeat\",{}]".getBytes(StandardCharsets.UTF_8);
        assertEquals(200, client.post(contentType, one).status());
        assertEquals("1", client.poll().messages().getFirst().getString(1));
    }

    @Test
    void batchOfAnotherTypeIsUndecodable() {
        byte[] two = "[null,\"1\",\"phoenix\",\"heartbeat\",{}]\n[null,\"2\",\"phoenix\",\"heartbeat\",{}]"
                .getBytes(StandardCharsets.UTF_8);
        try (var brief = LongPollNode.brief()) {
            assertEquals(
                    408,
                    brief.client()
                            .open()
                            .post("application/x-ndjson; charset=utf-8", two)
                            .status());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"garbage", "", "[1,2]", "[\"1\",\"1\",\"a\",\"b\",\"\u0080\"]"})
    @Proves({"LP-16", "MSG-07"})
    void undecodableMessageEndsThisConnectionOnly(String body) throws Exception {
        var neighbour = node.client().open().join("room:garbage");
        var client = node.client().open().join("room:garbage");
        node.endings.clear();
        var unused = client.postLater("application/json", body.getBytes(StandardCharsets.ISO_8859_1));
        var reason = body.contains("\u0080") ? DisconnectReason.INVALID_UTF8 : DisconnectReason.MALFORMED;
        assertEquals(StopReason.of(reason), LongPollNode.next(node.endings));
        assertEquals(
                410, client.post("[null,\"1\",\"phoenix\",\"heartbeat\",{}]").status());
        Answer next = client.poll();
        assertEquals(410, next.status());
        assertTrue(next.json().getJsonArray("messages").isEmpty());
        neighbour.post("[\"1\",\"2\",\"room:garbage\",\"echo\",{}]");
        assertEquals(
                List.of(ok("1", "2", "room:garbage", "{}")), neighbour.poll().messages());
    }

    @Test
    @Proves("LP-16")
    void postOfAnUndecodableMessageIsAnsweredAfterTheWindow() {
        try (var brief = LongPollNode.brief()) {
            var client = brief.client().open();
            long begin = System.nanoTime();
            assertEquals("{\"status\":408}", client.post("garbage").text());
            assertTrue(Duration.ofNanos(System.nanoTime() - begin).compareTo(LongPollNode.WINDOW) >= 0);
        }
    }

    @Test
    void messagesAheadOfAnUndecodableOneAreServed() {
        var client = node.client().open();
        var poll = client.pollLater();
        node.untilWaiting(client, waiting -> waiting != null);
        String messagesAndGarbage = """
                [null,"1","phoenix","heartbeat",{}]
                [garbage
                [null,"2"]""";
        var unused = client.postLater(NDJSON, messagesAndGarbage.getBytes(StandardCharsets.UTF_8));
        var messages = poll.join().messages();
        assertEquals(1, messages.size());
        assertEquals("1", messages.getFirst().getString(1));
    }

    @Test
    void bodyAboveTheLimitIs400AndTheConnectionSurvives() {
        var client = node.client().open();
        String message = "[null,\"1\",\"phoenix\",\"heartbeat\",{}]";
        byte[] largest = (message + "\n".repeat(10_000 - message.length())).getBytes(StandardCharsets.UTF_8);
        assertEquals(200, client.post(NDJSON, largest).status());
        assertEquals(400, client.post(NDJSON, new byte[10_001]).http());
        assertEquals(400, client.post(NDJSON, new byte[1_000_000]).http());
        assertEquals("1", client.poll().messages().getFirst().getString(1));
    }

    @Test
    void bodyOfARefusedPostIsSkippedOnTheSameTcpConnection() throws IOException {
        String body = "[null,\"1\",\"phoenix\",\"heartbeat\",{}]";
        String post = "POST /socket/acme/longpoll?vsn=2.0.0 HTTP/1.1\r\nhost: localhost\r\ncontent-type: " + NDJSON
                + "\r\ncontent-length: " + body.length() + "\r\n\r\n" + body;
        try (var raw = new Socket(InetAddress.getLoopbackAddress(), node.port(0))) {
            raw.setSoTimeout((int) Duration.ofSeconds(LongPollNode.SECONDS).toMillis());
            for (int i = 0; i < 2; i++) {
                raw.getOutputStream().write(post.getBytes(StandardCharsets.US_ASCII));
                var answer = new StringBuilder();
                while (!answer.toString().endsWith("{\"status\":410}")) {
                    int next = raw.getInputStream().read();
                    assertTrue(next >= 0, answer::toString);
                    answer.append((char) next);
                }
                assertTrue(answer.toString().startsWith("HTTP/1.1 200"), answer::toString);
            }
        }
    }

    @Test
    @Proves("LP-16")
    void postThatOverrunsTheWindowIs408() {
        try (var blocked = LongPollNode.brief()) {
            var client = blocked.client().open().join("room:a");
            client.port = blocked.port(1); // the loop of the connection is about to stand still
            assertEquals(
                    "{\"status\":408}",
                    client.post("[\"1\",\"2\",\"room:a\",\"block\",{}]").text());
            blocked.unblock.countDown();
            assertEquals(List.of(ok("1", "2", "room:a", "{}")), client.poll().messages());
        }
    }

    @Test
    void joinThatTakesLongHoldsUpNeitherThePostNorTheConnection() {
        var client = node.client().open();
        assertEquals(
                200, client.post("[\"1\",\"1\",\"room:never\",\"phx_join\",{}]").status());
        assertEquals(
                200, client.post("[null,\"2\",\"phoenix\",\"heartbeat\",{}]").status());
        assertEquals("2", client.poll().messages().getFirst().getString(1));
    }
}
