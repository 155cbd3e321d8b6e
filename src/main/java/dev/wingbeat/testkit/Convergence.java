package dev.wingbeat.testkit;

import dev.wingbeat.pubsub.Subscription;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Asks again and again, by a broadcast from one node, until all others have heard it. */
final class Convergence {

    private static final Duration PAUSE = Duration.ofMillis(20);

    private final List<@Nullable HubNode> nodes;
    private final HubNode from;
    private final String topic = "testkit:" + UUID.randomUUID();
    private final Monitor monitor = new Monitor();
    private final Set<HubNode> reached = ConcurrentHashMap.newKeySet();

    Convergence(List<@Nullable HubNode> nodes, int from) {
        this.nodes = nodes;
        HubNode node = nodes.get(from);
        if (node == null) {
            throw new IllegalArgumentException("from: " + from + " (expected: a node that runs)");
        }
        this.from = node;
    }

    void await(Duration limit) {
        List<Subscription> subscriptions = new ArrayList<>();
        List<HubNode> wanted = new ArrayList<>();
        for (HubNode node : nodes) {
            if (node != null) {
                wanted.add(node);
                subscriptions.add(
                        node.endpoint().pubSub().subscribe(topic, heard -> monitor.change(() -> reached.add(node))));
            }
        }
        try {
            long end = System.nanoTime() + limit.toNanos();
            do {
                if (System.nanoTime() - end > 0) {
                    throw new AssertionError("not converged within " + limit.toSeconds() + " s");
                }
                from.endpoint().broadcast(topic, "marker", Map.of());
            } while (monitor.await(PAUSE, () -> reached.containsAll(wanted) ? topic : null) == null);
        } finally {
            subscriptions.forEach(Subscription::unsubscribe);
        }
    }
}
