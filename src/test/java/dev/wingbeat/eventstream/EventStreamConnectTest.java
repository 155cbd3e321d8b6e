package dev.wingbeat.eventstream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.wingbeat.Endpoint;
import dev.wingbeat.conformance.TestServer;
import dev.wingbeat.connection.Assign;
import dev.wingbeat.connection.Assigns;
import dev.wingbeat.connection.ConnectInfo;
import dev.wingbeat.connection.ConnectResult;
import dev.wingbeat.connection.DrainerOptions;
import dev.wingbeat.connection.HttpRefusal;
import dev.wingbeat.connection.OriginCheck;
import dev.wingbeat.connection.UserSocket;
import dev.wingbeat.support.Patience;
import dev.wingbeat.support.client.EventStreamProbe;
import dev.wingbeat.support.client.HttpProbe;
import io.vertx.core.Promise;
import java.io.EOFException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who may follow an event stream, and how it ends. */
class EventStreamConnectTest {

    /** Decides as the parameter {@code do} says, names who passes by the parameter {@code name}. */
    private static final Assign<String> NAME = Assign.of("name", String.class);

    private static final Assign<String> TRANSPORT = Assign.of("transport", String.class);

    private static final UserSocket DOORMAN = new UserSocket() {
        @Override
        public ConnectResult connect(ConnectInfo connect) {
            return switch (connect.param("do", "")) {
                case "refuse" -> ConnectResult.refuse();
                case "reason" -> ConnectResult.refuse("full");
                case "throw" -> throw new IllegalStateException("thrown in connect");
                case "later" -> {
                    Promise<ConnectResult> promise = Promise.promise();
                    Thread.ofVirtual().start(() -> promise.complete(accept(connect)));
                    yield ConnectResult.async(promise.future());
                }
                default -> accept(connect);
            };
        }

        private static ConnectResult accept(ConnectInfo connect) {
            return ConnectResult.accept(
                    Assigns.of(NAME, connect.param("name", "nobody")).with(TRANSPORT, connect.transport()));
        }

        @Override
        public @Nullable String id(Assigns assigns) {
            return "user:" + assigns.get(NAME);
        }
    };

    /** Lets everybody into rooms, and people into what is their own. */
    private static ConnectResult authorize(String topic, ConnectInfo connect, Assigns assigns) {
        if (topic.equals("throw")) {
            throw new IllegalStateException("thrown in authorize");
        }
        if (topic.equals("reason")) {
            return ConnectResult.refuse("not for you");
        }
        Promise<ConnectResult> later = Promise.promise();
        boolean allowed = topic.startsWith("room:") || topic.equals(assigns.get(NAME) + "@" + assigns.get(TRANSPORT));
        Thread.ofVirtual().start(() -> later.complete(allowed ? ConnectResult.accept() : ConnectResult.refuse()));
        return ConnectResult.async(later.future());
    }

    @RegisterExtension
    static final TestServer server = TestServer.of((fixture, config) -> Endpoint.builder()
            .eventStream("/events/:topic", options -> {})
            .eventStream("/query", options -> {})
            .eventStream(
                    "/broken",
                    options -> options.topic(connect -> {
                        throw new IllegalStateException("no topic today");
                    }))
            .eventStream("/rooms/:topic", options -> options.authorizer(TopicAuthorizer.topics("room:*", "lobby")))
            .eventStream("/listed/:topic", options -> options.checkOrigin(OriginCheck.list("https://friend.example")))
            .eventStream(
                    "/door/:topic",
                    options -> options.userSocket(DOORMAN)
                            .errorHandler(reason -> new HttpRefusal(429, reason))
                            .authorizer(EventStreamConnectTest::authorize))
            .options(options -> options.from(config))
            .build());

    private static EventStreamProbe open(String target, String... headers) {
        return EventStreamProbe.open(server.port(), HttpProbe.get(target).with(headers));
    }

    private static String status(String target, String... headers) {
        var answer = server.get(target, headers);
        return answer.status() + " " + answer.text();
    }

    @ParameterizedTest
    @CsvSource({"refuse, 403, ''", "reason, 429, full", "throw, 500, Internal Server Error"})
    void applicationRefuses(String how, int status, String body) {
        assertEquals(status + " " + body, status("/door/room:1?do=" + how));
    }

    @Test
    void applicationMayDecideLaterOnAnotherThread() {
        try (var probe = open("/door/room:later?do=later")) {
            server.endpoint().broadcast("room:later", "e", Map.of());
            probe.expect("retry: 3000\n\n", "id: 1\nevent: e\ndata: {}\n\n");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'/door/clan:1?name=alice', 403, ''",
        "'/door/bob@eventstream?name=alice', 403, ''",
        "/door/reason, 429, not for you",
        "/door/throw, 500, Internal Server Error",
        "/rooms/clan:1, 403, ''",
        "/rooms/lobby:1, 403, ''",
        "/query, 404, ''",
        "'/query?topic=', 404, ''",
        "'/query?topic[]=a', 404, ''",
        "/broken, 500, Internal Server Error"
    })
    void topicIsRefused(String target, int status, String body) {
        assertEquals(status + " " + body, status(target));
    }

    @ParameterizedTest
    @CsvSource({
        "'/door/alice@eventstream?name=alice', alice@eventstream",
        "/rooms/room:1, room:1",
        "/rooms/lobby, lobby",
        "'/query?topic=anything', anything"
    })
    void topicIsAllowed(String target, String topic) {
        try (var probe = open(target)) {
            server.endpoint().broadcast(topic, "e", Map.of());
            probe.expect("retry: 3000\n\n", "id: 1\nevent: e\ndata: {}\n\n");
        }
    }

    @Test
    void foreignOriginIsRefusedWithoutAsking() {
        var answer = server.get("/events/room:1", "origin: http://evil.example");
        assertEquals("403 ", answer.status() + " " + answer.text());
        assertNull(answer.header("access-control-allow-origin"));
        assertEquals("403 ", status("/events/room:1", "origin: null"));
        assertEquals("403 ", status("/listed/room:1", "origin: http://localhost"));
    }

    @Test
    void foreignOriginThatIsAllowedMayReadTheStream() {
        try (var probe = open("/listed/room:1", "origin: https://friend.example")) {
            assertEquals("https://friend.example", probe.head().header("access-control-allow-origin"));
            assertEquals("origin", probe.head().header("vary"));
            assertNull(probe.head().header("access-control-allow-credentials"));
        }
    }

    @Test
    void disconnectOfTheIdEndsAllStreamsOfTheName() {
        try (var first = open("/door/room:d?name=kicked");
                var second = open("/door/room:d?name=kicked");
                var other = open("/door/room:d?name=spared")) {
            server.endpoint().disconnect("user:kicked");
            first.expect("retry: 3000\n\n");
            second.expect("retry: 3000\n\n");
            first.expectEnd();
            second.expectEnd();
            server.endpoint().broadcast("room:d", "e", Map.of());
            other.expect("retry: 3000\n\n", "id: 1\nevent: e\ndata: {}\n\n");
        }
    }

    private static Endpoint startWith(DrainerOptions drainer) throws Exception {
        return Endpoint.builder()
                .eventStream("/events/:topic", options -> options.drainer(changed -> changed.from(drainer)))
                .options(options -> options.from(TestServer.CONFIG))
                .build()
                .start(server.vertx())
                .await(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
    }

    @Test
    void streamsEndWhenTheEndpointStops() throws Exception {
        var endpoint = startWith(new DrainerOptions()
                .batchSize(1)
                .batchInterval(Duration.ofMillis(1))
                .timeout(Duration.ofSeconds(5)));
        try (var first = EventStreamProbe.open(endpoint.port(), HttpProbe.get("/events/a"));
                var second = EventStreamProbe.open(endpoint.port(), HttpProbe.get("/events/b"))) {
            endpoint.broadcast("a", "last", Map.of());
            endpoint.stop().await(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
            first.expect("retry: 3000\n\n", "id: 1\nevent: last\ndata: {}\n\n");
            first.expectEnd();
            second.expect("retry: 3000\n\n");
            second.expectEnd();
        }
    }

    @Test
    void whoComesDuringTheDrainGetsNoAnswerSoThatItComesBack() throws Exception {
        var endpoint = startWith(new DrainerOptions()
                .batchSize(1)
                .batchInterval(Duration.ofHours(1))
                .timeout(Duration.ofSeconds(1)));
        var streams = new ArrayList<EventStreamProbe>();
        for (int i = 0; i < 5; i++) {
            streams.add(EventStreamProbe.open(endpoint.port(), HttpProbe.get("/events/a")));
        }
        var stopped = endpoint.stop();
        var late = HttpProbe.get("/events/a");
        var refused = assertThrows(UncheckedIOException.class, () -> {
            while (true) { // until the drain has begun on the loop that takes the request
                EventStreamProbe.open(endpoint.port(), late).close();
            }
        });
        assertInstanceOf(EOFException.class, refused.getCause());
        assertFalse(stopped.isComplete(), "it was still draining");
        stopped.await(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
        streams.forEach(EventStreamProbe::close);
    }
}
