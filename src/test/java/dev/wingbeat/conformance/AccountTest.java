package dev.wingbeat.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.wingbeat.Endpoint;
import dev.wingbeat.connection.OriginCheck;
import dev.wingbeat.support.NeedsNettyFrames;
import dev.wingbeat.support.Patience;
import dev.wingbeat.support.Stats;
import dev.wingbeat.support.client.EventStreamProbe;
import dev.wingbeat.support.client.HttpProbe;
import dev.wingbeat.support.client.WebSocketProbe;
import dev.wingbeat.transport.SocketOptions;
import dev.wingbeat.websocket.WebSocketHandler;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The account of the node beyond messages: what channels track, and what plain HTTP answers. */
class AccountTest {

    private static final int MAX_CLIENTS = 400;
    private static final int META = 20_000;

    /** The least that a channel is charged with; a join that is being read is less. */
    private static final int CHANNEL = 600;

    /** What a key, a {@code phx_ref} and the braces around them may add to a meta. */
    private static final int AROUND = 600;

    /** What others in this JVM may hold of direct memory for a moment. */
    private static final int NOISE = 4096;

    /** More than the kernel takes in for a client that does not read. */
    private static final int PAGE = 4 << 20;

    @RegisterExtension
    static final TestServer server = TestServer.of((fixture, config) -> {
        var builder = Endpoint.builder();
        fixture.app()
                .mount(
                        builder,
                        "/socket",
                        new SocketOptions().webSocket(webSocket -> webSocket.from(ConformanceApp.WEB_SOCKET)));
        fixture.app().mount(builder, "/polled", new SocketOptions().longPoll(true));
        var page = Buffer.buffer("x".repeat(PAGE));
        return builder.presence(fixture.app().presence())
                .eventStream(
                        "/events/:topic",
                        options -> options.checkOrigin(OriginCheck.NONE).heartbeat(Duration.ofMinutes(1)))
                .webSocket(
                        "/raw",
                        () -> new WebSocketHandler() {},
                        options -> options.checkOrigin(OriginCheck.NONE).idleTimeout(Duration.ofMinutes(10)))
                .web(router -> router.get("/page").handler(asked -> asked.end(page)))
                .options(options -> options.from(config)
                        .memoryPercent(2)
                        .managementPort(0)
                        .maxPending(16 << 20)
                        .stallTimeout(Patience.LIMIT))
                .build();
    });

    private JsonNode before;

    private static JsonNode stats() {
        return Stats.of(server.endpoint().managementPort());
    }

    private static JsonNode await(Predicate<JsonNode> condition) {
        return Stats.await(server.endpoint().managementPort(), condition);
    }

    private static long heap(JsonNode stats) {
        return stats.path("heap_held").asLong();
    }

    private static long direct(JsonNode stats) {
        return stats.path("direct_held").asLong();
    }

    private long held(JsonNode stats) {
        return heap(stats) + direct(stats) - direct(before);
    }

    /** Waits until so many bytes of the heap, or a little more, are held. */
    private static void awaitHeap(long least, long around) {
        await(stats -> heap(stats) >= least && heap(stats) <= least + around);
    }

    /** Waits until so many bytes of direct memory more than before, and hardly any beside, are held. */
    private void awaitDirect(long more) {
        long least = direct(before) + more;
        await(stats -> (direct(stats) >= least || more == 0) && direct(stats) <= least + NOISE);
    }

    @BeforeEach
    void untilNobodyIsThere() {
        before = await(stats -> stats.path("connections").asInt() == 0 && heap(stats) == 0);
    }

    private static void ask(WebSocketProbe client, String topic, String event, String key, int size) {
        client.sendJson("['1','2','%s','%s',{'k':'%s','m':{'d':'%s'}}]".formatted(topic, event, key, "x".repeat(size)));
    }

    @Test
    void metasAreChargedForAsLongAsTheyAreTracked() {
        var client = server.open();
        client.join("room:a");
        long alone = heap(await(stats -> heap(stats) > CHANNEL));
        client.join("room:b");
        long joined = heap(await(stats -> heap(stats) > alone + CHANNEL));
        ask(client, "room:a", "track", "k1", META);
        awaitHeap(joined + META, AROUND);
        ask(client, "room:a", "track", "k1", META); // it is tracked already
        ask(client, "room:a", "update", "k1", META / 2);
        awaitHeap(joined + META / 2, AROUND);
        ask(client, "room:a", "track", "k2", META);
        awaitHeap(joined + META + META / 2, 2 * AROUND);
        ask(client, "room:b", "track", "k1", META);
        awaitHeap(joined + 2 * META + META / 2, 3 * AROUND);
        ask(client, "room:a", "untrack", "k2", 0);
        awaitHeap(joined + META + META / 2, 2 * AROUND);
        client.sendJson("['1','3','room:b','phx_leave',{}]");
        awaitHeap(alone + META / 2, AROUND);
        client.sendJson("['1','4','room:a','phx_leave',{}]");
        await(stats -> heap(stats) == 0);
    }

    @Test
    void subscriptionsOfChannelsAreChargedForAsLongAsTheyLast() {
        var client = server.open();
        client.join("room:a");
        client.join("room:b");
        long joined = heap(await(stats -> heap(stats) > 2 * CHANNEL));
        for (int i = 0; i < 100; i++) {
            ask(client, "room:a", "subscribe", "clan:" + i, 0);
            ask(client, "room:b", "subscribe", "clan:" + i, 0);
        }
        awaitHeap(joined + 2 * 100 * 500, 2 * 100 * 100);
        for (int i = 0; i < 50; i++) {
            ask(client, "room:a", "unsubscribe", "clan:" + i, 0);
        }
        awaitHeap(joined + 150 * 500, 150 * 100);
        client.sendJson("['1','3','room:b','phx_leave',{}]");
        awaitHeap(50 * 500, 50 * 100 + 1000);
        client.reset();
        await(stats -> heap(stats) == 0);
    }

    /** One request makes a session, which needs no open connection. */
    @Test
    void longPollSessionsAreChargedUntilTheyEnd() {
        int sessions = 20; // as many as one id may have
        for (int i = 0; i < sessions; i++) {
            server.longPoll("/polled/longpoll?vsn=2.0.0&user_id=polls");
        }
        awaitHeap(sessions * 3_000L, sessions * 1_000L);
        server.endpoint().disconnect(FixtureSocket.id("polls"));
        await(stats -> heap(stats) == 0);
    }

    @Test
    void accountIsWhatIsTrackedDuringAndAfterRandomLives() {
        var random = new Random(11);
        for (int round = 0; round < 5; round++) {
            var clients = new ArrayList<WebSocketProbe>();
            long tracked = 0;
            for (int i = 0; i < 12; i++) {
                var client = server.open();
                clients.add(client);
                String topic = "room:" + random.nextInt(4);
                client.join(topic);
                int metas = 1 + random.nextInt(3);
                for (int j = 0; j < metas; j++) {
                    int size = 1 + random.nextInt(META);
                    ask(client, topic, "track", "k" + j, random.nextInt(META));
                    ask(client, topic, "update", "k" + j, size);
                    tracked += size;
                }
            }
            awaitHeap(tracked, 12 * (1000 + 3 * AROUND));
            for (var client : clients) {
                switch (random.nextInt(3)) {
                    case 0 -> client.reset();
                    case 1 -> client.close();
                    default -> ask(client, "room:none", "track", "k", META);
                }
            }
            server.afterEach(null);
            await(stats -> stats.path("connections").asInt() == 0 && heap(stats) == 0);
        }
    }

    private static Socket ask(String target) throws IOException {
        var socket = new Socket();
        socket.setReceiveBufferSize(4096);
        socket.setSoTimeout((int) Patience.LIMIT.toMillis());
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
        socket.getOutputStream().write(HttpProbe.get(target).bytes(server.port()));
        return socket;
    }

    @Test
    @NeedsNettyFrames
    void answerIsChargedUntilItIsTaken() throws IOException {
        try (var reads = ask("/page");
                var resets = ask("/page")) {
            awaitDirect(2 * PAGE);
            reads.getInputStream().skipNBytes(PAGE);
            awaitDirect(PAGE);
            resets.setSoLinger(true, 0);
        }
        awaitDirect(0);
    }

    @Test
    @NeedsNettyFrames
    void eventThatIsNotTakenIsChargedUntilItsStreamEnds() {
        try (var stream = EventStreamProbe.open(server.port(), HttpProbe.get("/events/large"), 4096)) {
            assertEquals(200, stream.head().status());
            server.endpoint().broadcast("large", "page", Map.of("d", "x".repeat(PAGE)));
            var during = await(stats -> held(stats) > 65_536);
            assertTrue(held(during) <= PAGE + 3 * 65_536, during::toString);
        }
        await(stats -> heap(stats) == 0);
        awaitDirect(0);
    }

    private static String manyParams() {
        return IntStream.range(0, 900).mapToObj(i -> "p" + i + "=" + i).collect(Collectors.joining("&"));
    }

    @Test
    void whatARawWebSocketWasOpenedWithIsChargedAsLongAsItIsKept() {
        try (var client = server.open("/raw?" + manyParams())) {
            await(stats -> heap(stats) > 900 * 100);
            client.send("x");
        }
        await(stats -> heap(stats) == 0);
    }

    @Test
    @NeedsNettyFrames
    void headOfARequestIsChargedUntilItIsAnswered() throws IOException {
        String text = "x".repeat(10_000);
        try (var stream = EventStreamProbe.open(
                server.port(), HttpProbe.get("/events/topic?q=" + text).with("x-header", text), 4096)) {
            assertEquals(200, stream.head().status());
            await(stats -> heap(stats) > 2L * text.length());
        }
        try (var reads = ask("/page")) {
            reads.getInputStream().skipNBytes(PAGE);
            await(stats -> heap(stats) == 0);
        }
    }

    @Test
    void rawWebSocketsThatKeepMuchAreBoundedOnTheNode() {
        var neighbour = server.open();
        neighbour.join("room:neighbour");
        long closed = before.path("closed_for_memory").asLong();
        String target = "/raw?" + manyParams();
        long most = stats().path("heap_budget").asLong() / (900 * 100); // which grows with the machine's memory
        for (int i = 0; stats().path("closed_for_memory").asLong() == closed; i++) {
            assertTrue(i < most, () -> stats().toString());
            server.open(target);
        }
        await(stats -> heap(stats) <= stats.path("heap_budget").asLong());
        neighbour.expectNothingBeforeHeartbeat();
    }

    @Test
    @NeedsNettyFrames
    void requestsThatWaitToBeDecodedAreCharged() throws IOException {
        try (var client = ask("/page")) {
            awaitDirect(PAGE);
            byte[] more = HttpProbe.get("/page").bytes(server.port());
            client.getOutputStream().write(more);
            awaitDirect(PAGE + more.length);
            for (int sent = 0; sent < 60_000; sent += more.length) {
                client.getOutputStream()
                        .write(more); // most of which waits in the kernel, since it is hardly read any more
            }
            await(stats -> direct(stats) - direct(before) > PAGE + 2 * more.length);
            server.open().expectNothingBeforeHeartbeat();
            long held = direct(stats()) - direct(before) - PAGE;
            assertTrue(held < 2 * 16 * 1024, () -> held + " bytes of requests that wait");
        }
        awaitDirect(0);
    }

    /** Without the native transport, only reading tells it: a heartbeat is to come in a minute. */
    @Test
    @NeedsNettyFrames
    void endOfAStreamIsNoticedAlsoWhereARequestWaitsBehindIt() throws IOException {
        try (var client = ask("/events/gone")) {
            await(stats -> stats.path("connections").asInt() == 1);
            byte[] more = HttpProbe.get("/page").bytes(server.port());
            client.getOutputStream().write(more);
            await(stats -> direct(stats) >= more.length); // of which others may have let go since the test began
        }
        await(stats -> stats.path("connections").asInt() == 0);
    }

    @Test
    @NeedsNettyFrames
    void answersThatNobodyReadsAreBoundedOnTheNodeAndNobodyElseNotices() throws IOException {
        var neighbour = server.open();
        neighbour.join("room:neighbour");
        long closed = before.path("closed_for_memory").asLong();
        List<Socket> clients = new ArrayList<>();
        try {
            while (stats().path("closed_for_memory").asLong() == closed) {
                assertTrue(clients.size() < MAX_CLIENTS, () -> stats().toString());
                clients.add(ask("/page"));
                neighbour.sendJson("['1','2','room:neighbour','echo',{}]");
                neighbour.expect("['1','2','room:neighbour','phx_reply',{'status':'ok','response':{}}]");
            }
            await(stats -> direct(stats) <= stats.path("direct_budget").asLong());
            neighbour.expectNothingBeforeHeartbeat();
        } finally {
            for (var client : clients) {
                client.setSoLinger(true, 0);
                client.close();
            }
        }
        awaitDirect(0);
    }
}
