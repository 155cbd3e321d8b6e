package dev.wingbeat;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.wingbeat.support.Patience;
import dev.wingbeat.support.Ports;
import dev.wingbeat.support.client.ClientFrame;
import dev.wingbeat.support.client.Flood;
import dev.wingbeat.support.client.HttpProbe;
import dev.wingbeat.support.client.LongPollProbe;
import dev.wingbeat.support.client.Strangers;
import dev.wingbeat.support.client.Strangers.Attack;
import dev.wingbeat.support.process.HubProcess;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What strangers can do to a hub of 512 MB in a JVM of its own, and what it costs the others. Each test is a row of
 * operations.md, printed by the logger {@code measured}; together they take a minute.
 */
@Tag("destructive")
class StrangerTest {

    private static final System.Logger MEASURED = System.getLogger("measured");
    private static final HttpProbe UPGRADE = HttpProbe.upgrade("/socket/websocket?vsn=2.0.0");
    private static final byte[] JOIN = bytes(ClientFrame.text("[\"1\",\"1\",\"room:deaf\",\"phx_join\",{}]"));
    private static final String LONG_POLL = "/socket/longpoll?vsn=2.0.0";

    /** A little below the largest message. */
    private static final int LARGE = 1_000_000;

    /** How long a row lasts in which strangers may stay. */
    private static final Duration ROW = Duration.ofSeconds(5);

    /** How long a row may last that ends with the last stranger: the hub gives them 10 s. */
    private static final Duration SLOW_ROW = Duration.ofSeconds(40);

    private static final Duration WARM_UP = Duration.ofSeconds(4);

    /** As long as a prober of `k8s/base` waits for an answer. */
    private static final Duration PROBE_TIMEOUT = Duration.ofSeconds(5);

    private static HubProcess hub;
    private static int port;
    private static int managementPort;

    /** A hub that has been running for a while: in its first seconds a JVM interprets, and everything takes longer. */
    @BeforeAll
    static void start() throws Exception {
        managementPort = Ports.unused();
        hub = HubProcess.startWith(
                "true",
                List.of("-Xms32m", "-Xmx512m"),
                "serve",
                "--port",
                "0",
                "--management-port",
                String.valueOf(managementPort),
                "--message-timeout",
                "10s");
        port = hub.port();
        warmUp();
    }

    /** What strangers do is told in lines, not in stack traces. */
    @AfterAll
    static void stop() {
        hub.close();
        List<String> lines = hub.errorLines();
        MEASURED.log(System.Logger.Level.INFO, "stranger: lines of log of the hub: {0}", lines.size());
        List<String> shouted = lines.stream()
                .filter(line -> line.contains(" SEVERE ") || line.startsWith("\tat "))
                .toList();
        assertEquals(List.of(), shouted);
    }

    private static void warmUp() throws Exception {
        byte[] ping = bytes(
                ClientFrame.text("[\"1\",\"2\",\"room:warm\",\"ping\",{\"d\":\"" + "x".repeat(LARGE / 100) + "\"}]"));
        var neighbours = Neighbours.of(port);
        var guests = Strangers.of(port, 1_000, i -> Attack.once(UPGRADE.bytes(port), JOIN, ping));
        guests.awaitEnds(WARM_UP);
        guests.leave();
        neighbours.leave();
    }

    @Test
    void pipelinedRequestsWhoseAnswersNobodyReads() throws Exception {
        byte[] requests =
                "GET /style.css HTTP/1.1\r\nhost: localhost\r\n\r\n".repeat(500).getBytes(US_ASCII);
        row("pipelines GETs and does not read", 10, SLOW_ROW, Attack.endless(requests));
    }

    @Test
    void firstFragments() throws Exception {
        byte[] fragment = bytes(ClientFrame.text("x".repeat(LARGE)).notFinal());
        row("first fragment of 1 MB", 270, ROW, Attack.once(UPGRADE.bytes(port), fragment));
    }

    @Test
    void halfFrames() throws Exception {
        byte[] half = bytes(ClientFrame.text("x".repeat(LARGE)).announcing(LARGE + 1));
        row("frame of 1 MB without its last byte", 420, ROW, Attack.once(UPGRADE.bytes(port), half));
    }

    @Test
    void postsWithoutTheirEnd() throws Exception {
        String token = new LongPollProbe(port, LONG_POLL).open().token();
        byte[] post = ("POST " + LONG_POLL + "&token=" + token + " HTTP/1.1\r\nhost: localhost\r\ncontent-type: "
                        + LongPollProbe.NDJSON + "\r\ncontent-length: " + (LARGE + 1) + "\r\n\r\n" + "x".repeat(LARGE))
                .getBytes(US_ASCII);
        row("POST of 1 MB without its last byte, one token", 540, ROW, Attack.once(post));
    }

    @Test
    void echoesThatNobodyReads() throws Exception {
        byte[] ping = bytes(
                ClientFrame.text("[\"1\",\"2\",\"room:deaf\",\"ping\",{\"d\":\"" + "x".repeat(LARGE / 100) + "\"}]"));
        var attack = Attack.endless(ping, UPGRADE.bytes(port), JOIN);
        row("asks for echoes of 10 kB and does not read", 3_000, ROW.multipliedBy(2), attack);
    }

    @Test
    void joinsWithHugeRefs() throws Exception {
        byte[] join = bytes(ClientFrame.text("[\"" + "r".repeat(LARGE) + "\",\"1\",\"room:huge\",\"phx_join\",{}]"));
        row(
                "100 joins with a join_ref of 1 MB",
                10,
                ROW,
                Attack.once(UPGRADE.bytes(port)).then(join, 100, Duration.ZERO));
    }

    @Test
    void messagesAndHeadersThatTrickle() throws Exception {
        var second = Duration.ofSeconds(1);
        var header = Attack.once("GET / HTTP/1.1\r\nx: ".getBytes(US_ASCII)).then(new byte[] {'x'}, 100, second);
        byte[] more = bytes(ClientFrame.continuation(new byte[] {' '}).notFinal());
        var message = Attack.once(
                        UPGRADE.bytes(port), bytes(ClientFrame.text("[").notFinal()))
                .then(more, 100, second);
        row("a byte a second of a header or a message", 100, SLOW_ROW, header, message);
    }

    /** A quarter each sends messages, joins, has presences that come and go, and connects; whoever is thrown out is back at once. */
    @Test
    void floodsThatComeBack() throws Exception {
        Attack[] all = Stream.of(Flood.values()).map(each -> each.attack(port)).toArray(Attack[]::new);
        row("flood with messages, joins, presences or connects", 100, ROW.multipliedBy(2), all);
    }

    private static byte[] bytes(ClientFrame frame) {
        return ClientFrame.bytes(List.of(frame));
    }

    private static void row(String what, int count, Duration limit, Attack... attacks) throws Exception {
        try {
            measure(what, count, limit, attacks);
        } catch (Exception | AssertionError e) {
            hub.close();
            throw new AssertionError("the hub said " + hub.errorLines(), e);
        }
    }

    private static void measure(String what, int count, Duration limit, Attack... attacks) throws Exception {
        var neighbours = Neighbours.of(port);
        var watch = new HubWatch(hub.pid(), managementPort);
        var strangers = Strangers.of(port, count, i -> attacks[i % attacks.length]);
        boolean allEnded = strangers.awaitEnds(limit);
        assertTrue(allEnded || !limit.equals(SLOW_ROW), () -> strangers.ends().toString());
        strangers.leave();
        neighbours.leave();
        watch.stop();
        JsonNode stats = watch.stats();
        MEASURED.log(
                System.Logger.Level.INFO,
                "stranger: {0} x {1}: {2} connects, {3} bytes; {4}; closed for memory {5}, refused {6}; peak RSS {7},"
                        + " heap {8}, direct {9}, account {10} MB; ping {11}; visit {12}; live max {13} ms",
                count,
                what,
                strangers.connects(),
                strangers.sent(),
                strangers.ends(),
                stats.path("closed_for_memory"),
                stats.path("large_messages_refused"),
                watch.resident() >> 20,
                watch.heap() >> 20,
                watch.direct() >> 20,
                watch.held() >> 20,
                times(neighbours.pings()),
                times(neighbours.visits()),
                watch.liveMax() / 1_000_000);
        assertTrue(watch.liveMax() < PROBE_TIMEOUT.toNanos(), () -> "live answered after " + watch.liveMax() + " ns");
        awaitRelease(watch);
    }

    /** Waits until the account has nothing of the strangers any more. */
    private static void awaitRelease(HubWatch watch) {
        long end = System.nanoTime() + Patience.LIMIT.toNanos();
        JsonNode stats = watch.stats();
        while (stats.path("tcp_connections").asInt() > 0
                || stats.path("heap_held").asLong() > LARGE
                || stats.path("direct_held").asLong() > LARGE) {
            assertTrue(System.nanoTime() < end, stats::toString);
            stats = watch.stats();
        }
    }

    private static String times(List<Long> nanos) {
        long[] sorted = nanos.stream().mapToLong(Long::longValue).sorted().toArray();
        return "%d, p50 %.1f, p99 %.1f, max %.1f ms"
                .formatted(
                        sorted.length,
                        sorted[sorted.length / 2] / 1e6,
                        sorted[(int) (sorted.length * 0.99)] / 1e6,
                        sorted[sorted.length - 1] / 1e6);
    }
}
