package dev.wingbeat.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.Endpoint;
import dev.wingbeat.channel.StopReason;
import dev.wingbeat.limit.LimitOptions;
import dev.wingbeat.support.Json;
import dev.wingbeat.support.client.ClientFrame;
import dev.wingbeat.support.client.HttpProbe;
import dev.wingbeat.support.client.WebSocketProbe;
import dev.wingbeat.transport.SocketOptions;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Clients that do not read, send without end, or send rubbish: only they suffer. */
class OverloadTest {

    private static final Duration STALL = Duration.ofMillis(700);

    @RegisterExtension
    static final TestServer server = TestServer.of((fixture, config) -> {
        var builder = Endpoint.builder();
        fixture.app()
                .mount(
                        builder,
                        "/socket",
                        new SocketOptions().webSocket(webSocket -> webSocket.from(ConformanceApp.WEB_SOCKET)));
        return builder.options(options -> options.from(config)
                        .eventLoops(1)
                        .maxPending(1 << 20)
                        .stallTimeout(STALL)
                        .limits(LimitOptions::off))
                .build();
    });

    private static WebSocketProbe deafMember(String topic) {
        var deaf = server.openWithoutReading("/socket/websocket?vsn=2.0.0", 4096);
        deaf.send(Json.compact("['1','1','" + topic + "','phx_join',{}]"));
        return deaf;
    }

    @Test
    @Proves("BC-11")
    void clientThatDoesNotReadDelaysNobodyAndIsClosed() {
        var reader = server.open();
        reader.join("room:slow");
        var deaf = deafMember("room:slow");
        deaf.sendJson("['1','2','room:slow','shout',{'joined':true}]");
        reader.expect("[null,null,'room:slow','shout',{'joined':true}]");
        var data = "x".repeat(64 * 1024);
        int count = 200;
        for (int i = 0; i < count; i++) {
            server.endpoint().broadcast("room:slow", "n", Map.of("i", i, "data", data));
            assertEquals(i, Json.parse(reader.nextText()).path(4).path("i").asInt());
        }
        assertInstanceOf(StopReason.Shutdown.class, server.ending("room:slow"));
        deaf.startReading();
        int code = deaf.awaitClose();
        assertTrue(code == 1013 || code == 1006, () -> "close code: " + code);
        reader.expectNothingBeforeHeartbeat();
    }

    @Test
    @Proves("BC-11")
    void clientThatStopsReadingALittleIsClosedAfterAWhile() {
        var deaf = deafMember("room:stalled");
        var reader = server.open();
        reader.join("room:stalled-too");
        var frame =
                ClientFrame.text("[\"1\",\"2\",\"room:stalled\",\"push_me\",{\"d\":\"" + "x".repeat(32_000) + "\"}]");
        deaf.send(Stream.generate(() -> frame).limit(140).toArray(ClientFrame[]::new));
        assertInstanceOf(StopReason.Shutdown.class, server.ending("room:stalled"));
        reader.expectNothingBeforeHeartbeat();
    }

    @Test
    void floodOfMessagesLeavesTheNeighbourServed() throws InterruptedException {
        var neighbour = server.open();
        neighbour.join("room:quiet");
        var flooder = server.open();
        flooder.join("room:flood");
        var flood = IntStream.range(0, 500)
                .mapToObj(i -> ClientFrame.text("[\"1\",\"" + i + "\",\"room:flood\",\"echo\",{\"a\":[1,2,3]}]"))
                .toArray(ClientFrame[]::new);
        var flooding = Thread.startVirtualThread(() -> {
            for (int i = 0; i < 8; i++) {
                flooder.send(flood);
            }
        });
        for (int i = 0; i < 20; i++) {
            neighbour.sendJson("['1','r" + i + "','room:quiet','echo',{}]");
            neighbour.expect("['1','r" + i + "','room:quiet','phx_reply',{'status':'ok','response':{}}]");
        }
        flooding.join();
        for (int i = 0; i < 8 * flood.length; i++) {
            assertTrue(flooder.nextText().startsWith("[\"1\",\"" + i % flood.length + "\","));
        }
    }

    @Test
    @Proves("MSG-07")
    void rubbishOnTheWireHarmsNobodyElse() {
        var neighbour = server.open();
        neighbour.join("room:clean");
        var random = new Random(42);
        for (int i = 0; i < 50; i++) {
            var client = server.open();
            byte[] rubbish = new byte[1 + random.nextInt(400)];
            random.nextBytes(rubbish);
            try {
                client.write(rubbish);
            } catch (UncheckedIOException closedAlready) {
                assertTrue(client.awaitClose() != 1000);
            }
            client.close();
            neighbour.expectNothingBeforeHeartbeat();
        }
    }

    @Test
    void rubbishInsteadOfHttpHarmsNobodyElse() {
        var neighbour = server.open();
        var random = new Random(43);
        for (int i = 0; i < 20; i++) {
            byte[] rubbish = new byte[1 + random.nextInt(400)];
            random.nextBytes(rubbish);
            var unused = HttpProbe.exchange(server.port(), "RUB BISH\r\n\r\n", rubbish, 1);
            neighbour.expectNothingBeforeHeartbeat();
        }
    }
}
