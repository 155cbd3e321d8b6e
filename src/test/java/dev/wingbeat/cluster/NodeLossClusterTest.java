package dev.wingbeat.cluster;

import static java.lang.System.Logger.Level.INFO;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.support.process.NodeProcess;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Nodes in JVMs of their own that die, freeze and come back. */
@Tag("destructive")
@Timeout(240)
final class NodeLossClusterTest {

    private static final System.Logger MEASURED = System.getLogger("measured");
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final Duration NOTICED = Duration.ofSeconds(5);
    private static final Duration FROZEN = Duration.ofSeconds(30);
    private static final Duration WATCHED = Duration.ofSeconds(5);
    private static final Duration HEALED = Duration.ofSeconds(17);
    private static final Duration LEFT = Duration.ofSeconds(15);
    private static final Duration BACK = Duration.ofSeconds(20);

    /** Topics, their number, joins per second, seconds. */
    private static final String CHURN = "churn presence:churn- 50 50 25";

    /** Topic, bytes per second, seconds: 400 MB pass by the frozen node. */
    private static final String FLOOD = "room:flood 20000000 20";

    /** What a node may grow by meanwhile, garbage included. */
    private static final long MEMORY = 300L << 20;

    /** Log lines of a node about one fault; each failed connection of Vert.x is one with its stack trace. */
    private static final long CALM = 1_000;

    private static NodeProcesses nodes;

    @BeforeAll
    static void start() {
        long begin = System.nanoTime();
        nodes = NodeProcesses.start("loss");
        MEASURED.log(INFO, "three nodes started together are ready after " + since(begin));
    }

    @AfterAll
    static void stop() {
        nodes.close();
    }

    /** Those that were started at the same moment, or have come back since, are one cluster. */
    @BeforeEach
    void requireOneCluster() {
        try (var mesh = new Mesh(nodes.addresses(0, 1, 2))) {
            mesh.requireComplete(SOON);
        }
    }

    @Test
    void killedNodeDisturbsNobodyAndComesBack() {
        try (var all = new Mesh(nodes.addresses(0, 1, 2));
                var others = new Mesh(nodes.addresses(0, 1))) {
            all.requireComplete(SOON);
            long before = nodes.node(0).logLines();
            nodes.node(2).signal("KILL");
            Duration noticed = awaitMembers(nodes.node(0), 2);
            MEASURED.log(INFO, "a killed node is given up after " + noticed);
            assertTrue(noticed.compareTo(NOTICED) < 0, () -> noticed + " (expected: < " + NOTICED + ')');
            for (int round = 0; round < 20; round++) {
                others.requireComplete(SOON);
            }
            long begin = System.nanoTime();
            nodes.launch(2).awaitReady();
            MEASURED.log(INFO, "a killed node is ready again after " + since(begin));
            try (var again = new Mesh(nodes.addresses(0, 1, 2))) {
                again.requireComplete(SOON);
                others.requireComplete(SOON);
            }
            requireCalm(nodes.node(0), before, "killed");
        }
    }

    @Test
    void frozenNodeDisturbsNobodyAndDeliversAgainWhenThawed() {
        try (var all = new Mesh(nodes.addresses(0, 1, 2));
                var others = new Mesh(nodes.addresses(0, 1));
                var attendance = new Attendance(nodes.addresses(0, 1, 2))) {
            all.requireComplete(SOON);
            long logged = nodes.node(0).logLines();
            long resident = nodes.node(0).residentBytes();
            long frozen = System.nanoTime();
            nodes.node(2).signal("STOP");
            nodes.node(0).command("flood " + FLOOD);
            nodes.node(1).command(CHURN);
            long thaw = frozen + FROZEN.toNanos();
            int rounds = 0;
            long most = 0;
            Duration slowest = Duration.ZERO;
            while (System.nanoTime() - thaw < 0) {
                long sent = System.nanoTime();
                others.requireComplete(SOON);
                Duration took = since(sent);
                slowest = took.compareTo(slowest) > 0 ? took : slowest;
                most = Math.max(most, nodes.node(0).residentBytes() - resident);
                rounds++;
            }
            assertEquals("flooded", nodes.node(0).answer(10));
            long grown = most;
            MEASURED.log(INFO, (most >> 20) + " MiB more memory at most while flooding beside a frozen node");
            assertTrue(most < MEMORY, () -> grown + " bytes more (expected: < " + MEMORY + ')');
            MEASURED.log(INFO, rounds + " rounds beside a frozen node, the slowest in " + slowest);
            requireCalm(nodes.node(0), logged, "frozen");
            PresenceTime.FROZEN.measured(attendance.awaitGone(2, List.of(0, 1), frozen, LEFT));
            nodes.node(1).ask("churned presence:churn-", 10);
            nodes.node(2).signal("CONT");
            long thawed = System.nanoTime();
            try (var again = new Mesh(nodes.addresses(0, 1, 2))) {
                Duration took = again.awaitComplete(thawed, HEALED);
                MEASURED.log(INFO, "everything delivers " + took + " after a node thawed");
                long watched = System.nanoTime() + WATCHED.toNanos();
                while (System.nanoTime() - watched < 0) {
                    again.requireComplete(SOON);
                    others.requireComplete(SOON);
                }
            }
            requireBack(attendance, thawed);
            attendance.requireNoFlap(frozen, List.of(0, 1));
        }
    }

    private static void requireBack(Attendance attendance, long thawed) {
        PresenceTime.THAWED.measured(attendance.awaitBack(2, List.of(0, 1), thawed, BACK));
        PresenceTime.THAWED_EQUAL.measured(attendance.requireEqual(nodes.all(), thawed, BACK));
    }

    private static Duration awaitMembers(NodeProcess node, int members) {
        long begin = System.nanoTime();
        String answer;
        do {
            node.command("members");
            answer = node.answer(10);
        } while (!answer.equals("members " + members) && since(begin).compareTo(SOON) < 0);
        assertEquals("members " + members, answer);
        return since(begin);
    }

    private static void requireCalm(NodeProcess node, long before, String fault) {
        long lines = node.logLines() - before;
        MEASURED.log(INFO, lines + " log lines of another node about a " + fault + " one");
        assertTrue(lines < CALM, () -> lines + " log lines (expected: < " + CALM + ')');
    }

    private static Duration since(long begin) {
        return Duration.ofNanos(System.nanoTime() - begin);
    }
}
