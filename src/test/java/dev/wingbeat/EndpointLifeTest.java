package dev.wingbeat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.channel.Channel;
import dev.wingbeat.channel.HandleResult;
import dev.wingbeat.channel.JoinResult;
import dev.wingbeat.channel.Socket;
import dev.wingbeat.channel.StopReason;
import dev.wingbeat.connection.ConnectResult;
import dev.wingbeat.connection.DrainerOptions;
import dev.wingbeat.connection.UserSocket;
import dev.wingbeat.presence.Presence;
import dev.wingbeat.protocol.Payload;
import dev.wingbeat.protocol.WingbeatException;
import dev.wingbeat.support.Leftovers;
import dev.wingbeat.support.Patience;
import dev.wingbeat.support.client.HttpProbe;
import dev.wingbeat.support.client.LongPollProbe;
import dev.wingbeat.support.client.WebSocketProbe;
import dev.wingbeat.transport.SocketOptions;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How endpoints begin and end, also at the same time, and what they leave behind: nothing. */
class EndpointLifeTest {

    private final Vertx vertx = Vertx.vertx();
    private final Presence presence = Presence.create("life");
    private EndpointOptions config =
            new EndpointOptions().host("localhost").port(0).eventLoops(2).managementPort(0);
    private UserSocket users = UserSocket.acceptingAll();
    private DrainerOptions drainer = new DrainerOptions();

    @AfterEach
    void close() throws Exception {
        await(vertx.close());
    }

    @Test
    void stopLeavesNothingBehind() throws Exception {
        var before = Leftovers.of(vertx);
        serveOnce();
        Leftovers.await(before, vertx);
        long contexts = Leftovers.reachable("io.vertx.core.impl.ContextImpl");
        long lanes = Leftovers.reachable("dev.wingbeat.lane.Lane");
        for (int cycle = 0; cycle < 5; cycle++) {
            serveOnce();
        }
        Leftovers.await(before, vertx);
        Leftovers.awaitReachable(contexts, "io.vertx.core.impl.ContextImpl");
        Leftovers.awaitReachable(lanes, "dev.wingbeat.lane.Lane");
    }

    /** A callback that has not decided when the node stops is ended like any other: on the loop of its channel. */
    @Test
    void undecidedChannelsEndOnTheirLoop() throws Exception {
        Promise<Context> joined = Promise.promise();
        Promise<Context> ended = Promise.promise();
        Endpoint endpoint = Endpoint.builder()
                .socket("/socket", users, socket -> socket.channel("room:*", () -> new Undecided(joined, ended)))
                .options(options -> options.from(config))
                .build();
        await(endpoint.start(vertx));
        var probe = WebSocketProbe.open(endpoint.port(), HttpProbe.upgrade("/socket/websocket?vsn=2.0.0"));
        probe.join("room:a");
        probe.sendJson("['1','2','room:a','wait',{}]");
        await(endpoint.stop());
        assertSame(await(joined.future()), await(ended.future()));
        probe.close();
    }

    private static final class Undecided implements Channel {
        private final Promise<Context> joined;
        private final Promise<Context> ended;

        Undecided(Promise<Context> joined, Promise<Context> ended) {
            this.joined = joined;
            this.ended = ended;
        }

        @Override
        public JoinResult join(String topic, Payload payload, Socket socket) {
            joined.complete(Vertx.currentContext());
            return JoinResult.ok();
        }

        @Override
        public HandleResult handleIn(String event, Payload payload, Socket socket) {
            return HandleResult.async(Promise.<HandleResult.Reply>promise().future());
        }

        @Override
        public void terminate(StopReason reason, Socket socket) {
            ended.tryComplete(Vertx.currentContext());
        }
    }

    @Test
    void startThatFailsLeavesNothingBehind() throws Exception {
        var before = Leftovers.of(vertx);
        try (var taken = new ServerSocket(0, 1, InetAddress.getByName("localhost"))) {
            config.port(taken.getLocalPort());
            assertTaken("port: " + taken.getLocalPort() + " is in use");
            Leftovers.await(before, vertx);
            config.port(0).managementPort(taken.getLocalPort());
            assertTaken("management port: " + taken.getLocalPort());
            Leftovers.await(before, vertx);
        }
        config.managementPort(0);
        serveOnce(); // the presence is free again, too
    }

    private void assertTaken(String port) {
        var failure =
                assertThrows(WingbeatException.class, () -> await(endpoint().start(vertx)));
        assertEquals(port + " (expected: a free port on localhost)", failure.getMessage());
    }

    @Test
    void stopWhileStartingEndsTheStart() throws Exception {
        var before = Leftovers.of(vertx);
        Endpoint endpoint = endpoint();
        Future<Endpoint> start = endpoint.start(vertx);
        Future<Void> stop = endpoint.stop();
        var failure = assertThrows(WingbeatException.class, () -> await(start));
        assertTrue(failure.getMessage().contains("stopped while it was starting"), failure.getMessage());
        await(stop);
        assertEquals("stopped", endpoint.notReady());
        Leftovers.await(before, vertx);
    }

    @Test
    void everyStopIsTheSame() throws Exception {
        drainer = new DrainerOptions()
                .batchSize(1)
                .batchInterval(Duration.ofMillis(300))
                .timeout(Duration.ofSeconds(30));
        Endpoint endpoint = await(endpoint().start(vertx));
        WebSocketProbe one = member(endpoint);
        WebSocketProbe other = member(endpoint);
        Future<Void> stop = endpoint.stop();
        Future<Void> second = endpoint.stop();
        assertSame(stop, second);
        await(second);
        assertEquals(1012, one.awaitClose());
        assertEquals(1012, other.awaitClose());
        assertSame(stop, endpoint.stop());
    }

    /** It has asked before, and its user socket takes its time. */
    @Test
    void clientThatIsAcceptedWhileTheEndpointDrainsIsClosedToo() throws Exception {
        drainer = new DrainerOptions()
                .batchSize(1)
                .batchInterval(Duration.ofSeconds(3))
                .timeout(Duration.ofMinutes(10));
        config.eventLoops(1);
        Promise<ConnectResult> decision = Promise.promise();
        var asked = new CountDownLatch(2);
        users = connect -> {
            if (connect.param("late", "").isEmpty()) {
                return ConnectResult.accept();
            }
            asked.countDown();
            return ConnectResult.async(decision.future());
        };
        Endpoint endpoint = await(endpoint().start(vertx));
        WebSocketProbe first = member(endpoint);
        first.join("room:another", "2"); // who has most channels goes first
        WebSocketProbe second = member(endpoint);
        var late = new FutureTask<>(
                () -> WebSocketProbe.open(endpoint.port(), HttpProbe.upgrade("/socket/websocket?vsn=2.0.0&late=yes")));
        var session = new FutureTask<>(
                () -> new LongPollProbe(endpoint.port(), "/socket/longpoll?vsn=2.0.0&late=yes").open());
        Thread.startVirtualThread(late);
        Thread.startVirtualThread(session);
        assertTrue(asked.await(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS));
        Future<Void> stop = endpoint.stop();
        assertEquals(1012, first.awaitClose());
        decision.complete(ConnectResult.accept());
        assertEquals(
                1012, late.get(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS).awaitClose());
        assertEquals(1012, second.awaitClose());
        await(stop);
        assertNotNull(session.get().token());
    }

    @Test
    void stopAfterTheEndOfVertxFails() throws Exception {
        Endpoint endpoint = await(endpoint().start(vertx));
        await(vertx.close());
        Future<Void> stop = endpoint.stop();
        var failure = assertThrows(WingbeatException.class, () -> await(stop));
        assertTrue(failure.getMessage().contains("closed after its endpoints"), failure.getMessage());
    }

    @Test
    void startAfterTheEndOfVertxFails() throws Exception {
        await(vertx.close());
        Future<Endpoint> start = endpoint().start(vertx);
        assertThrows(Exception.class, () -> await(start));
        assertFalse(start.succeeded());
    }

    private Endpoint endpoint() {
        var socket = new SocketOptions().longPoll(true).drainer(changed -> changed.from(drainer));
        return Endpoint.builder()
                .presence(presence)
                .socket(
                        "/socket",
                        users,
                        routes -> routes.options(options -> options.from(socket))
                                .channel("room:*", () -> (topic, payload, joined) -> JoinResult.ok()))
                .options(options -> options.from(config))
                .build();
    }

    /** Starts an endpoint, has clients of both transports join a room, and stops it. */
    private void serveOnce() throws Exception {
        Endpoint endpoint = await(endpoint().start(vertx));
        WebSocketProbe probe = member(endpoint);
        var session = new LongPollProbe(endpoint.port(), "/socket/longpoll?vsn=2.0.0").open();
        session.sendJson("['1','1','room:life','phx_join',{}]");
        session.expect("['1','1','room:life','phx_reply',{'status':'ok','response':{}}]");
        assertEquals(
                200, HttpProbe.get("/stats").send(endpoint.managementPort()).status());
        await(endpoint.stop());
        probe.close();
    }

    private static WebSocketProbe member(Endpoint endpoint) {
        var probe = WebSocketProbe.open(endpoint.port(), HttpProbe.upgrade("/socket/websocket?vsn=2.0.0"));
        probe.join("room:life");
        return probe;
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.await(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
    }
}
