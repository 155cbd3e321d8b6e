package dev.wingbeat.conformance;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.wingbeat.Endpoint;
import dev.wingbeat.connection.ConnectInfo;
import dev.wingbeat.connection.ConnectResult;
import dev.wingbeat.connection.DrainerOptions;
import dev.wingbeat.connection.OriginCheck;
import dev.wingbeat.support.LeakWatch;
import dev.wingbeat.support.LogRecords;
import dev.wingbeat.support.Patience;
import dev.wingbeat.support.client.HttpProbe;
import dev.wingbeat.support.client.WebSocketProbe;
import dev.wingbeat.transport.SocketOptions;
import dev.wingbeat.transport.WebSocketTransportOptions;
import dev.wingbeat.websocket.WebSocketConnection;
import dev.wingbeat.websocket.WebSocketHandler;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** Plays random lives of connections against one hub: behind each round its books balance, and neighbours were served. */
@ParameterizedClass(name = "native transport: {0}")
@ValueSource(booleans = {false, true})
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class ConnectionLivesTest {

    private static final int ROUNDS = 2;
    private static final int LIVES = 240;
    private static final int CLIENTS = 8;

    /** Among so many lives there is one look at what the account holds meanwhile. */
    private static final int LOOKS = 5;

    /** More than what neighbours and the question for it have on the account, in bytes. */
    private static final int OF_NEIGHBOURS = 10_000;

    /** Each address's connections are counted, and none is refused. */
    private static final int MANY = 1_000_000;

    private final long seed = Long.getLong("wingbeat.lives.seed", new Random().nextLong());
    private final RandomGenerator random = new Random(seed);
    private final Queue<Promise<ConnectResult>> undecided = new ConcurrentLinkedQueue<>();
    private final LeakWatch leaks = new LeakWatch();
    private final List<LogRecords> log =
            List.of(LogRecords.of("dev.wingbeat"), LogRecords.of("io.vertx"), LogRecords.of("io.netty"));
    private final long began = System.nanoTime();
    private final Map<String, Long> before = Books.connectionObjects();
    private final Vertx vertx;
    private volatile boolean over;
    private long mostHeld;
    private Endpoint endpoint;

    ConnectionLivesTest(boolean nativeTransport) {
        vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(nativeTransport));
        assumeTrue(vertx.isNativeTransportEnabled() == nativeTransport);
    }

    @BeforeEach
    void start() throws Exception {
        leaks.start();
        var app = new ConformanceApp(vertx, ended -> {});
        var builder = Endpoint.builder();
        // neighbours say nothing for a whole round, however long a busy machine takes for it
        var patient =
                new WebSocketTransportOptions().from(ConformanceApp.WEB_SOCKET).idleTimeout(Duration.ofMinutes(10));
        // a stop that waits for somebody who has gone does not end in time
        var endless = new DrainerOptions().timeout(Duration.ofMinutes(10));
        var open = new SocketOptions()
                .webSocket(webSocket -> webSocket.from(patient))
                .drainer(drainer -> drainer.from(endless));
        app.mount(
                builder,
                "/socket",
                new SocketOptions()
                        .from(open)
                        .longPoll(longPoll ->
                                longPoll.from(ConformanceApp.LONG_POLL).window(Duration.ofMillis(300))));
        app.mount(builder, "/later", this::later, open);
        app.mount(
                builder,
                "/failing",
                connect -> {
                    throw new IllegalStateException("on purpose");
                },
                open);
        endpoint = builder.presence(app.presence())
                .webSocket(
                        "/raw",
                        Echo::new,
                        options -> options.checkOrigin(OriginCheck.NONE).drainer(drainer -> drainer.from(endless)))
                .eventStream(
                        "/events/:topic",
                        options -> options.checkOrigin(OriginCheck.NONE).drainer(drainer -> drainer.from(endless)))
                .web(router -> router.get("/health").handler(page -> page.end("ok")))
                .options(options ->
                        options.from(TestServer.CONFIG).managementPort(0).maxConnectionsPerAddress(MANY))
                .build()
                .start(vertx)
                .await(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
    }

    /** Says again what it was told. */
    private static final class Echo implements WebSocketHandler {
        @Override
        public void handleText(String text, WebSocketConnection connection) {
            connection.sendText("you said " + text);
        }
    }

    /** Decides at once on another thread, a little later, or when the round is over. */
    private ConnectResult later(ConnectInfo connect) {
        Promise<ConnectResult> decision = Promise.promise();
        switch (over ? 0 : ThreadLocalRandom.current().nextInt(3)) {
            case 0 -> Thread.ofVirtual().start(() -> decision.complete(ConnectResult.accept()));
            case 1 -> {
                vertx.setTimer(5, ignored -> decision.tryComplete(ConnectResult.accept()));
                undecided.add(decision); // the stop of the loop takes its timers away
            }
            default -> undecided.add(decision);
        }
        return ConnectResult.async(decision.future().compose(accepted -> switch (connect.param("then", "")) {
            case "accept" -> Future.succeededFuture(accepted);
            case "refuse" -> Future.succeededFuture(ConnectResult.refuse());
            default -> Future.failedFuture("on purpose");
        }));
    }

    @AfterEach
    void stop() throws Exception {
        decide();
        endpoint.stop().await(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
        vertx.close().await(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
        assertEquals(List.of(), leaks.stop(), this::told);
        log.forEach(LogRecords::close);
        expectShortLog();
    }

    /**
     * Proves that clients have cost one line for each kind of fault and ten seconds. What the leak detector says is looked at
     * already, and a loop that waits for its processor is no client's fault.
     */
    private void expectShortLog() {
        long most = 1 + TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began) / 10;
        Map<String, Long> lines = log.stream()
                .flatMap(records -> records.records().stream())
                .filter(line -> line.getLevel().intValue() > Level.INFO.intValue())
                .filter(line -> !line.getLoggerName().matches(".*(ResourceLeakDetector|BlockedThreadChecker)"))
                .collect(groupingBy(line -> line.getMessage().replaceAll("[0-9.:/]+|0x[0-9a-f]+", "#"), counting()));
        lines.forEach((line, times) -> assertTrue(times <= most, () -> line + ": " + times + " times"));
    }

    private String told() {
        return "-Dwingbeat.lives.seed=" + seed + " plays the same lives";
    }

    @Test
    void booksBalanceWhateverClientsDo() throws Exception {
        try {
            live(LIVES / 4);
            decide();
            List<WebSocketProbe> neighbours = neighbours();
            Map<String, Long> settled = Books.settled(neighbours.size(), endpoint.managementPort());
            for (int round = 0; round < ROUNDS; round++) {
                live(LIVES);
                decide();
                Books.expect(settled, endpoint.managementPort());
                Books.expectHeld(OF_NEIGHBOURS, endpoint.managementPort());
                neighbours.forEach(WebSocketProbe::expectNothingBeforeHeartbeat);
            }
            neighbours.forEach(WebSocketProbe::close);
            var unused = Books.settled(0, endpoint.managementPort());
            Books.expectHeld(0, endpoint.managementPort());
            assertTrue(mostHeld > OF_NEIGHBOURS, () -> "held meanwhile: " + mostHeld);
        } catch (Exception | AssertionError e) {
            throw new AssertionError(told(), e);
        }
    }

    @Test
    void nodeThatDrainsMeanwhileStops() throws Exception {
        try {
            var neighbours = neighbours();
            var begun = new CountDownLatch(LIVES / 8);
            var living = Thread.startVirtualThread(() -> {
                int port = endpoint.port();
                for (int i = 0; i < LIVES / 4; i++) {
                    try {
                        ConnectionLife.random(random).run(port);
                    } catch (IOException | RuntimeException | AssertionError nobodyListensAnyMore) {
                        // expected of some
                    }
                    begun.countDown();
                }
            });
            begun.await();
            endpoint.stop().await(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
            for (var neighbour : neighbours) {
                assertEquals(1012, neighbour.awaitClose());
            }
            living.join();
            decide();
            neighbours.clear();
            Books.expectNoMoreThan(before);
        } catch (Exception | AssertionError e) {
            throw new AssertionError(told(), e);
        }
    }

    private List<WebSocketProbe> neighbours() {
        var neighbours = new ArrayList<WebSocketProbe>();
        for (int i = 0; i < 6; i++) {
            var neighbour = WebSocketProbe.open(
                    endpoint.port(), HttpProbe.upgrade("/socket/websocket?vsn=2.0.0&user_id=neighbour" + i));
            neighbour.join("room:neighbours");
            neighbours.add(neighbour);
        }
        return neighbours;
    }

    /** Lives so many lives, several at the same time. */
    private void live(int lives) throws Exception {
        over = false;
        int port = endpoint.port();
        try (var clients = Executors.newFixedThreadPool(CLIENTS)) {
            var results = new ArrayList<java.util.concurrent.Future<?>>();
            for (int i = 0; i < lives; i++) {
                var life = ConnectionLife.random(random);
                results.add(clients.submit(() -> {
                    life.run(port);
                    return life;
                }));
            }
            for (int i = 0; i < lives; i++) {
                results.get(i).get(3 * Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
                if (i % LOOKS == 0) {
                    mostHeld = Math.max(mostHeld, Books.heapHeld(endpoint.managementPort()));
                }
            }
        }
    }

    /** Decides what is undecided, and at once from now on: some requests of clients that have gone are still to be read. */
    private void decide() {
        over = true;
        for (var next = undecided.poll(); next != null; next = undecided.poll()) {
            next.tryComplete(ConnectResult.accept());
        }
    }
}
