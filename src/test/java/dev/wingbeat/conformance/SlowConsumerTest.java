package dev.wingbeat.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.wingbeat.Endpoint;
import dev.wingbeat.limit.SlowPolicy;
import dev.wingbeat.support.Json;
import dev.wingbeat.support.Patience;
import dev.wingbeat.support.Scrape;
import dev.wingbeat.support.Stats;
import dev.wingbeat.support.client.LongPollProbe;
import dev.wingbeat.support.client.WebSocketProbe;
import dev.wingbeat.transport.SocketOptions;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A client that takes nothing for a while, on topics where much is broadcast: what it misses is up to the route. */
class SlowConsumerTest {

    /** More than the kernel keeps for a client that does not read. */
    private static final int BROADCASTS = 4_000;

    private static final String DATA = "x".repeat(4_000);
    private static final int LARGEST = 1 << 20;
    private static final int KEPT = 10;
    private static final int IDS = 7;

    /** What may wait by the policies, in the connection's buffers, and for the neighbour. */
    private static final long MAX_HELD = (1 << 20) + (512 << 10);

    /** What may wait without a policy. */
    private static final int MAX_PENDING = 4 << 20;

    @RegisterExtension
    static final TestServer server = TestServer.of((fixture, config) -> {
        var builder = Endpoint.builder();
        fixture.app()
                .mount(
                        builder,
                        "/socket",
                        new SocketOptions()
                                .webSocket(webSocket -> webSocket.from(ConformanceApp.WEB_SOCKET))
                                .longPoll(longPoll -> longPoll.from(ConformanceApp.LONG_POLL)),
                        routes -> routes.channel("latest:*", MinimalChannel::new, o -> o.slow(SlowPolicy.latest()))
                                .channel("key:*", MinimalChannel::new, o -> o.slow(SlowPolicy.latest("id")))
                                .channel("oldest:*", MinimalChannel::new, o -> o.slow(SlowPolicy.dropOldest(KEPT)))
                                .channel("volatile:*", MinimalChannel::new, o -> o.slow(SlowPolicy.dropWhenSlow()))
                                .channel("all:*", MinimalChannel::new));
        return builder.options(options ->
                        options.from(config).managementPort(0).eventLoops(1).stallTimeout(Duration.ofMinutes(5)))
                .build();
    });

    private static void broadcast(String topic, int n) {
        server.endpoint().broadcast(topic, "tick", Map.of("n", n, "id", n % IDS, "d", DATA));
    }

    private static int number(String tick) {
        return Json.parse(tick).at("/4/n").asInt(-1);
    }

    /** Broadcasts so much that a stalled client misses some; its neighbour hears everything, and in time. */
    private static WebSocketProbe stallThrough(String topic) {
        var stalled = server.openWithoutReading("/socket/websocket?vsn=2.0.0", 4096);
        stalled.sendJson("['s','s','" + topic + "','phx_join',{}]");
        var neighbour = server.open();
        neighbour.join(topic);
        long most = 0;
        for (int n = 0; n < BROADCASTS; n++) {
            broadcast(topic, n);
            assertEquals(n, number(neighbour.nextText()));
            if (n % 100 == 0) {
                JsonNode stats = Stats.of(server.endpoint().managementPort());
                most = Math.max(
                        most,
                        stats.path("heap_held").asLong()
                                + stats.path("direct_held").asLong());
            }
        }
        long held = most;
        assertTrue(held < MAX_HELD, () -> held + " bytes held");
        stalled.startReading();
        assertEquals("s", Json.parse(stalled.nextText()).path(1).asText());
        return stalled;
    }

    /** Returns the numbers that come up to the last one. */
    private static List<Integer> heardUntil(WebSocketProbe client, int last) {
        var heard = new ArrayList<Integer>();
        do {
            heard.add(number(client.nextText()));
        } while (heard.getLast() != last);
        return heard;
    }

    private static void assertAscends(List<Integer> heard) {
        assertEquals(List.copyOf(new TreeSet<>(heard)), heard);
        assertTrue(heard.size() < BROADCASTS, "nothing was missed");
        assertEquals(0, heard.getFirst());
    }

    private static double shed(String pattern, String policy) {
        return Scrape.of(server.endpoint().managementPort())
                .get("wingbeat_shed_total{pattern=\"" + pattern + "\",policy=\"" + policy + "\"}");
    }

    private static void assertGoesOn(WebSocketProbe client, String topic) {
        broadcast(topic, BROADCASTS);
        assertEquals(BROADCASTS, number(client.nextText()));
        client.expectNothingBeforeHeartbeat();
    }

    /** As much as three of them may be on the way to a member at a time, less than may wait behind one. */
    @Test
    void membersThatReadGetAllOfTheLargestMessages() throws Exception {
        int messages = 30;
        int ahead = 3;
        var members = new ArrayList<FutureTask<Boolean>>();
        var heard =
                Stream.generate(() -> new CountDownLatch(20)).limit(messages).toList();
        for (int i = 0; i < 20; i++) {
            var member = server.open();
            member.join("all:large");
            members.add(new FutureTask<>(() -> {
                for (int n = 0; n < messages; n++) {
                    String text = member.nextText();
                    assertEquals(LARGEST, text.length());
                    assertEquals(n, number(text));
                    heard.get(n).countDown();
                }
                member.expectNothingBeforeHeartbeat();
                return true;
            }));
        }
        members.forEach(Thread::startVirtualThread);
        for (int n = 0; n < messages; n++) {
            if (n >= ahead) {
                assertTrue(heard.get(n - ahead).await(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS));
            }
            String empty = "[null,null,\"all:large\",\"tick\",{\"n\":%d,\"d\":\"\"}]".formatted(n);
            var payload = new JsonObject().put("n", n).put("d", "x".repeat(LARGEST - empty.length()));
            server.endpoint().broadcast("all:large", "tick", payload);
        }
        for (var member : members) {
            assertTrue(member.get(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS));
        }
    }

    @Test
    @Proves("SLOW-02")
    void theLatestArrives() {
        double before = shed("latest:*", "latest");
        var stalled = stallThrough("latest:a");
        List<Integer> heard = heardUntil(stalled, BROADCASTS - 1);
        assertAscends(heard);
        assertEquals(BROADCASTS - heard.size(), shed("latest:*", "latest") - before);
        assertGoesOn(stalled, "latest:a");
    }

    @Test
    @Proves("SLOW-02")
    void theLatestOfEachKeyArrives() {
        var stalled = stallThrough("key:a");
        List<Integer> heard = heardUntil(stalled, BROADCASTS - 1);
        assertAscends(heard);
        for (int n = BROADCASTS - IDS; n < BROADCASTS; n++) {
            assertTrue(heard.contains(n), n + " is missing");
        }
        assertGoesOn(stalled, "key:a");
    }

    @Test
    @Proves("SLOW-03")
    void theLastArriveAndHowManyAreMissing() {
        var stalled = stallThrough("oldest:a");
        int next = 0;
        String text = stalled.nextText();
        while (number(text) == next) {
            next++;
            text = stalled.nextText();
        }
        int missing = BROADCASTS - KEPT - next;
        assertEquals(Json.parse("[\"s\",null,\"oldest:a\",\"slow\",{\"dropped\":" + missing + "}]"), Json.parse(text));
        for (int n = BROADCASTS - KEPT; n < BROADCASTS; n++) {
            assertEquals(n, number(stalled.nextText()));
        }
        assertEquals(missing, shed("oldest:*", "drop_oldest"));
        assertGoesOn(stalled, "oldest:a");
    }

    @Test
    @Proves("SLOW-04")
    void whatIsVolatileIsGone() {
        var stalled = stallThrough("volatile:a");
        stalled.sendJson("[null,'r','phoenix','heartbeat',{}]");
        var heard = new ArrayList<Integer>();
        String text = stalled.nextText();
        while (number(text) >= 0) {
            heard.add(number(text));
            text = stalled.nextText();
        }
        assertEquals("r", Json.parse(text).path(1).asText());
        assertAscends(heard);
        assertFalse(heard.contains(BROADCASTS - 1));
        assertEquals(BROADCASTS - heard.size(), shed("volatile:*", "volatile"));
        assertGoesOn(stalled, "volatile:a");
    }

    /** Without a policy everything waits up to a bound, and then the connection ends. */
    @Test
    void everythingWaitsUntilItIsTooMuch() {
        var stalled = server.openWithoutReading("/socket/websocket?vsn=2.0.0", 4096);
        stalled.sendJson("['s','s','all:a','phx_join',{}]");
        var neighbour = server.open();
        neighbour.join("all:a");
        int port = server.endpoint().managementPort();
        double closed = Scrape.of(port).sum("wingbeat_stalled_total");
        long most = 0;
        int n = 0;
        while (Scrape.of(port).sum("wingbeat_stalled_total") == closed) {
            for (int i = 0; i < 100; i++) {
                broadcast("all:a", n);
                assertEquals(n++, number(neighbour.nextText()));
            }
            JsonNode stats = Stats.of(port);
            most = Math.max(
                    most,
                    stats.path("heap_held").asLong() + stats.path("direct_held").asLong());
        }
        long held = most;
        assertTrue(held > 1 << 20 && held < MAX_PENDING + (512 << 10), () -> held + " bytes held");
        stalled.startReading();
        int code = stalled.awaitClose();
        assertTrue(code == 1013 || code == 1006, () -> "close code: " + code);
        neighbour.expectNothingBeforeHeartbeat();
    }

    /** What waits for the next poll is the buffer there: beyond 64 KiB of it, the policy decides. */
    @Test
    @Proves("SLOW-02")
    void theLatestArrivesByLongPoll() {
        LongPollProbe client = server.longPoll("/socket/longpoll?vsn=2.0.0");
        client.sendJson("['s','s','latest:b','phx_join',{}]");
        client.expect("['s','s','latest:b','phx_reply',{'status':'ok','response':{}}]");
        int count = 100;
        for (int n = 0; n < count; n++) {
            broadcast("latest:b", n);
        }
        var heard = new ArrayList<Integer>();
        long end = System.nanoTime() + Patience.LIMIT.toNanos();
        while (heard.isEmpty() || heard.getLast() != count - 1) {
            assertTrue(System.nanoTime() < end, heard::toString);
            client.messages().forEach(message -> heard.add(message.at("/4/n").asInt()));
        }
        assertEquals(List.copyOf(new TreeSet<>(heard)), heard);
        assertTrue(heard.size() < 30, heard::toString);
    }
}
