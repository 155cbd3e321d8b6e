package dev.wingbeat.management;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.Endpoint;
import dev.wingbeat.api.ApiKey;
import dev.wingbeat.channel.Channel;
import dev.wingbeat.channel.HandleResult;
import dev.wingbeat.channel.JoinResult;
import dev.wingbeat.channel.Socket;
import dev.wingbeat.conformance.TestServer;
import dev.wingbeat.connection.ConnectInfo;
import dev.wingbeat.connection.ConnectResult;
import dev.wingbeat.connection.OriginCheck;
import dev.wingbeat.connection.UserSocket;
import dev.wingbeat.jwt.Jwt;
import dev.wingbeat.jwt.JwtSocket;
import dev.wingbeat.limit.SlowPolicy;
import dev.wingbeat.metrics.Meter;
import dev.wingbeat.metrics.Metric;
import dev.wingbeat.presence.Presence;
import dev.wingbeat.protocol.Payload;
import dev.wingbeat.support.NeedsNettyFrames;
import dev.wingbeat.support.Patience;
import dev.wingbeat.support.Scrape;
import dev.wingbeat.support.client.EventStreamProbe;
import dev.wingbeat.support.client.HttpProbe;
import dev.wingbeat.websocket.WebSocketConnection;
import dev.wingbeat.websocket.WebSocketHandler;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a scraper sees of a node: each test looks at what has become more. */
class ScrapeTest {

    private static final Presence PRESENCE = Presence.create("scrape");

    @RegisterExtension
    static final TestServer SERVER = TestServer.of((fixture, config) -> Endpoint.builder()
            .socket(
                    "/socket",
                    new Guarded(),
                    routes -> routes.options(options -> options.maxChannels(3).maxNameSize(64))
                            .channel(
                                    "room:*",
                                    Room::new,
                                    options -> options.timedEvents("shout").slow(SlowPolicy.latest())))
            .rooms("match", IdleRoom::new, unchanged -> {})
            .socket(
                    "/tokens",
                    JwtSocket.of(Jwt.of(jwt -> jwt.jwks("https://issuer.example", "https://issuer.example/keys"))),
                    routes -> routes.channel("room:*", Room::new))
            .webSocket("/echo", Echo::new)
            .eventStream("/events/:topic", unchanged -> {})
            .presence(PRESENCE)
            .options(options -> options.from(config)
                    .managementPort(0)
                    .checkOrigin(OriginCheck.SAME_HOST)
                    .apiKeys(ApiKey.of("operator", "0".repeat(64), "read")))
            .build());

    private static final class Guarded implements UserSocket {
        @Override
        public ConnectResult connect(ConnectInfo connect) {
            return switch (String.valueOf(connect.param("as"))) {
                case "nobody" -> ConnectResult.refuse();
                case "crash" -> throw new IllegalStateException("as the test wants it");
                default -> ConnectResult.accept();
            };
        }
    }

    private static final class Room implements Channel {
        @Override
        public JoinResult join(String topic, Payload payload, Socket socket) {
            return switch (topic) {
                case "room:refused" -> JoinResult.error("no");
                case "room:crash" -> throw new IllegalStateException("as the test wants it");
                case "room:seen" -> {
                    PRESENCE.trackAfterJoin(socket, "somebody", Map.of());
                    yield JoinResult.ok();
                }
                default -> JoinResult.ok();
            };
        }

        @Override
        public HandleResult handleIn(String event, Payload payload, Socket socket) {
            switch (event) {
                case "shout" -> socket.broadcast("shout", payload);
                case "crash" -> throw new IllegalStateException("as the test wants it");
                default -> {}
            }
            return HandleResult.ok();
        }
    }

    private static final class Echo implements WebSocketHandler {
        @Override
        public void handleText(String text, WebSocketConnection connection) {
            connection.sendText(text);
        }
    }

    private static int port() {
        return SERVER.endpoint().managementPort();
    }

    /** The connections of the test before have been closed, but the node may not have noticed. */
    @BeforeEach
    void awaitQuiet() {
        Scrape.await(
                port(),
                now -> now.get("wingbeat_connections{mount=\"/socket\",transport=\"websocket\"}") == 0
                        && now.sum("wingbeat_channels") == 0);
    }

    /** Waits until a number has grown by so much since. */
    private static void assertGrows(Scrape before, String series, double by) {
        double wanted = before.get(series) + by;
        long end = System.nanoTime() + Patience.LIMIT.toNanos();
        while (Scrape.of(port()).get(series) != wanted && System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        assertEquals(wanted, Scrape.of(port()).get(series), series);
    }

    @Test
    void everyMetricOfTheCatalogueIsThereAndHasOneLineOfHelp() {
        assertEquals(401, HttpProbe.get("/api/v1/nodes").send(port()).status());
        var scraped = Scrape.of(port());
        var missing = new TreeSet<String>();
        for (Meter meter : Meter.values()) {
            String name = meter.fullName() + (meter.kind() == Metric.Kind.HISTOGRAM ? "_count" : "");
            if (!scraped.names().contains(name)) {
                missing.add(name);
            }
        }
        assertEquals(new TreeSet<>(), missing);
    }

    @Test
    void connectionsAreCountedByMountTransportAndEnd() {
        var before = Scrape.of(port());
        String socket = "{mount=\"/socket\",transport=\"websocket\"}";
        String raw = "{mount=\"/echo\",transport=\"raw\"}";
        String events = "{mount=\"/events/:topic\",transport=\"eventstream\"}";
        var client = SERVER.open();
        var echo = SERVER.open("/echo");
        SERVER.longPoll("/socket/longpoll?vsn=2.0.0");
        try (var stream = EventStreamProbe.open(SERVER.port(), HttpProbe.get("/events/room:1"))) {
            assertEquals(200, stream.head().status());
            assertGrows(before, "wingbeat_connections" + socket, 1);
            assertGrows(before, "wingbeat_connections" + raw, 1);
            assertGrows(before, "wingbeat_connections" + events, 1);
            assertGrows(before, "wingbeat_connections{mount=\"/socket\",transport=\"longpoll\"}", 1);
        }
        client.close();
        echo.reset();
        for (String ended : new String[] {socket, raw, events}) {
            assertGrows(before, "wingbeat_connections" + ended, 0);
            assertGrows(before, "wingbeat_connections_opened_total" + ended, 1);
        }
        assertGrows(before, "wingbeat_connections_closed_total{mount=\"/echo\",transport=\"raw\",code=\"gone\"}", 1);
        assertTrue(Scrape.of(port()).get("wingbeat_connect_seconds_count{mount=\"/socket\"}") > 0);
    }

    @Test
    void whoIsNotLetInIsCountedByReason() {
        var before = Scrape.of(port());
        assertEquals(
                403, SERVER.upgrade("/socket/websocket?vsn=2.0.0&as=nobody").status());
        assertEquals(500, SERVER.upgrade("/socket/websocket?vsn=2.0.0&as=crash").status());
        assertEquals(403, SERVER.upgrade("/socket/websocket?vsn=7.0.0").status());
        assertEquals(
                403,
                SERVER.upgrade("/socket/websocket?vsn=2.0.0", "origin: http://evil.example")
                        .status());
        assertEquals(400, SERVER.get("/socket/websocket?vsn=2.0.0").status());
        for (String reason : new String[] {"user", "crashed", "version", "origin", "malformed"}) {
            assertGrows(before, "wingbeat_connects_refused_total{mount=\"/socket\",reason=\"" + reason + "\"}", 1);
        }
    }

    @Test
    void channelsAndEventsAreCountedByPattern() {
        var before = Scrape.of(port());
        var client = SERVER.open();
        client.sendJson("['1','1','room:a','phx_join',{}]");
        client.nextPayload("phx_reply");
        client.sendJson(
                "['2','2','room:refused','phx_join',{}]",
                "['3','3','room:crash','phx_join',{}]",
                "['1','4','room:a','shout',{}]",
                "['1','5','room:a','whisper',{}]",
                "['5','6','room:seen','phx_join',{}]",
                "['6','7','room:c','phx_join',{}]",
                "['7','8','room:d','phx_join',{}]",
                "[null,'9','phoenix','heartbeat',{}]",
                "['9','10','lobby','phx_join',{}]",
                "['1','11','room:" + "x".repeat(70) + "','phx_join',{}]");
        assertGrows(before, "wingbeat_channels{pattern=\"room:*\"}", 3);
        assertGrows(before, "wingbeat_joins_total{pattern=\"room:*\",result=\"ok\"}", 3);
        assertGrows(before, "wingbeat_joins_total{pattern=\"room:*\",result=\"refused\"}", 1);
        assertGrows(before, "wingbeat_joins_total{pattern=\"room:*\",result=\"crashed\"}", 1);
        assertGrows(before, "wingbeat_joins_total{pattern=\"room:*\",result=\"limited\"}", 1);
        assertGrows(before, "wingbeat_join_seconds_count{pattern=\"room:*\"}", 4);
        assertGrows(before, "wingbeat_handle_in_seconds_count{pattern=\"room:*\",event=\"shout\"}", 1);
        assertGrows(before, "wingbeat_handle_in_seconds_count{pattern=\"room:*\",event=\"other\"}", 1);
        assertGrows(before, "wingbeat_heartbeats_total", 1);
        assertGrows(before, "wingbeat_unmatched_topics_total", 1);
        assertGrows(before, "wingbeat_limited_total{scope=\"connection\",limit=\"name_size\"}", 1);
        client.sendJson("['1','12','room:a','crash',{}]");
        assertGrows(before, "wingbeat_channel_crashes_total{pattern=\"room:*\"}", 1);
        assertGrows(before, "wingbeat_channels{pattern=\"room:*\"}", 2);
        client.close();
        assertGrows(before, "wingbeat_channels{pattern=\"room:*\"}", 0);
        assertGrows(before, "wingbeat_subscriptions", 0);
        assertTrue(Scrape.of(port()).get("wingbeat_presence_changes_total")
                > before.get("wingbeat_presence_changes_total"));
    }

    @Test
    @NeedsNettyFrames
    void messagesAndBroadcastsAreCounted() {
        var before = Scrape.of(port());
        var client = SERVER.open();
        client.join("room:many", "1");
        var other = SERVER.open();
        other.join("room:many", "1");
        String shout = "[\"1\",\"2\",\"room:many\",\"shout\",{\"n\":1}]";
        client.send(shout);
        assertEquals(1, other.nextPayload("shout").path("n").asInt());
        assertGrows(before, "wingbeat_messages_received_total{transport=\"websocket\",form=\"text\"}", 3);
        assertGrows(before, "wingbeat_broadcasts_total{from=\"here\"}", 1);
        client.send("[\"1\",\"3\",\"room:many\",\"crash\"");
        assertEquals(1011, client.awaitClose());
        assertGrows(before, "wingbeat_undecodable_total{reason=\"malformed\"}", 1);
        assertGrows(
                before,
                "wingbeat_connections_closed_total{mount=\"/socket\",transport=\"websocket\",code=\"1011\"}",
                1);
        var after = Scrape.of(port());
        assertTrue(after.sum("wingbeat_deliveries_total") >= before.sum("wingbeat_deliveries_total") + 2);
        assertTrue(after.sum("wingbeat_fanout_count") > before.sum("wingbeat_fanout_count"));
        assertTrue(after.get("wingbeat_message_bytes_bucket{direction=\"in\",le=\"64.0\"}") > 0);
        String received = "wingbeat_received_bytes_total{transport=\"websocket\"}";
        assertTrue(after.get(received) >= before.get(received) + shout.length());
    }

    @Test
    void oneBroadcastInManyIsTimed() {
        var client = SERVER.open();
        client.join("room:timed", "1");
        Scrape.await(port(), now -> {
            for (int i = 0; i < 100; i++) {
                SERVER.endpoint().localBroadcast("room:timed", "tick", Payload.EMPTY);
            }
            return now.get("wingbeat_delivery_seconds_count{from=\"here\"}") > 0;
        });
    }

    @Test
    void nothingThatClientsSayBecomesALabel() {
        var client = SERVER.open("/socket/websocket?vsn=2.0.0&as=mallory");
        client.join("room:mallory", "1");
        client.sendJson("['1','2','room:mallory','mallory',{}]", "['1','3','mallory','phx_join',{}]");
        client.nextPayload("phx_reply");
        var answer = HttpProbe.get("/metrics").send(port());
        assertFalse(answer.text().contains("mallory"));
    }

    @Test
    void scraperMayAskForOpenMetrics() {
        var answer = HttpProbe.get("/metrics")
                .with("accept", "application/openmetrics-text; version=1.0.0")
                .send(port());
        assertEquals("application/openmetrics-text; version=1.0.0; charset=utf-8", answer.header("content-type"));
        assertTrue(answer.text().endsWith("# EOF\n"), answer.text());
        assertTrue(answer.text().contains("# TYPE wingbeat info\n"), answer.text());
    }

    @Test
    void processTellsOfItselfToo() {
        var scraped = Scrape.of(port());
        assertTrue(scraped.get("jvm_memory_used_bytes{area=\"heap\"}") > 0);
        assertTrue(scraped.get("process_open_fds") > 0);
        assertTrue(scraped.sum("jvm_gc_collection_seconds_count") >= 0);
        assertEquals(1, scraped.get("wingbeat_ready"));
        assertEquals(1, scraped.get("wingbeat_members"));
        assertEquals(1, scraped.sum("wingbeat_info"));
        var loops = scraped.series().keySet().stream()
                .filter(name -> name.startsWith("wingbeat_loop_busy_ratio"))
                .toList();
        assertEquals(2, loops.size());
        Scrape.await(port(), now -> now.get("wingbeat_loop_delay_seconds_count") > 8);
    }

    @Test
    void applicationsReadTheSameFiguresWithoutThoseOfTheJvm() {
        var names = SERVER.endpoint().metrics().stream().map(Metric::name).toList();
        assertTrue(names.contains("wingbeat_joins_total"));
        assertEquals(
                names.size(),
                names.stream().filter(name -> name.startsWith("wingbeat_")).count());
    }
}
