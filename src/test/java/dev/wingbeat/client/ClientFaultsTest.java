package dev.wingbeat.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.wingbeat.conformance.TestServer;
import dev.wingbeat.protocol.Payload;
import dev.wingbeat.support.Patience;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What fails in the code of an application, or around the client, harms nothing else of it. */
class ClientFaultsTest {

    @RegisterExtension
    static final TestServer server =
            TestServer.restartable((fixture, config) -> fixture.app().endpoint(config));

    private PhoenixClient client;

    @BeforeEach
    void connect() throws Exception {
        client = PhoenixClient.builder(URI.create("ws://localhost:" + server.port() + "/socket"))
                .params(() -> Map.of("user_id", "alice"))
                .reconnect(Duration.ofMillis(20), Duration.ofMillis(200))
                .build();
        within(client.connect());
    }

    @AfterEach
    void disconnect() {
        client.close();
    }

    private static <T> T within(CompletableFuture<T> future) throws Exception {
        return future.get(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
    }

    /** As when a token cannot be had. */
    @Test
    void paramsThatFailFailTheFirstJoinAndNoOtherChannel() throws Exception {
        var other = client.channel("room:client-other");
        within(other.join());
        var broken = client.channel("room:client-broken", () -> {
            throw new IllegalStateException("no token now");
        });
        var join = broken.join();
        within(other.push("ping", Map.of("n", 1)));
        var failed = assertThrows(ExecutionException.class, () -> within(join));
        assertInstanceOf(ClientException.class, failed.getCause());
        assertInstanceOf(IllegalStateException.class, failed.getCause().getCause());
        within(client.channel("room:client-broken").join()); // the topic is free again
    }

    @Test
    void paramsThatFailWhenAChannelIsJoinedAgainAreAskedOnceMore() throws Exception {
        var asked = new AtomicInteger();
        var room = client.channel("room:client-again", () -> {
            if (asked.incrementAndGet() == 2) {
                throw new IllegalStateException("no token now");
            }
            return Map.of();
        });
        var rejoined = new CompletableFuture<Payload>();
        room.onRejoined(rejoined::complete);
        within(room.join());
        room.cast("crash", Map.of());
        within(rejoined);
        assertEquals(3, asked.get());
    }

    @Test
    void paramsThatAreNoJsonHarmNoOtherChannel() throws Exception {
        var other = client.channel("room:client-other2");
        within(other.join());
        Map<String, Object> endless = new HashMap<>();
        endless.put("itself", endless);
        var broken = client.channel("room:client-broken2", () -> endless);
        var join = broken.join();
        within(other.push("ping", Map.of("n", 1)));
        assertThrows(ExecutionException.class, () -> within(join));
    }

    @Test
    void joinOfAnEndedClientFails() throws Exception {
        var first = client.channel("room:client-first");
        within(first.join());
        var ended = new CompletableFuture<Disconnect>();
        first.onEnded(ended::complete);
        client.close();
        within(ended);
        var room = client.channel("room:client-late");
        var failed = assertThrows(ExecutionException.class, () -> within(room.join()));
        assertInstanceOf(DisconnectedException.class, failed.getCause());
        var push = assertThrows(ExecutionException.class, () -> within(room.push("ping", Map.of())));
        assertInstanceOf(DisconnectedException.class, push.getCause());
    }

    /** The executor of the builder, the application's own, has been shut down before the client is closed. */
    @Test
    void leaveCompletesThoughTheExecutorOfTheHandlersIsShutDown() throws Exception {
        var threads = Executors.newSingleThreadExecutor();
        var other = PhoenixClient.builder(URI.create("ws://localhost:" + server.port() + "/socket"))
                .params(() -> Map.of("user_id", "bob"))
                .executor(threads)
                .build();
        within(other.connect());
        var room = other.channel("room:client-executor", () -> Map.of("selfbcast", 1));
        room.onEnded(reason -> {});
        within(room.join());
        threads.shutdown();
        within(room.leave());
        other.close();
        var late = other.channel("room:client-late").join();
        assertThrows(ExecutionException.class, () -> within(late)); // so its loop has gone on
    }

    /** An assertion in a handler fails: that of a user's test. */
    @Test
    void handlerWithAnErrorDoesNotSilenceTheOthers() throws Exception {
        var room = client.channel("room:client-assert", () -> Map.of("selfbcast", 1));
        var heard = new CompletableFuture<ClientMessage>();
        var count = new AtomicInteger();
        room.on("shout", message -> {
            if (count.incrementAndGet() == 1) {
                throw new AssertionError("expected something else");
            }
            heard.complete(message);
        });
        within(room.join());
        room.cast("shout", Map.of("n", 1));
        room.cast("shout", Map.of("n", 2));
        within(heard);
    }
}
