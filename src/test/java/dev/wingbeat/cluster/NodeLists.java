package dev.wingbeat.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.support.process.NodeProcess;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Compares the presence lists of some nodes. */
final class NodeLists {

    private static final int ANSWER_SECONDS = 10;
    private static final long LOOK_MILLIS = 20;

    private NodeLists() {}

    /** Waits until the digests are equal on all nodes; returns how long after a time. */
    static Duration awaitEqual(List<NodeProcess> nodes, long since, Duration limit) {
        while (true) {
            Set<String> figures = new LinkedHashSet<>();
            nodes.forEach(node -> figures.add(node.ask("figures", ANSWER_SECONDS)));
            Duration took = Duration.ofNanos(System.nanoTime() - since);
            assertTrue(took.compareTo(limit) <= 0, () -> "entries and digests differ after " + took + ": " + figures);
            if (figures.size() == 1) {
                return took;
            }
            pause();
        }
    }

    /** Compares topics entry by entry: name and number of topics, in turns. */
    static void requireSame(List<NodeProcess> nodes, String topics) {
        String first = nodes.getFirst().ask("lists " + topics, ANSWER_SECONDS);
        assertTrue(first.contains("phx_ref"), "no entries in " + topics);
        for (NodeProcess node : nodes.subList(1, nodes.size())) {
            assertEquals(first, node.ask("lists " + topics, ANSWER_SECONDS));
        }
    }

    /** Returns how many entries the lists of a node have. */
    static int entries(NodeProcess node) {
        return Integer.parseInt(node.ask("figures", ANSWER_SECONDS).split(" ", 2)[0]);
    }

    /** Waits until the lists of a node have this many entries, no more and no less. */
    static void awaitEntries(NodeProcess node, int entries, Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        while (entries(node) != entries) {
            assertTrue(System.nanoTime() - end < 0, () -> entries(node) + " (expected: " + entries + ')');
            pause();
        }
    }

    private static void pause() {
        try {
            var unused = new CountDownLatch(1).await(LOOK_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted while comparing lists", e);
        }
    }
}
