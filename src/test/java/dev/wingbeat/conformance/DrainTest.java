package dev.wingbeat.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.Endpoint;
import dev.wingbeat.channel.StopReason;
import dev.wingbeat.connection.DrainerOptions;
import dev.wingbeat.support.Patience;
import dev.wingbeat.support.client.HttpProbe;
import dev.wingbeat.support.client.WebSocketProbe;
import dev.wingbeat.transport.SocketOptions;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What clients see when the node stops. */
class DrainTest {

    private TestServer server;

    private void start(DrainerOptions drainer) throws Exception {
        server = TestServer.of((fixture, config) -> {
            var builder = Endpoint.builder();
            var socket = new SocketOptions()
                    .webSocket(webSocket -> webSocket.from(ConformanceApp.WEB_SOCKET))
                    .longPoll(longPoll -> longPoll.from(ConformanceApp.LONG_POLL))
                    .drainer(changed -> changed.from(drainer));
            fixture.app().mount(builder, "/socket", socket);
            return builder.options(options -> options.from(config).eventLoops(1))
                    .build();
        });
        server.start();
    }

    @AfterEach
    void stop() throws Exception {
        server.stop();
    }

    private void stopEndpoint() throws Exception {
        server.endpoint().stop().await(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
    }

    @Test
    @Proves({"DRAIN-01", "DRAIN-03"})
    void stopClosesSocketsWithAndWithoutChannelsSoThatTheyComeBack() throws Exception {
        start(new DrainerOptions());
        var client = server.open();
        client.join("room:drained");
        var idle = server.open();
        idle.expectNothingBeforeHeartbeat();
        stopEndpoint();
        client.expectClose(1012);
        int code = idle.awaitClose();
        assertTrue(code == 1012 || code == 1001, () -> "close code: " + code);
        assertEquals(StopReason.DRAINING, server.ending("room:drained"));
    }

    @Test
    @Proves("DRAIN-04")
    void clientsOfV1AreClosedWithACodeThatOldOnesKnow() throws Exception {
        start(new DrainerOptions()
                .batchSize(1)
                .batchInterval(Duration.ofSeconds(30))
                .timeout(Duration.ofMillis(300)));
        var inABatch = server.open("/socket/websocket");
        var afterTheTimeout = server.open("/socket/websocket");
        for (var client : List.of(inABatch, afterTheTimeout)) {
            client.sendJson("{'topic':'phoenix','event':'heartbeat','payload':{},'ref':'1'}");
            client.expect("{'topic':'phoenix','event':'phx_reply','payload':{'status':'ok','response':{}},'ref':'1'}");
        }
        stopEndpoint();
        inABatch.expectClose(1001);
        afterTheTimeout.expectClose(1001);
    }

    @Test
    @Proves("DRAIN-02")
    void socketsAreClosedInBatches() throws Exception {
        var interval = Duration.ofMillis(300);
        start(new DrainerOptions().batchSize(2).batchInterval(interval).timeout(Duration.ofSeconds(30)));
        var closed = closes(members(5));
        long begin = System.nanoTime();
        stopEndpoint();
        var took = Duration.ofNanos(System.nanoTime() - begin);
        assertEquals(5, count(closed));
        assertTrue(took.compareTo(interval.multipliedBy(2)) >= 0, () -> "three batches in " + took);
    }

    @Test
    @Proves("DRAIN-02")
    void drainingIsBounded() throws Exception {
        start(new DrainerOptions()
                .batchSize(1)
                .batchInterval(Duration.ofSeconds(60))
                .timeout(Duration.ofMillis(300)));
        var closed = closes(members(4));
        stopEndpoint();
        assertEquals(4, count(closed));
    }

    @Test
    @Proves("DRAIN-01")
    void nobodyIsLetInAnyMore() throws Exception {
        start(new DrainerOptions());
        server.open().join("room:last");
        int port = server.port();
        stopEndpoint();
        int status;
        try {
            status = HttpProbe.upgrade("/socket/websocket?vsn=2.0.0").send(port).status();
        } catch (UncheckedIOException refused) {
            status = 0;
        }
        assertTrue(status == 0 || status == 503, "status: " + status);
    }

    @Test
    @Proves("DRAIN-01")
    void longPollSessionsEnd() throws Exception {
        start(new DrainerOptions());
        var client = server.longPoll("/socket/longpoll?vsn=2.0.0");
        client.sendJson("['1','1','room:polled','phx_join',{}]");
        client.expect("['1','1','room:polled','phx_reply',{'status':'ok','response':{}}]");
        stopEndpoint();
        assertEquals(StopReason.DRAINING, server.ending("room:polled"));
    }

    private List<WebSocketProbe> members(int count) {
        var clients = new ArrayList<WebSocketProbe>();
        for (int i = 0; i < count; i++) {
            var client = server.open();
            client.join("room:batch");
            clients.add(client);
        }
        return clients;
    }

    /** Begins to wait for the close frames, each in a thread of its own. */
    private static List<FutureTask<Integer>> closes(List<WebSocketProbe> clients) {
        return clients.stream()
                .map(client -> {
                    var code = new FutureTask<>(client::awaitClose);
                    Thread.startVirtualThread(code);
                    return code;
                })
                .toList();
    }

    private static int count(List<FutureTask<Integer>> closes) throws Exception {
        int count = 0;
        for (var code : closes) {
            assertEquals(1012, code.get(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS));
            count++;
        }
        return count;
    }
}
