package dev.wingbeat.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.wingbeat.Endpoint;
import dev.wingbeat.connection.OriginCheck;
import dev.wingbeat.limit.RateLimit;
import dev.wingbeat.support.Patience;
import dev.wingbeat.support.Stats;
import dev.wingbeat.support.client.ClientFrame;
import dev.wingbeat.support.client.LongPollProbe;
import dev.wingbeat.support.client.WebSocketProbe;
import dev.wingbeat.transport.LongPollOptions;
import dev.wingbeat.transport.SocketOptions;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The account of the node: what it says is what is held, and those who hold most go before memory runs out. */
class MemoryTest {

    private static final int PART = 900_000;
    private static final int MAX_CLIENTS = 400;

    @RegisterExtension
    static final TestServer server = TestServer.of((fixture, config) -> {
        var builder = Endpoint.builder();
        var longPoll = new LongPollOptions().checkOrigin(OriginCheck.NONE);
        fixture.app()
                .mount(
                        builder,
                        "/socket",
                        new SocketOptions()
                                .webSocket(webSocket -> webSocket.from(ConformanceApp.WEB_SOCKET))
                                .longPoll(side -> side.from(longPoll)));
        return builder.options(options -> options.from(config).memoryPercent(2).managementPort(0))
                .build();
    });

    @RegisterExtension
    static final TestServer hasty = TestServer.of((fixture, config) -> {
        var builder = Endpoint.builder();
        fixture.app()
                .mount(
                        builder,
                        "/socket",
                        new SocketOptions().webSocket(webSocket -> webSocket.from(ConformanceApp.WEB_SOCKET)));
        return builder.options(options -> options.from(config)
                        .messageTimeout(Duration.ofMillis(600))
                        .maxPending(1 << 20)
                        .stallTimeout(Patience.LIMIT))
                .build();
    });

    /** Reads eight of the smallest frames a second; its largest message takes a second at that rate. */
    @RegisterExtension
    static final TestServer miserly = TestServer.of((fixture, config) -> {
        var builder = Endpoint.builder();
        fixture.app()
                .mount(
                        builder,
                        "/socket",
                        new SocketOptions()
                                .webSocket(webSocket -> webSocket
                                        .from(ConformanceApp.WEB_SOCKET)
                                        .maxMessageSize(2_048)));
        return builder.options(options -> options.from(config)
                        .messageTimeout(Duration.ofMillis(600))
                        .limits(limits -> limits.bytes(new RateLimit(2_048, 2_048))))
                .build();
    });

    private static JsonNode stats() {
        return Stats.of(server.endpoint().managementPort());
    }

    private static JsonNode await(Predicate<JsonNode> condition) {
        return Stats.await(server.endpoint().managementPort(), condition);
    }

    private static long held(JsonNode stats, String what) {
        return stats.path(what + "_held").asLong();
    }

    /** A frame whose end is missing, which native memory holds. */
    private static ClientFrame halfFrame() {
        return ClientFrame.text("x".repeat(PART)).announcing(PART + 1000);
    }

    @Test
    void halfFramesAreBoundedOnTheNodeAndNobodyElseNotices() {
        var neighbour = server.open();
        neighbour.join("room:neighbour");
        var before = stats();
        long closed = before.path("closed_for_memory").asLong();
        var clients = new ArrayList<WebSocketProbe>();
        while (stats().path("closed_for_memory").asLong() == closed) {
            assertTrue(clients.size() < MAX_CLIENTS, () -> stats().toString());
            var client = server.open();
            clients.add(client);
            Thread.startVirtualThread(() -> client.send(halfFrame()));
            neighbour.sendJson("['1','2','room:neighbour','echo',{}]");
            neighbour.expect("['1','2','room:neighbour','phx_reply',{'status':'ok','response':{}}]");
        }
        var after = await(
                stats -> held(stats, "direct") <= stats.path("direct_budget").asLong());
        assertTrue(after.path("large_messages_refused").asLong() > 0, after::toString);
        neighbour.expectNothingBeforeHeartbeat();
        clients.forEach(WebSocketProbe::reset);
        await(stats -> held(stats, "direct") <= held(before, "direct") + 10_000);
    }

    @Test
    void accountIsWhatIsHeldDuringAndAfterRandomLives() {
        var random = new Random(7);
        for (int round = 0; round < 5; round++) {
            server.afterEach(null);
            // connections are told at once, what they hold at the next tick
            var before = await(stats -> stats.path("connections").asInt() == 0 && held(stats, "heap") == 0);
            var clients = new ArrayList<WebSocketProbe>();
            long heap = 0;
            long direct = 0;
            for (int i = 0; i < 12; i++) {
                var client = server.open();
                clients.add(client);
                client.join("room:" + i);
                int size = 1000 + random.nextInt(20_000);
                if (random.nextBoolean()) {
                    client.send(ClientFrame.text("x".repeat(size)).notFinal());
                    heap += size;
                } else {
                    client.send(ClientFrame.text("x".repeat(size)).announcing(size + 1));
                    direct += size;
                }
            }
            long leastHeap = held(before, "heap") + heap;
            long leastDirect = held(before, "direct") + direct;
            var during = await(stats -> held(stats, "heap") >= leastHeap && held(stats, "direct") >= leastDirect);
            assertTrue(held(during, "heap") <= held(before, "heap") + 2 * heap + 12 * 2000, during::toString);
            assertTrue(held(during, "direct") <= held(before, "direct") + 3 * direct + 12 * 65_536, during::toString);
            end(clients, random);
            await(stats -> stats.path("connections").asInt() == 0
                    && held(stats, "heap") == held(before, "heap")
                    && held(stats, "direct") <= held(before, "direct") + 4096);
        }
    }

    private static void end(List<WebSocketProbe> clients, Random random) {
        for (var client : clients) {
            switch (random.nextInt(4)) {
                case 0 -> client.reset();
                case 1 -> client.close();
                case 2 -> {
                    client.write("garbage of more than one byte".repeat(4_000).getBytes(StandardCharsets.UTF_8));
                    client.reset();
                }
                default -> {
                    client.send(ClientFrame.continuation(new byte[10]));
                    client.reset();
                }
            }
        }
    }

    @Test
    void whatWaitsForALongPollClientIsChargedOnceHoweverManyWait() {
        var before = stats();
        var members = new ArrayList<LongPollProbe>();
        for (int i = 0; i < 5; i++) {
            var member = server.longPoll("/socket/longpoll?vsn=2.0.0");
            member.sendJson("['1','1','room:polled','phx_join',{}]");
            assertEquals(1, member.messages().size());
            members.add(member);
        }
        server.endpoint().broadcast("room:polled", "large", Map.of("d", "x".repeat(PART)));
        var during = await(stats -> held(stats, "heap") >= held(before, "heap") + PART);
        assertTrue(held(during, "heap") < held(before, "heap") + 3 * PART, during::toString);
        members.forEach(member -> assertEquals(1, member.messages().size()));
        await(stats -> held(stats, "heap") < held(before, "heap") + PART);
    }

    @Test
    void oneMessageOfAnySizeReachesAMemberThatBeginsToReadLate() {
        var reader = hasty.open();
        reader.join("room:large");
        var late = hasty.openWithoutReading("/socket/websocket?vsn=2.0.0", 4096);
        late.sendJson("['1','1','room:large','phx_join',{}]", "['1','2','room:large','shout',{'joined':true}]");
        reader.expect("[null,null,'room:large','shout',{'joined':true}]");
        hasty.endpoint().broadcast("room:large", "n", Map.of("d", "x".repeat(1_500_000)));
        assertTrue(reader.nextText().length() > 1_500_000);
        late.startReading();
        late.expect(
                "['1','1','room:large','phx_reply',{'status':'ok','response':{}}]",
                "[null,null,'room:large','shout',{'joined':true}]");
        assertTrue(late.nextText().length() > 1_500_000);
        late.expectNothingBeforeHeartbeat();
    }

    @Test
    void messageThatIsNotCompletedInTimeEndsItsConnectionWhateverTrickles() {
        var neighbour = hasty.open();
        var fragments = hasty.open();
        fragments.send(ClientFrame.text("[").notFinal());
        var half = hasty.open();
        half.send(ClientFrame.text("[").announcing(500_000));
        var busy = hasty.open();
        long end = System.nanoTime() + Patience.LIMIT.toNanos();
        while (half.arrived().isEmpty() || fragments.arrived().isEmpty()) {
            assertTrue(System.nanoTime() < end);
            if (fragments.arrived().isEmpty()) {
                fragments.send(ClientFrame.continuation(new byte[] {' '}).notFinal());
            }
            if (half.arrived().isEmpty()) {
                half.write(new byte[] {' '});
            }
            busy.expectNothingBeforeHeartbeat();
        }
        assertEquals(1008, half.awaitClose());
        assertEquals(1008, fragments.awaitClose());
        neighbour.expectNothingBeforeHeartbeat();
    }

    @Test
    void messageThatIsNotCompletedEndsItsConnectionHoweverLongThatIsNotRead() throws InterruptedException {
        var neighbour = miserly.open();
        var flooding = miserly.open();
        flooding.send(ClientFrame.text("[").notFinal());
        var pings = Thread.ofVirtual().start(() -> {
            try {
                while (true) {
                    flooding.send(ClientFrame.ping("")); // which are read later than they come, always
                }
            } catch (UncheckedIOException e) {
                // the connection has ended
            }
        });
        assertEquals(1008, flooding.awaitClose());
        pings.join();
        neighbour.expectNothingBeforeHeartbeat();
    }
}
