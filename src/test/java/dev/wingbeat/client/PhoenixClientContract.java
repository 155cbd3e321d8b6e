package dev.wingbeat.client;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.channel.StopReason;
import dev.wingbeat.conformance.TestServer;
import dev.wingbeat.limit.LimitOptions;
import dev.wingbeat.protocol.Payload;
import dev.wingbeat.protocol.Serializer;
import dev.wingbeat.support.Patience;
import io.vertx.core.buffer.Buffer;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** The client against a hub, in all versions. */
@ParameterizedClass
@MethodSource("serializers")
class PhoenixClientContract {

    @RegisterExtension
    static final TestServer server = TestServer.restartable((fixture, config) -> {
        config.limits(LimitOptions::off); // a client that has waited sends more at once
        return fixture.app().endpoint(config);
    });

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @Parameter
    Serializer serializer;

    private PhoenixClient alice;
    private PhoenixClient bob;

    static List<Serializer> serializers() {
        return List.of(Serializer.V1, Serializer.V2);
    }

    @BeforeEach
    void connect() {
        alice = client().params(() -> Map.of("user_id", "alice")).build();
        bob = client().params(() -> Map.of("user_id", "bob é&=")).build();
        await(alice.connect());
        await(bob.connect());
    }

    private PhoenixClientBuilder client() {
        return PhoenixClient.builder(URI.create("ws://localhost:" + server.port() + "/socket"))
                .vsn(serializer.vsn())
                .httpClient(HTTP)
                .reconnect(Duration.ofMillis(20), Duration.ofMillis(200));
    }

    @AfterEach
    void disconnect() {
        alice.close();
        bob.close();
    }

    private String topic(String name) {
        return "room:client-" + name + '-' + serializer.vsn();
    }

    private static <T> T await(CompletableFuture<T> future) {
        try {
            return future.get(Patience.LIMIT.toNanos(), TimeUnit.NANOSECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static <E extends Throwable> E failure(Class<E> type, CompletableFuture<?> future) {
        var failed = assertThrows(
                ExecutionException.class, () -> future.get(Patience.LIMIT.toNanos(), TimeUnit.NANOSECONDS));
        return assertInstanceOf(type, failed.getCause());
    }

    private static String text(Payload payload) {
        return payload.buffer().toString();
    }

    @Test
    void joinGetsTheResponse() {
        var room = alice.channel(topic("join"), () -> Map.of("selfbcast", 1));
        var welcome = new Inbox<ClientMessage>();
        room.on("welcome", welcome);
        assertEquals("{\"hello\":1}", text(await(room.join())));
        assertEquals("{\"a\":1}", text(welcome.next().payload()));
        assertEquals("{\"hello\":1}", text(await(room.join())), "joined once");
    }

    @Test
    void refusedJoinEndsTheChannel() {
        var room = alice.channel(topic("refused"), () -> Map.of("deny", true));
        var ended = new Inbox<Disconnect>();
        room.onEnded(ended);
        var refused = failure(RefusedException.class, room.join());
        assertEquals("error", refused.status());
        assertEquals("unauthorized", refused.response().json().getString("reason"));
        assertEquals(new Disconnect.ChannelClosed(), ended.next());
        failure(DisconnectedException.class, room.push("ping", Map.of()));
        assertEquals("{}", text(await(alice.channel(topic("refused")).join())), "the topic is free again");
    }

    @Test
    void pushesAreAnswered() {
        var room = alice.channel(topic("push"));
        await(room.join());
        var payload = Map.of("t", "é€😀", "list", List.of(1, List.of(true)));
        assertEquals(
                Payload.of(payload).json(), await(room.push("ping", payload)).json());
        var refused = failure(RefusedException.class, room.push("reply_error", Map.of("no", "x")));
        assertEquals("{\"no\":\"x\"}", text(refused.response()));
        assertTrue(refused.getMessage().contains(topic("push") + " reply_error: error"), refused.getMessage());
    }

    @Test
    void binaryTravelsBothWays() {
        var room = alice.channel(topic("binary"));
        await(room.join());
        byte[] bytes = {0, (byte) 0xff, 1};
        if (serializer.equals(Serializer.V1)) {
            assertThrows(IllegalArgumentException.class, () -> room.push("ping", bytes));
            return;
        }
        assertArrayEquals(bytes, await(room.push("ping", bytes)).binary().getBytes());
        var shouts = new Inbox<ClientMessage>();
        room.on("bin_shout", shouts);
        room.on("binpush", shouts);
        room.cast("bin_shout", Buffer.buffer(bytes));
        assertArrayEquals(bytes, shouts.next().payload().binary().getBytes());
        room.cast("pushbin", bytes);
        assertArrayEquals(bytes, shouts.next().payload().binary().getBytes());
    }

    @Test
    void broadcastsReachAllInOrder() {
        var alices = alice.channel(topic("chat"));
        var bobs = bob.channel(topic("chat"));
        var heard = new Inbox<ClientMessage>();
        bobs.onMessage(heard);
        await(alices.join());
        await(bobs.join());
        IntStream.range(0, 200).forEach(i -> alices.cast("shout", Map.of("i", i)));
        for (int i = 0; i < 200; i++) {
            assertEquals(new ClientMessage("shout", Payload.of("i", i)), heard.next());
        }
    }

    @Test
    void pushesWaitForTheJoin() {
        var room = alice.channel(topic("buffer"));
        var early = room.push("ping", Map.of("n", 1));
        var second = room.push("ping", Map.of("n", 2));
        await(room.join());
        assertEquals("{\"n\":1}", text(await(early)));
        assertEquals("{\"n\":2}", text(await(second)));
    }

    @Test
    void tooMuchThatWaitsIsRefused() {
        var room = alice.channel(topic("overflow"));
        var replies = IntStream.range(0, WaitingPushes.MAX + 1)
                .mapToObj(i -> room.push("ping", Map.of("n", i)))
                .toList();
        failure(OverflowException.class, replies.getLast());
        await(room.join());
        assertEquals("{\"n\":999}", text(await(replies.get(WaitingPushes.MAX - 1))));
        var other = alice.channel(topic("overflow-bytes"));
        var large = other.push("ping", Map.of("x", "x".repeat(WaitingPushes.MAX_BYTES)));
        failure(OverflowException.class, large);
    }

    @Test
    void pushWithoutAReplyTimesOut() {
        var room = alice.channel(topic("timeout"));
        var unsent = room.push("ping", Map.of(), Duration.ofMillis(10));
        failure(TimedOutException.class, unsent);
        await(room.join());
        failure(TimedOutException.class, room.push("noreply", Map.of(), Duration.ofMillis(50)));
        assertEquals("{}", text(await(room.push("ping", Map.of()))));
    }

    @Test
    void whatDependsOnAReplyMayBlock() {
        var room = alice.channel(topic("blocking"));
        await(room.join());
        var both = room.push("ping", Map.of("n", 1)).thenApply(first -> await(room.push("ping", Map.of("n", 2))));
        assertEquals("{\"n\":2}", text(await(both)));
        var inHandler = new Inbox<String>();
        room.on("shout", message -> inHandler.accept(text(await(room.push("ping", message.payload())))));
        room.cast("shout", Map.of("n", 3));
        assertEquals("{\"n\":3}", inHandler.next());
    }

    @Test
    void handlerThatFailsSpoilsNothing() {
        var room = alice.channel(topic("failing"));
        var heard = new Inbox<ClientMessage>();
        room.on("shout", message -> {
            throw new IllegalStateException("on demand");
        });
        room.on("shout", heard);
        await(room.join());
        room.cast("shout", Map.of("n", 1));
        assertEquals(Payload.of("n", 1), heard.next().payload());
    }

    @Test
    void crashedChannelIsJoinedAgain() {
        var room = alice.channel(topic("crash"));
        var lost = new Inbox<Disconnect>();
        var rejoined = new Inbox<Payload>();
        room.onLost(lost).onRejoined(rejoined);
        await(room.join());
        failure(DisconnectedException.class, room.push("crash", Map.of()));
        assertEquals(new Disconnect.ChannelCrashed(), lost.next());
        assertEquals("{}", text(rejoined.next()));
        assertEquals("{}", text(await(room.push("ping", Map.of()))));
    }

    @Test
    void channelThatTheServerStopsHasEnded() {
        var room = alice.channel(topic("stop"));
        var ended = new Inbox<Disconnect>();
        room.onEnded(ended);
        await(room.join());
        var unanswered = room.push("stop", Map.of());
        assertEquals(new Disconnect.ChannelClosed(), ended.next());
        failure(DisconnectedException.class, unanswered);
    }

    @Test
    void nothingIsHeardOfATopicThatWasLeft() {
        var room = alice.channel(topic("leave"));
        var heard = new Inbox<ClientMessage>();
        room.onMessage(heard);
        await(room.join());
        await(room.leave());
        assertEquals(StopReason.LEFT, server.ending(topic("leave")));
        await(room.leave());
        server.endpoint().broadcast(topic("leave"), "missed", Map.of());
        var again = alice.channel(topic("leave"));
        again.onMessage(heard);
        await(again.join());
        server.endpoint().broadcast(topic("leave"), "heard", Map.of());
        assertEquals("heard", heard.next().event());
    }

    @Test
    void aTopicHasOneChannelAtATime() {
        alice.channel(topic("once"));
        assertThrows(IllegalStateException.class, () -> alice.channel(topic("once")));
    }

    @Test
    void disconnectedClientComesBackWithFreshParams() {
        var connects = new AtomicInteger();
        try (var carol = client().params(() -> Map.of("user_id", "carol", "n", connects.incrementAndGet()))
                .build()) {
            var disconnects = new Inbox<Disconnect>();
            carol.onDisconnected(disconnects);
            await(carol.connect());
            var joins = new AtomicInteger();
            var room = carol.channel(topic("back"), () -> Map.of("n", joins.incrementAndGet()));
            var rejoined = new Inbox<Payload>();
            room.onRejoined(rejoined);
            await(room.join());
            server.endpoint().disconnect("user_socket:carol");
            assertInstanceOf(Disconnect.Closed.class, disconnects.next());
            rejoined.next();
            assertEquals("{}", text(await(room.push("ping", Map.of()))));
            assertEquals(2, connects.get());
            assertEquals(2, joins.get());
        }
    }

    @Test
    void unansweredPushesFailWhenTheConnectionBreaks() {
        var room = bob.channel(topic("break"));
        await(room.join());
        var unanswered = room.push("noreply", Map.of());
        await(room.push("ping", Map.of()));
        server.endpoint().disconnect("user_socket:bob é&=");
        var failed = failure(DisconnectedException.class, unanswered);
        assertInstanceOf(Disconnect.Closed.class, failed.reason());
        assertEquals("{}", text(await(room.push("ping", Map.of()))), "waits for the rejoin");
    }

    @Test
    void clientsComeBackAfterARestart() throws Exception {
        var room = alice.channel(topic("restart"));
        var rejoined = new Inbox<Payload>();
        var disconnects = new Inbox<Disconnect>();
        room.onRejoined(rejoined);
        alice.onDisconnected(disconnects);
        await(room.join());
        server.stopEndpoint();
        assertEquals(
                serializer == Serializer.V1 ? 1001 : 1012,
                assertInstanceOf(Disconnect.Closed.class, disconnects.next()).code());
        server.startEndpoint();
        rejoined.next();
        assertEquals("{}", text(await(room.push("ping", Map.of()))));
    }

    @Test
    void refusedThreeTimesItGivesUp() {
        try (var refused = client().params(() -> Map.of("reject", true)).build()) {
            var disconnects = new Inbox<Disconnect>();
            refused.onDisconnected(disconnects);
            var room = refused.channel(topic("forbidden"));
            var join = room.join();
            var failed = failure(DisconnectedException.class, refused.connect());
            assertEquals(new Disconnect.Refused(403), failed.reason());
            for (int i = 0; i < 3; i++) {
                assertEquals(new Disconnect.Refused(403), disconnects.next());
            }
            failure(DisconnectedException.class, join);
        }
    }

    @Test
    void presencesFollowWhoComesAndGoes() {
        var alices = alice.channel("presence:client-" + serializer.vsn());
        var joins = new Inbox<Presences.Present>();
        var leaves = new Inbox<Presences.Present>();
        alices.presences().onJoin(joins).onLeave(leaves);
        await(alices.join());
        assertEquals("alice", joins.next().key());
        var bobs = bob.channel(alices.topic());
        await(bobs.join());
        var came = joins.next();
        assertEquals("bob é&=", came.key());
        assertEquals(1, came.metas().size());
        assertEquals(
                List.of("alice", "bob é&="),
                List.copyOf(alices.presences().list().keySet()));
        await(bobs.leave());
        assertEquals("bob é&=", leaves.next().key());
        assertEquals(List.of("alice"), List.copyOf(alices.presences().list().keySet()));
    }

    @Test
    void heartbeatsKeepTheConnection() {
        try (var carol = client().heartbeat(Duration.ofMillis(20)).build()) {
            var disconnects = new Inbox<Disconnect>();
            carol.onDisconnected(disconnects);
            await(carol.connect());
            var room = carol.channel(topic("heartbeat"));
            await(room.join());
            for (int i = 0; i < 10; i++) {
                await(room.push("sleep", Map.of("ms", 20)));
            }
            assertTrue(disconnects.isEmpty());
        }
    }

    @Test
    void closedClientFailsWhatWaits() {
        var room = alice.channel(topic("close"));
        await(room.join());
        var unanswered = room.push("noreply", Map.of());
        var ended = new Inbox<Disconnect>();
        room.onEnded(ended);
        alice.close();
        assertEquals(
                new Disconnect.Local(),
                failure(DisconnectedException.class, unanswered).reason());
        assertEquals(new Disconnect.Local(), ended.next());
        assertEquals(StopReason.CLOSED, server.ending(topic("close")));
    }
}
