package dev.wingbeat.cluster;

import static java.lang.System.Logger.Level.INFO;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.conformance.Proves;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who is present on nodes in JVMs of their own that die, freeze, stop and come back. */
@Tag("destructive")
@Timeout(240)
final class TrackerLossClusterTest {

    private static final System.Logger MEASURED = System.getLogger("measured");
    private static final String TOPIC = "room:loss";
    private static final int SECONDS = 60;
    private static final Duration KILLED = Duration.ofSeconds(5);
    private static final Duration FROZEN = Duration.ofSeconds(15);
    private static final Duration THAWED = Duration.ofSeconds(20);
    private static final Duration STOPPED = Duration.ofSeconds(1);

    @Test
    @Proves({"TRK-03", "TRK-05", "TRK-06"})
    void frozenNodeLeavesAndReturnsWithTheSameRefsAndNobodyElseFlaps() {
        try (var nodes = populated("tracker-freeze")) {
            String before = list(nodes, 0);
            nodes.node(2).signal("STOP");
            long frozen = System.nanoTime();
            expectChange(nodes, " -key2", 0, 1);
            requireWithin("frozen node's entries are gone", frozen, FROZEN);
            String without = list(nodes, 0);
            assertEquals(without, list(nodes, 1));
            nodes.node(0).command("track " + TOPIC + " while");
            assertTrue(nodes.node(0).answer(SECONDS).startsWith("changed"));
            assertTrue(nodes.node(0).answer(SECONDS).startsWith("tracked"));
            expectChange(nodes, " +while", 1);
            nodes.node(2).signal("CONT");
            long thawed = System.nanoTime();
            expectChange(nodes, " +key2", 0, 1);
            requireWithin("thawed node's entries are back", thawed, THAWED);
            String after = list(nodes, 0);
            assertEquals(before, after.replaceAll(";[^;]*\"while\"[^;]*", ""));
            assertEquals(after, list(nodes, 1));
            awaitList(nodes, 2, after);
            requireWithin("thawed node lists the others again", thawed, THAWED);
        }
    }

    @Test
    @Proves({"TRK-03", "TRK-04", "TRK-07"})
    void killedNodeLeavesAndItsNextLifeBeginsWithEverything() {
        try (var nodes = populated("tracker-kill")) {
            nodes.node(2).signal("KILL");
            long killed = System.nanoTime();
            expectChange(nodes, " -key2", 0, 1);
            requireWithin("killed node's entries are gone", killed, KILLED);
            nodes.launch(2).awaitReady();
            assertEquals(list(nodes, 0), list(nodes, 2)); // it is ready when it has everything
            assertEquals(list(nodes, 0), list(nodes, 1));
        }
    }

    @Test
    @Proves("TRK-08")
    void stoppedNodeLeavesAtOnce() {
        try (var nodes = populated("tracker-stop")) {
            nodes.node(1).signal("TERM");
            long stopped = System.nanoTime();
            expectChange(nodes, " -key1", 0, 2);
            requireWithin("stopped node's entries are gone", stopped, STOPPED);
            assertEquals(0, nodes.node(1).awaitEnd());
            assertEquals(list(nodes, 0), list(nodes, 2));
        }
    }

    /** Starts three nodes that each track a key of their own, and watch. */
    private static NodeProcesses populated(String name) {
        var nodes = NodeProcesses.start(name);
        try {
            populate(nodes);
            return nodes;
        } catch (AssertionError e) {
            nodes.close();
            throw e;
        }
    }

    private static void populate(NodeProcesses nodes) {
        for (int i = 0; i < NodeProcesses.NODES; i++) {
            nodes.node(i).command("track " + TOPIC + " key" + i);
            String tracked = nodes.node(i).answer(SECONDS);
            assertTrue(tracked.startsWith("tracked"), tracked);
            String list = list(nodes, i);
            IntStream.range(0, NodeProcesses.NODES).forEach(other -> awaitList(nodes, other, list));
        }
        for (int i = 0; i < NodeProcesses.NODES; i++) {
            nodes.node(i).command("watch");
            assertEquals("watching", nodes.node(i).answer(SECONDS));
        }
    }

    private static String list(NodeProcesses nodes, int index) {
        nodes.node(index).command("list " + TOPIC);
        return nodes.node(index).answer(SECONDS);
    }

    private static void awaitList(NodeProcesses nodes, int index, String list) {
        nodes.node(index).command("await " + TOPIC + list.substring("list".length()));
        String line = nodes.node(index).answer(SECONDS);
        while (line.startsWith("changed")) {
            line = nodes.node(index).answer(SECONDS);
        }
        assertEquals(list, line);
    }

    /** Expects that this is the next change that these nodes tell: nobody flaps before it. */
    private static void expectChange(NodeProcesses nodes, String change, int... indexes) {
        for (int index : indexes) {
            assertEquals("changed " + TOPIC + change, nodes.node(index).answer(SECONDS));
        }
    }

    private static void requireWithin(String what, long begin, Duration limit) {
        Duration took = Duration.ofNanos(System.nanoTime() - begin);
        MEASURED.log(INFO, what + " after " + took);
        assertTrue(took.compareTo(limit) < 0, () -> what + " after " + took + " (expected: < " + limit + ')');
    }
}
