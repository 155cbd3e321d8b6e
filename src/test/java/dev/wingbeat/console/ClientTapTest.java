package dev.wingbeat.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.wingbeat.Endpoint;
import dev.wingbeat.api.ApiKey;
import dev.wingbeat.api.ApiKeys;
import dev.wingbeat.channel.Channel;
import dev.wingbeat.channel.HandleResult;
import dev.wingbeat.channel.JoinResult;
import dev.wingbeat.channel.Socket;
import dev.wingbeat.connection.Assign;
import dev.wingbeat.connection.Assigns;
import dev.wingbeat.connection.ConnectInfo;
import dev.wingbeat.connection.ConnectResult;
import dev.wingbeat.connection.UserSocket;
import dev.wingbeat.limit.RateLimit;
import dev.wingbeat.protocol.Payload;
import dev.wingbeat.support.Patience;
import dev.wingbeat.testkit.TestChannel;
import dev.wingbeat.testkit.TestClient;
import dev.wingbeat.testkit.TestHub;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What an operator sees of single clients of two nodes, by the console of one of them. */
class ClientTapTest {

    private static final String KEY = "the key of an operator who looks at clients";
    private static final String BUSY_KEY = "the key of an operator who asks all the time";
    private static final String VIEW_KEY = "the key of an operator who may only look";

    @RegisterExtension
    static final TestHub HUB = TestHub.cluster(2, ClientTapTest::endpoint).patience(Patience.LIMIT);

    private final String topic = HUB.topic("room");

    /** Lets in who has a name, by which he is known. */
    private static final class Names implements UserSocket {
        private static final Assign<String> NAME = Assign.of("name", String.class);

        @Override
        public ConnectResult connect(ConnectInfo info) {
            return ConnectResult.accept(NAME, info.param("name", "nobody"));
        }

        @Override
        public String id(Assigns assigns) {
            return "user:" + assigns.get(NAME);
        }
    }

    /** Answers with what it hears. */
    private static final class Echo implements Channel {
        @Override
        public JoinResult join(String topic, Payload payload, Socket socket) {
            return JoinResult.ok();
        }

        @Override
        public HandleResult handleIn(String event, Payload payload, Socket socket) {
            return HandleResult.ok(payload);
        }
    }

    private static Endpoint endpoint() {
        return Endpoint.builder()
                .socket(
                        "/socket",
                        new Names(),
                        routes -> routes.channel("room:*", Echo::new)
                                .channel(
                                        "slow:*",
                                        Echo::new,
                                        options -> options.limits(limits -> limits.messages(new RateLimit(0.01, 5)))))
                .options(options -> options.managementPort(0)
                        .limits(limits ->
                                limits.messages(new RateLimit(0.01, 50)).joins(null))
                        .apiKeys(
                                ApiKey.of("olga", ApiKeys.digest(KEY), "console", "admin"),
                                ApiKey.of("rita", ApiKeys.digest(BUSY_KEY), "console"),
                                ApiKey.of("vera", ApiKeys.digest(VIEW_KEY), "console")))
                .build();
    }

    /** Reads a tap until what it has shown is as expected. */
    private static List<String> read(ConsoleProbe console, String tap, Predicate<List<String>> expected) {
        var seen = new ArrayList<String>();
        long end = System.nanoTime() + Patience.LIMIT.toNanos();
        while (!expected.test(seen)) {
            assertTrue(System.nanoTime() < end, seen::toString);
            for (JsonNode node :
                    console.told("tap.read", "{'tap':'" + tap + "'}").path("items")) {
                for (JsonNode event : node.path("events")) {
                    seen.add(String.join(
                            " ",
                            event.path("kind").asText(),
                            event.path("event").asText(),
                            event.path("payload").asText()));
                }
            }
        }
        return seen;
    }

    @Test
    void clientIsSeenOnWhicheverNodeItIsAndWhenItComesBack() {
        try (ConsoleProbe console = ConsoleProbe.open(HUB.endpoint(0), KEY)) {
            console.told("tap.start", "{'tap':'of ann','socket_id':'user:ann'}");
            for (int node = 0; node < 2; node++) {
                int at = node;
                String room = topic + node;
                TestChannel ann = HUB.connect(
                                options -> options.param("name", "ann").node(at))
                        .join(room);
                HUB.connect(options -> options.param("name", "bob").node(at))
                        .join(room)
                        .push("said", Map.of("by", "bob"))
                        .assertReply("ok");
                ann.push("said", Map.of("by", "ann")).assertReply("ok");
                HUB.broadcast(room, "news", Map.of("n", at));
                ann.assertPush("news", Map.of("n", at));
                String news = "out news {\"n\":" + at + "}";
                List<String> seen = read(console, "of ann", events -> events.contains(news));
                assertEquals(
                        List.of(
                                "in phx_join {}",
                                "out phx_reply {\"status\":\"ok\",\"response\":{}}",
                                "in said {\"by\":\"ann\"}",
                                "out phx_reply {\"status\":\"ok\",\"response\":{\"by\":\"ann\"}}",
                                news),
                        seen.stream()
                                .filter(event -> !event.contains("heartbeat"))
                                .toList());
            }
            console.told("tap.stop", "{'tap':'of ann'}");
            assertEquals(
                    "error",
                    console.asked("tap.read", "{'tap':'of ann'}").path("status").asText());
        }
    }

    @Test
    void clientsOfBothTransportsAndVersionsAreSeenAndBytesAsDigits() {
        try (ConsoleProbe console = ConsoleProbe.open(HUB.endpoint(0), KEY)) {
            console.told("tap.start", "{'tap':'of eve','socket_id':'user:eve'}");
            HUB.connect(options -> options.param("name", "eve").longPoll())
                    .join(topic)
                    .push("polled", Map.of("n", 1))
                    .assertReply("ok");
            HUB.connect(options -> options.param("name", "eve").version1().node(1))
                    .join(topic)
                    .push("old", Map.of("n", 2))
                    .assertReply("ok");
            HUB.connect(options -> options.param("name", "eve"))
                    .join(topic)
                    .push("raw", Buffer.buffer(new byte[] {1, (byte) 0xab}))
                    .assertReply("ok");
            List<String> wanted =
                    List.of("in polled {\"n\":1}", "in old {\"n\":2}", "in raw 01ab", "out phx_reply 01ab");
            read(console, "of eve", seen -> seen.containsAll(wanted));
            console.told("tap.stop", "{'tap':'of eve'}");
        }
    }

    private static String connection(ConsoleProbe console, String name) {
        return console.told("connections", "{'socket_id':'user:" + name + "'}")
                .path("items")
                .path(0)
                .path("connection")
                .asText();
    }

    @Test
    void headersOfOneConnectionAreKeptOnceSomebodyWantsThem() {
        TestChannel kim =
                HUB.connect(options -> options.param("name", "kim").node(1)).join(topic);
        try (ConsoleProbe console = ConsoleProbe.open(HUB.endpoint(0), KEY);
                ConsoleProbe view = ConsoleProbe.open(HUB.endpoint(0), VIEW_KEY)) {
            String of = "{'connection':'" + connection(console, "kim") + "'}";
            assertEquals("{\"on\":false}", console.told("frames.read", of).toString());
            assertEquals(
                    "scope_missing",
                    view.asked("frames.start", of).path("response").path("code").asText());
            console.told("frames.start", of);
            kim.push("said", Map.of("text", "secret")).assertReply("ok");
            JsonNode log = console.told("frames.read", of);
            assertEquals("phx_reply", log.path("frames").path(0).path("event").asText(), log::toString);
            assertEquals("out", log.path("frames").path(0).path("direction").asText());
            assertEquals("said", log.path("frames").path(1).path("event").asText());
            assertEquals(topic, log.path("frames").path(1).path("topic").asText());
            assertTrue(log.path("left_ms").asLong() > 0 && !log.toString().contains("secret"), log::toString);
            console.told("frames.stop", of);
            assertEquals("{\"on\":false}", console.told("frames.read", of).toString());
            String audit = console.told("audit", "{}").toString();
            for (String action : List.of("frames.start", "frames.stop")) {
                assertTrue(audit.contains("\"who\":\"olga\",\"action\":\"" + action + "\""), audit);
            }
            assertTrue(!audit.contains("\"by\""), audit);
        }
    }

    @Test
    void connectionsAreSortedByTheirMessagesOnWhicheverNodeTheyAre() {
        TestChannel dan =
                HUB.connect(options -> options.param("name", "dan").node(1)).join(topic + "busy");
        HUB.connect(options -> options.param("name", "eve").node(0)).join(topic + "quiet");
        String question = "{'sort':'rate','limit':1}";
        try (ConsoleProbe console = ConsoleProbe.open(HUB.endpoint(0), BUSY_KEY)) {
            assertTrue(console.told("connections", question).findPath("rate").isMissingNode(), "counted before");
            long end = System.nanoTime() + Patience.LIMIT.toNanos();
            JsonNode first;
            do {
                for (int i = 0; i < 100; i++) {
                    HUB.broadcast(topic + "busy", "news", Map.of("n", i));
                    dan.assertPush("news", Map.of("n", i));
                }
                JsonNode reply = console.asked("connections", question); // a key may not ask all the time
                first = reply.path("response").path("items").path(0);
                assertTrue(System.nanoTime() < end, reply::toString);
            } while (first.path("rate").asDouble() < 1);
            assertEquals("user:dan", first.path("socket_id").asText());
        }
    }

    @Test
    void connectionShowsWhatIsLeftOfItsLimits() {
        TestClient client = HUB.connect(options -> options.param("name", "lee"));
        TestChannel room = client.join(topic);
        for (int i = 0; i < 7; i++) {
            room.push("said", Map.of()).assertReply("ok");
        }
        client.join(HUB.topic("slow")).push("said", Map.of()).assertReply("ok");
        try (ConsoleProbe console = ConsoleProbe.open(HUB.endpoint(0), KEY)) {
            JsonNode found = console.told("connection", "{'connection':'" + connection(console, "lee") + "'}");
            var left = new ArrayList<String>();
            found.path("limits")
                    .forEach(limit -> left.add(String.join(
                            " ",
                            limit.path("limit").asText(),
                            limit.path("topics").asText(),
                            limit.path("left").asText(),
                            limit.path("burst").asText())));
            assertTrue(left.contains("messages * 43 50"), left::toString);
            assertTrue(left.contains("messages slow:* 4 5"), left::toString);
            assertTrue(left.stream().anyMatch(limit -> limit.startsWith("bytes * ")), left::toString);
        }
    }
}
