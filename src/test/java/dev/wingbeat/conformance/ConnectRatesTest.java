package dev.wingbeat.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.Endpoint;
import dev.wingbeat.EndpointOptions;
import dev.wingbeat.eventstream.TopicAuthorizer;
import dev.wingbeat.limit.LimitOptions;
import dev.wingbeat.limit.RateLimit;
import dev.wingbeat.limit.WhenFull;
import dev.wingbeat.support.LogRecords;
import dev.wingbeat.support.Scrape;
import dev.wingbeat.support.client.HttpAnswer;
import dev.wingbeat.support.client.WebSocketProbe;
import dev.wingbeat.transport.SocketOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** How often clients may connect, and how many connections one user may have. */
class ConnectRatesTest {

    private static final String WANTED = "/socket/websocket?vsn=2.0.0";
    private static final String LOGGED = "dev.wingbeat.connection";
    private static final String USER = WANTED + "&user_id=u";

    @RegisterExtension
    static final TestServer paced = serving(limits -> limits.connects(new RateLimit(10, 2)));

    @RegisterExtension
    static final TestServer closed = serving(limits -> limits.connects(new RateLimit(0.01, 1)));

    @RegisterExtension
    static final TestServer crowded = serving(limits -> limits.connects(new RateLimit(5, 1)));

    @RegisterExtension
    static final TestServer strict = serving(limits -> limits.connectionsPerId(2));

    @RegisterExtension
    static final TestServer patient = serving(limits -> limits.connectsPerAddress(new RateLimit(0.01, 2)));

    @RegisterExtension
    static final TestServer replacing =
            serving(limits -> limits.connectionsPerId(2).whenFull(WhenFull.REPLACE_OLDEST));

    private static TestServer serving(Consumer<LimitOptions> change) {
        return TestServer.of((fixture, config) -> {
            var builder = Endpoint.builder();
            fixture.app()
                    .mount(
                            builder,
                            "/socket",
                            new SocketOptions()
                                    .webSocket(webSocket -> webSocket.from(ConformanceApp.WEB_SOCKET))
                                    .longPoll(longPoll -> longPoll.from(ConformanceApp.LONG_POLL)));
            return builder.eventStream(
                            "/events/:topic",
                            options -> options.userSocket(new FixtureSocket())
                                    .authorizer(TopicAuthorizer.topics("room:*")))
                    .options(options -> set(options.from(config), change))
                    .build();
        });
    }

    private static void set(EndpointOptions options, Consumer<LimitOptions> change) {
        options.managementPort(0).trustedProxies("127.0.0.1").limits(limits -> change.accept(limits.off()));
    }

    private static double counted(TestServer server, String scope, String limit) {
        return Scrape.of(server.endpoint().managementPort())
                .get("wingbeat_limited_total{scope=\"" + scope + "\",limit=\"" + limit + "\"}");
    }

    @Test
    void whoComesTooSoonWaitsAndGetsIn() {
        long begin = System.nanoTime();
        for (int i = 0; i < 6; i++) {
            paced.open(WANTED).expectNothingBeforeHeartbeat();
        }
        long took = System.nanoTime() - begin;
        assertTrue(took > Duration.ofMillis(350).toNanos(), took + " ns");
        assertEquals(0, counted(paced, "node", "connects"));
    }

    @Test
    void whoWouldWaitTooLongIsToldWhenToComeBack() {
        closed.open(WANTED).expectNothingBeforeHeartbeat();
        try (var log = LogRecords.of(LOGGED)) {
            HttpAnswer refused = closed.upgrade(WANTED);
            assertEquals(503, refused.status());
            assertEquals("5", refused.header("retry-after"));
            assertEquals(503, closed.get("/socket/longpoll?vsn=2.0.0").status());
            assertEquals(
                    List.of("refused 127.0.0.1: too many clients wait to connect (limits.connects)"), log.messages());
        }
        assertEquals(2, counted(closed, "node", "connects"));
    }

    /** More than may wait are there of one address already. */
    @Test
    void anAddressWithACrowdKeepsNoOtherOneOut() throws InterruptedException {
        var crowd = new LinkedBlockingQueue<Integer>();
        List<Thread> threads = new ArrayList<>();
        while (counted(crowded, "node", "connects") == 0) { // a busy machine lets them come one by one
            for (int i = 0; i < 10; i++) {
                threads.add(Thread.ofVirtual().start(() -> crowd.add(from("10.0.0.1"))));
            }
        }
        assertEquals(101, from("10.0.0.2"));
        assertTrue(threads.stream().anyMatch(Thread::isAlive), () -> "after the crowd: " + crowd);
        for (Thread thread : threads) {
            thread.join();
        }
        assertEquals(threads.size(), crowd.size());
        assertTrue(crowd.stream().filter(status -> status == 101).count() >= 8, crowd::toString);
    }

    private static int from(String address) {
        return crowded.upgrade(WANTED, "x-forwarded-for: " + address).status();
    }

    @Test
    void aUserHasSoManyConnections() {
        strict.open(USER);
        strict.open(USER);
        HttpAnswer third = strict.upgrade(USER);
        assertEquals("429 limit: connections_per_id", third.status() + " " + third.text());
        strict.open(WANTED).expectNothingBeforeHeartbeat();
        assertTrue(counted(strict, "id", "connections_per_id") >= 1);
    }

    @Test
    void whoMayNotFollowATopicHasNobodysPlace() {
        WebSocketProbe first = replacing.open(USER + "x");
        WebSocketProbe second = replacing.open(USER + "x");
        assertEquals(403, replacing.get("/events/secret?user_id=ux").status());
        first.expectNothingBeforeHeartbeat();
        second.expectNothingBeforeHeartbeat();
        strict.open(USER + "x");
        strict.open(USER + "x");
        assertEquals(403, strict.get("/events/secret?user_id=ux").status());
        HttpAnswer full = strict.get("/events/room:a?user_id=ux");
        assertEquals("429 limit: connections_per_id", full.status() + " " + full.text());
    }

    @Test
    void anAddressMayConnectSoOften() {
        try (var log = LogRecords.of(LOGGED)) {
            for (int i = 0; i < 2; i++) {
                HttpAnswer last = patient.upgrade(WANTED);
                while (last.status() == 101) {
                    last = patient.upgrade(WANTED);
                }
                assertEquals("429 limit: connects_per_address", last.status() + " " + last.text());
                assertEquals("5", last.header("retry-after"));
            }
            assertEquals(
                    List.of("refused 127.0.0.1: its address connects too often (limits.connects-per-address)"),
                    log.messages());
        }
        assertTrue(counted(patient, "address", "connects_per_address") >= 1);
    }

    @Test
    void theOldestMakesRoom() {
        WebSocketProbe first = replacing.open(USER);
        WebSocketProbe second = replacing.open(USER);
        WebSocketProbe third = replacing.open(USER);
        first.expectClose(1000);
        second.expectNothingBeforeHeartbeat();
        third.expectNothingBeforeHeartbeat();
    }
}
