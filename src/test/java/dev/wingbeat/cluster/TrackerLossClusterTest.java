package dev.wingbeat.cluster;

import static java.lang.System.Logger.Level.INFO;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.conformance.Proves;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who is present on nodes in JVMs of their own that die, freeze, stop and come back. Each test has a topic of its own. */
@Tag("destructive")
@Timeout(240)
final class TrackerLossClusterTest {

    private static final System.Logger MEASURED = System.getLogger("measured");
    private static final AtomicInteger TOPICS = new AtomicInteger();
    private static final int SECONDS = 60;
    private static final Duration KILLED = Duration.ofSeconds(5);
    private static final Duration FROZEN = Duration.ofSeconds(15);
    private static final Duration THAWED = Duration.ofSeconds(20);
    private static final Duration STOPPED = Duration.ofSeconds(1);

    private static NodeProcesses nodes;

    private final String topic = "room:loss-" + TOPICS.incrementAndGet();

    @BeforeAll
    static void start() {
        nodes = NodeProcesses.start("tracker");
    }

    @AfterAll
    static void stop() {
        nodes.close();
    }

    /** Has each of three nodes track a key of its own, and watch. */
    @BeforeEach
    void populate() {
        for (int i = 0; i < NodeProcesses.NODES; i++) {
            if (!nodes.node(i).isAlive()) {
                nodes.launch(i).awaitReady();
            }
        }
        for (int i = 0; i < NodeProcesses.NODES; i++) {
            track(i, "key" + i);
            String list = list(i);
            IntStream.range(0, NodeProcesses.NODES).forEach(other -> awaitList(other, list));
        }
        for (int i = 0; i < NodeProcesses.NODES; i++) {
            nodes.node(i).command("watch " + topic);
            assertEquals("watching", answer(i));
        }
    }

    @Test
    @Proves({"TRK-03", "TRK-05", "TRK-06"})
    void frozenNodeLeavesAndReturnsWithTheSameRefsAndNobodyElseFlaps() {
        String before = list(0);
        nodes.node(2).signal("STOP");
        long frozen = System.nanoTime();
        expectChange(" -key2", 0, 1);
        requireWithin("frozen node's entries are gone", frozen, FROZEN);
        String without = list(0);
        assertEquals(without, list(1));
        nodes.node(0).command("track " + topic + " while");
        assertTrue(answer(0).startsWith("changed"));
        assertTrue(answer(0).startsWith("tracked"));
        expectChange(" +while", 1);
        nodes.node(2).signal("CONT");
        long thawed = System.nanoTime();
        expectChange(" +key2", 0, 1);
        requireWithin("thawed node's entries are back", thawed, THAWED);
        String after = list(0);
        assertEquals(before, after.replaceAll(";[^;]*\"while\"[^;]*", ""));
        assertEquals(after, list(1));
        awaitList(2, after);
        requireWithin("thawed node lists the others again", thawed, THAWED);
    }

    @Test
    @Proves({"TRK-03", "TRK-04", "TRK-07"})
    void killedNodeLeavesAndItsNextLifeBeginsWithEverything() {
        nodes.node(2).signal("KILL");
        long killed = System.nanoTime();
        expectChange(" -key2", 0, 1);
        requireWithin("killed node's entries are gone", killed, KILLED);
        nodes.launch(2).awaitReady();
        assertEquals(list(0), list(2)); // it is ready when it has everything
        assertEquals(list(0), list(1));
    }

    @Test
    @Proves("TRK-08")
    void stoppedNodeLeavesAtOnce() {
        nodes.node(1).signal("TERM");
        long stopped = System.nanoTime();
        expectChange(" -key1", 0, 2);
        requireWithin("stopped node's entries are gone", stopped, STOPPED);
        assertEquals(0, nodes.node(1).awaitEnd());
        assertEquals(list(0), list(2));
    }

    private void track(int index, String key) {
        nodes.node(index).command("track " + topic + ' ' + key);
        String tracked = answer(index);
        assertTrue(tracked.startsWith("tracked"), tracked);
    }

    /** Takes the next line that a node has printed, but for what it still had to tell of earlier tests. */
    private String answer(int index) {
        String line = nodes.node(index).answer(SECONDS);
        while (line.startsWith("changed ") && !line.startsWith("changed " + topic + ' ')) {
            line = nodes.node(index).answer(SECONDS);
        }
        return line;
    }

    private String list(int index) {
        nodes.node(index).command("list " + topic);
        return answer(index);
    }

    private void awaitList(int index, String list) {
        nodes.node(index).command("await " + topic + list.substring("list".length()));
        String line = answer(index);
        while (line.startsWith("changed")) {
            line = answer(index);
        }
        assertEquals(list, line);
    }

    /** Expects that this is the next change that these nodes tell: nobody flaps before it. */
    private void expectChange(String change, int... indexes) {
        for (int index : indexes) {
            assertEquals("changed " + topic + change, answer(index));
        }
    }

    private static void requireWithin(String what, long begin, Duration limit) {
        Duration took = Duration.ofNanos(System.nanoTime() - begin);
        MEASURED.log(INFO, what + " after " + took);
        assertTrue(took.compareTo(limit) < 0, () -> what + " after " + took + " (expected: < " + limit + ')');
    }
}
