package dev.wingbeat.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.support.process.NodeProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * How fast presences cross nodes in JVMs of their own, while broadcasts are made and presences come and go. What happens when
 * a node freezes or is cut off is shown by {@link NodeLossClusterTest} and {@link PartitionClusterTest}.
 */
@Tag("destructive")
@Timeout(120)
final class PresenceTimesClusterTest {

    /** Told at once, and not by the gossip that comes every one and a half seconds. How fast that is, src/docs/presence.md says. */
    private static final Duration SOON = Duration.ofMillis(500);

    private static final Duration AT_ONCE = Duration.ofSeconds(1);
    private static final Duration FRESH = Duration.ofSeconds(2);
    private static final Duration KILLED = Duration.ofSeconds(5);
    private static final int MANY = 10_000;
    private static final int SECONDS = 10;
    private static final int RUNS = 3;
    private static final int ANSWER_SECONDS = 60;

    /** Each carries 16 KiB, a hundred in a second: the topic, bytes per second, seconds. */
    private static final String FLOOD = "flood room:load 1640000 ";

    private static NodeProcesses nodes;

    /** What came and went on the first node, and when it was told or seen. */
    private record Times(List<Long> joined, List<Long> left) {
        static Times of(String answer) {
            var times = new Times(new ArrayList<>(), new ArrayList<>());
            for (String pair : answer.split(" ", -1)) {
                int colon = pair.indexOf(':');
                times.joined.add(Long.parseLong(pair.substring(0, colon)));
                times.left.add(Long.parseLong(pair.substring(colon + 1)));
            }
            return times;
        }
    }

    /** How fast the same was in the lists of the other nodes, and with their clients. */
    private record Measured(
            Latencies joinLists, Latencies leaveLists, Latencies joinDiffs, Latencies leaveDiffs, Set<Long> frames) {
        Measured() {
            this(new Latencies(), new Latencies(), new Latencies(), new Latencies(), new HashSet<>());
        }
    }

    @BeforeAll
    static void start() {
        nodes = NodeProcesses.start("presence-times");
        var unused = measure("presence:warm-", 100, 100, 4);
        nodes.all().forEach(node -> NodeLists.awaitEntries(node, 0, Duration.ofSeconds(10)));
    }

    @AfterAll
    static void stop() {
        nodes.close();
    }

    @AfterEach
    void expectNobody() {
        nodes.all().forEach(node -> NodeLists.awaitEntries(node, 0, Duration.ofSeconds(10)));
    }

    /** Lets presences come and go on the first node, and returns how fast the other two were. */
    private static Measured measure(String prefix, int topics, int perSecond, int seconds) {
        int count = perSecond * seconds;
        List<String> names =
                IntStream.range(0, topics).mapToObj(topic -> prefix + topic).toList();
        List<PresenceMember> members = new ArrayList<>();
        try {
            for (int node : new int[] {1, 2}) {
                members.add(new PresenceMember(nodes.addresses(node).getFirst(), "watcher-" + node, names));
            }
            long joinBy = System.nanoTime() + Duration.ofSeconds(10).toNanos();
            members.forEach(member -> member.await(
                    "both watchers everywhere", () -> member.present().size() == 2 * topics, joinBy));
            nodes.all().subList(1, 3).forEach(node -> node.command("look " + prefix + ' ' + topics + ' ' + count));
            nodes.node(0).command(FLOOD + (seconds + 1));
            nodes.node(0).command("churn " + prefix + ' ' + topics + ' ' + perSecond + ' ' + seconds);
            var told = Times.of(nodes.node(0).ask("churned " + prefix, ANSWER_SECONDS));
            var measured = new Measured();
            for (int i = 0; i < members.size(); i++) {
                var seen = Times.of(nodes.node(1 + i).ask("looked " + prefix, ANSWER_SECONDS));
                for (int n = 0; n < count; n++) {
                    measured.joinLists.add(told.joined.get(n), seen.joined.get(n));
                    measured.leaveLists.add(told.left.get(n), seen.left.get(n));
                }
                diffs(members.get(i), told, measured);
            }
            return measured;
        } finally {
            members.forEach(PresenceMember::close);
        }
    }

    private static void diffs(PresenceMember member, Times told, Measured measured) {
        int changes = 2 * told.joined.size();
        member.await(
                changes + " joins and leaves",
                () -> member.changesSince(0).stream()
                                .filter(PresenceTimesClusterTest::isChurn)
                                .count()
                        == changes,
                System.nanoTime() + Duration.ofSeconds(5).toNanos());
        for (var change : member.changesSince(0)) {
            if (isChurn(change)) {
                measured.frames.add(change.at());
                int n = Integer.parseInt(change.place().key().substring("key ".length()));
                if (change.joined()) {
                    measured.joinDiffs.add(told.joined.get(n), change.at());
                } else {
                    measured.leaveDiffs.add(told.left.get(n), change.at());
                }
            }
        }
        assertEquals(List.of(), member.problems());
    }

    private static boolean isChurn(PresenceMember.Change change) {
        return change.place().key().startsWith("key ");
    }

    /** Measures, again if the machine was held up: a single stall of a tenth of a second is the p99 of ten seconds. */
    private static Measured measureUndisturbed(
            String prefix, int topics, int perSecond, Function<Measured, List<Latencies>> soon) {
        Measured measured = measure(prefix + "0-", topics, perSecond, SECONDS);
        for (int run = 1;
                run < RUNS && !soon.apply(measured).stream().allMatch(PresenceTimesClusterTest::isSoon);
                run++) {
            measured = measure(prefix + run + '-', topics, perSecond, SECONDS);
        }
        return measured;
    }

    private static boolean isSoon(Latencies latencies) {
        return latencies.percentile(0.99).compareTo(SOON) < 0;
    }

    private static void requireSoon(List<Latencies> all) {
        all.forEach(each -> assertTrue(isSoon(each), () -> each + " (expected: p99 < " + SOON + ')'));
    }

    private static List<Latencies> lists(Measured measured) {
        return List.of(measured.joinLists, measured.leaveLists);
    }

    private static List<Latencies> listsAndDiffs(Measured measured) {
        return List.of(measured.joinLists, measured.leaveLists, measured.joinDiffs, measured.leaveDiffs);
    }

    @Test
    void joinsAndLeavesAreEverywhereAtOnce() {
        var measured = measureUndisturbed("presence:many-", 100, 100, PresenceTimesClusterTest::listsAndDiffs);
        PresenceTime.JOIN_DIFF.measured(measured.joinDiffs.toString());
        PresenceTime.LEAVE_DIFF.measured(measured.leaveDiffs.toString());
        PresenceTime.JOIN_LIST.measured(measured.joinLists.toString());
        PresenceTime.LEAVE_LIST.measured(measured.leaveLists.toString());
        requireSoon(listsAndDiffs(measured));
    }

    @Test
    void listsOfABusyTopicFollowAtOnceAndItsDiffsAreCoalesced() {
        var measured = measureUndisturbed("presence:busy-", 1, 200, PresenceTimesClusterTest::lists);
        PresenceTime.BUSY_LIST.measured(measured.joinLists + "; " + measured.leaveLists);
        PresenceTime.BUSY_DIFF.measured(measured.joinDiffs + "; " + measured.leaveDiffs + "; "
                + measured.joinDiffs.size() + " changes in " + measured.frames.size() / 2 + " diffs");
        requireSoon(lists(measured));
    }

    @Test
    void nodeThatDiesOrStopsTakesItsPresencesAlongAndAFreshOneHasAllOfThem() {
        nodes.node(0).ask("fill presence:stay- 100 " + MANY, ANSWER_SECONDS);
        try (var attendance = new Attendance(nodes.addresses(0, 1, 2))) {
            nodes.node(2).ask("fill presence:others- 100 1000", ANSWER_SECONDS);
            nodes.node(0).command("churn presence:kill- 50 50 4");
            nodes.node(0).command(FLOOD + 4);
            long killed = System.nanoTime();
            nodes.node(2).signal("KILL");
            PresenceTime.KILLED.measured(attendance.awaitGone(2, List.of(0, 1), killed, KILLED));
            nodes.node(0).ask("churned presence:kill-", ANSWER_SECONDS);
            attendance.requireNoFlap(killed, List.of(0, 1));
        }
        nodes.launch(2);
        nodes.node(0).command(FLOOD + 15);
        nodes.node(2).awaitReady();
        long ready = System.nanoTime();
        PresenceTime.FRESH.measured(NodeLists.awaitEqual(nodes.all(), ready, FRESH));
        assertTrue(NodeLists.entries(nodes.node(2)) >= MANY);
        NodeLists.requireSame(nodes.all(), "presence:stay- 100 presence:others- 0");
        try (var attendance = new Attendance(nodes.addresses(0, 1, 2))) {
            nodes.node(0).command("churn presence:stop- 50 50 4");
            long stopped = System.nanoTime();
            nodes.node(2).signal("TERM");
            PresenceTime.STOPPED.measured(attendance.awaitGone(2, List.of(0, 1), stopped, AT_ONCE));
            assertEquals(0, nodes.node(2).awaitEnd());
            nodes.node(0).ask("churned presence:stop-", ANSWER_SECONDS);
            attendance.requireNoFlap(stopped, List.of(0, 1));
        }
        nodes.launch(2).awaitReady();
        nodes.node(0).ask("clear presence:stay-", ANSWER_SECONDS);
    }

    @Test
    void memoryOfAHundredThousandPresences() {
        List<Long> before =
                nodes.all().stream().map(PresenceTimesClusterTest::heap).toList();
        nodes.node(0).ask("fill presence:memory- 1000 100000", ANSWER_SECONDS);
        NodeLists.awaitEqual(nodes.all(), System.nanoTime(), Duration.ofSeconds(10));
        assertEquals(100_000, NodeLists.entries(nodes.node(2)));
        long own = (heap(nodes.node(0)) - before.get(0)) / 100_000;
        long others = (heap(nodes.node(1)) - before.get(1)) / 100_000;
        PresenceTime.MEMORY.measured(own + " bytes on its own node, " + others + " on each other");
        nodes.node(0).ask("clear presence:memory-", ANSWER_SECONDS);
    }

    private static long heap(NodeProcess node) {
        return Long.parseLong(node.ask("heap", ANSWER_SECONDS));
    }
}
