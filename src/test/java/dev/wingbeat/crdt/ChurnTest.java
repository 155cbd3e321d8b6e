package dev.wingbeat.crdt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** A day of three nodes: people come, change and go, one delta in fifty is lost, nodes restart; nothing piles up. */
class ChurnTest {

    private static final int CHANGES = 1_000_100;
    private static final int PRESENT = 500;
    private static final int BETWEEN_DIGESTS = 500;
    private static final int BETWEEN_RESTARTS = 1_000;

    private final SplittableRandom random = new SplittableRandom(7);
    private final List<PresenceState<String>> nodes = new ArrayList<>();
    private final List<Deque<Long>> owners = new ArrayList<>();
    private long generation;
    private long owner;
    private int widest;

    @Test
    void dayOfChurnLeavesWhatIsPresent() {
        for (int i = 0; i < 3; i++) {
            nodes.add(new PresenceState<>(new ReplicaId("node" + i, ++generation)));
            owners.add(new ArrayDeque<>());
        }
        churn(CHANGES / 10);
        long before = used();
        churn(CHANGES);
        long grown = used() - before;
        assertTrue(grown < 8 << 20, "grown: " + grown + " bytes");
        nodes.forEach(this::pullFromAll);
        assertTrue(generation > CHANGES / BETWEEN_RESTARTS, "restarts: " + generation);
        assertTrue(widest > 1 && widest <= BETWEEN_DIGESTS, "ranges: " + widest);
        for (var node : nodes) {
            var whole = ModelledReplica.full(node);
            assertEquals(
                    owners.stream().mapToInt(Deque::size).sum(), whole.entries().size());
            assertEquals(3, whole.context().dots().size(), "replicas");
            whole.context().dots().values().forEach(dots -> assertEquals(1, dots.ranges(), "ranges"));
        }
    }

    private void churn(int changes) {
        for (int i = 1; i <= changes; i++) {
            var node = nodes.get(i % 3);
            var delta = change(node, owners.get(i % 3));
            for (var other : nodes) {
                if (other != node && random.nextInt(50) > 0) {
                    other.merge(delta);
                    widest = Math.max(
                            widest, other.known(node.digest().replica()).ranges());
                }
            }
            if (i % BETWEEN_DIGESTS == 0) {
                pullFromAll(nodes.get(random.nextInt(3)));
            }
            if (i % BETWEEN_RESTARTS == 0) {
                restart(random.nextInt(3));
            }
        }
    }

    private Delta<String> change(PresenceState<String> node, Deque<Long> present) {
        if (present.size() < PRESENT && random.nextInt(3) > 0) {
            present.add(++owner);
            return node.add("room", owner, "who", dot -> "meta of " + dot);
        }
        if (present.isEmpty()) {
            return Delta.empty();
        }
        long first = present.removeFirst();
        return switch (random.nextInt(3)) {
            case 0 -> node.remove(first);
            case 1 -> node.remove("room", first, "who");
            default -> {
                present.addLast(first);
                yield node.update("room", first, "who", (old, dot) -> old.value() + '!');
            }
        };
    }

    private void pullFromAll(PresenceState<String> node) {
        for (var from : nodes) {
            var replica = from.digest().replica();
            long after = 0;
            while (from != node && !node.settle(from.digest())) {
                var part = from.missing(node.known(replica), after, 100);
                node.merge(part);
                after = part.context().dots(replica).max();
            }
        }
    }

    /** A node comes back as another replica; the others drop the former for good, and all catch up. */
    private void restart(int at) {
        var former = nodes.get(at).digest().replica();
        nodes.set(at, new PresenceState<>(new ReplicaId(former.node(), ++generation)));
        owners.get(at).clear();
        for (var node : nodes) {
            node.remove(former);
            pullFromAll(node);
        }
        nodes.get((at + 1) % 3).forget(nodes.get((at + 2) % 3).digest().replica());
    }

    private static long used() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
