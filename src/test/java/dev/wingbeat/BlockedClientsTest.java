package dev.wingbeat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.wingbeat.connection.ConnectionView;
import dev.wingbeat.connection.Connections;
import dev.wingbeat.connection.DisconnectReason;
import dev.wingbeat.connection.UserSocket;
import dev.wingbeat.limit.AddressBlocks;
import dev.wingbeat.limit.Permit;
import dev.wingbeat.revocation.Revocation.Kind;
import dev.wingbeat.support.Patience;
import dev.wingbeat.support.client.EventStreamProbe;
import dev.wingbeat.support.client.HttpProbe;
import dev.wingbeat.support.client.WebSocketProbe;
import dev.wingbeat.websocket.WebSocketHandler;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Clients behind a proxy, one of whose addresses is blocked: on every kind of mount, and nobody else. */
class BlockedClientsTest {

    private static final String BAD = "2001:db8:0:1::7";
    private static final String NEIGHBOUR = "2001:db8:0:1::8";
    private static final String GOOD = "2001:db8:0:2::7";

    private Vertx vertx;
    private Endpoint endpoint;

    @BeforeEach
    void start() throws TimeoutException {
        vertx = Vertx.vertx();
        endpoint = newEndpoint();
        await(endpoint.start(vertx));
    }

    private static Endpoint newEndpoint() {
        return Endpoint.builder()
                .socket("/socket", UserSocket.acceptingAll())
                .webSocket("/raw", () -> new WebSocketHandler() {})
                .eventStream("/events/:topic", options -> {})
                .options(options ->
                        options.host("127.0.0.1").port(0).eventLoops(2).trustedProxies("127.0.0.1"))
                .build();
    }

    @AfterEach
    void stop() throws TimeoutException {
        await(endpoint.stop());
        await(vertx.close());
    }

    private static <T> T await(Future<T> future) throws TimeoutException {
        return future.await(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
    }

    private static HttpProbe from(String address, HttpProbe request) {
        return request.with("x-forwarded-for", address);
    }

    private WebSocketProbe open(String path, String address) {
        return WebSocketProbe.open(endpoint.port(), from(address, HttpProbe.upgrade(path)));
    }

    private int status(HttpProbe request) {
        return request.send(endpoint.port()).status();
    }

    private void block(String address) throws TimeoutException {
        await(endpoint.revocations().blockAddress(address, Instant.now().plus(Duration.ofHours(1))));
    }

    @Test
    void connectionsOfEveryKindAreClosedAndNoneIsLetIn() throws Exception {
        try (var socket = open("/socket/websocket?vsn=2.0.0", BAD);
                var raw = open("/raw", NEIGHBOUR);
                var stream = EventStreamProbe.open(endpoint.port(), from(BAD, HttpProbe.get("/events/news")));
                var good = open("/socket/websocket?vsn=2.0.0", GOOD)) {
            stream.expect("retry: 3000\n\n");
            block(BAD);
            assertEquals(1000, socket.awaitClose());
            assertEquals(1000, raw.awaitClose());
            stream.expectEnd();
            good.expectNothingBeforeHeartbeat();
        }
        assertEquals(403, status(from(BAD, HttpProbe.upgrade("/socket/websocket?vsn=2.0.0"))));
        assertEquals(403, status(from(NEIGHBOUR, HttpProbe.upgrade("/raw"))));
        assertEquals(403, status(from(BAD, HttpProbe.get("/events/news"))));
        assertEquals(101, status(from(GOOD, HttpProbe.upgrade("/raw"))));
        await(endpoint.revocations().lift(Kind.ADDRESS, NEIGHBOUR));
        assertEquals(101, status(from(BAD, HttpProbe.upgrade("/raw"))));
    }

    /** A connection that cannot be closed. */
    private record Stuck(int number) implements Connections.Connection {
        @Override
        public void close(DisconnectReason reason) {
            throw new IllegalStateException("stuck");
        }

        @Override
        public ConnectionView view() {
            throw new UnsupportedOperationException();
        }
    }

    @Test
    void howeverOftenSomebodyIsBlockedConnectionsAreGoneThroughOnceAtATime() throws Exception {
        InetAddress address = InetAddress.getByName(BAD);
        var open = new Connections<Stuck>();
        for (int i = 0; i < 3 * Connections.SLICE; i++) {
            open.add(new Stuck(i), Permit.UNCOUNTED, address);
        }
        var asked = new AtomicInteger();
        var blocks = new AddressBlocks() {
            private long version;

            @Override
            public boolean isBlocked(InetAddress client) {
                asked.incrementAndGet();
                return true;
            }

            @Override
            public boolean any() {
                return true;
            }

            @Override
            public long version() {
                return ++version;
            }
        };
        var turns = new ArrayDeque<Runnable>();
        var blocked = new BlockedClients(blocks, List.of(open, new Connections<Stuck>()), turns::add);
        for (int i = 0; i < 100; i++) {
            blocked.tick();
            assertEquals(1, turns.size(), "those that cannot be closed keep no others");
        }
        assertEquals(Connections.SLICE, asked.get());
        while (!turns.isEmpty()) {
            turns.remove().run();
        }
        assertEquals(3 * Connections.SLICE, asked.get());
        blocked.tick();
        assertEquals(1, turns.size(), "others may have been blocked meanwhile");
    }

    @Test
    void operatorsSeeTheAddressOfAClientIfThatIsSet() throws Exception {
        assertFalse(only(endpoint).containsKey("address"));
        Endpoint shown = newEndpoint();
        shown.showAddresses(true);
        await(shown.start(vertx));
        try {
            assertEquals("2001:db8:0:2:0:0:0:7", only(shown).getString("address"));
        } finally {
            await(shown.stop());
        }
    }

    /** Returns what operators see of a client. */
    private static JsonObject only(Endpoint at) throws TimeoutException {
        try (var client =
                WebSocketProbe.open(at.port(), from(GOOD, HttpProbe.upgrade("/socket/websocket?vsn=2.0.0")))) {
            client.expectNothingBeforeHeartbeat();
            JsonObject row = await(at.admin().ask("connections", new JsonObject()))
                    .getJsonArray("items")
                    .getJsonObject(0);
            assertFalse(row.containsKey("address"));
            return await(at.admin().ask("connection", new JsonObject().put("connection", row.getString("connection"))));
        }
    }
}
