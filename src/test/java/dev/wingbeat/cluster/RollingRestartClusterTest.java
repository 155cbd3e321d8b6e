package dev.wingbeat.cluster;

import static java.lang.System.Logger.Level.INFO;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.support.client.HttpProbe;
import dev.wingbeat.support.process.ReleasedBuild;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * All nodes are replaced one after the other while clients listen and broadcasts are made: an upgrade from the last release, after
 * which one node goes back to it. Where the history lacks the release, this build takes its place.
 */
@Tag("destructive")
@Timeout(240)
final class RollingRestartClusterTest {

    private static final System.Logger MEASURED = System.getLogger("measured");
    private static final String TOPIC = "room:rolling";
    private static final int CLIENTS = 30;
    private static final Duration BACK = Duration.ofSeconds(15);
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final int PRESENCE_SECONDS = 10;
    private static final Duration BETWEEN_BROADCASTS = Duration.ofMillis(10);

    /** A broadcast that a node has confirmed: between these times it was made. */
    private record Made(long begin, long end) {}

    private final Map<Integer, Made> made = new ConcurrentHashMap<>();
    private final AtomicInteger numbers = new AtomicInteger();
    private final CountDownLatch end = new CountDownLatch(1);
    private final Map<InetSocketAddress, List<Long>> unhealthyFrom = new HashMap<>();

    @Test
    void clientsComeBackAndNothingIsLostWhileTheyAreJoinedToAHealthyNode() throws Exception {
        List<HubClient> clients = new ArrayList<>();
        Optional<ReleasedBuild> release = ReleasedBuild.of(ClusterNodeMain.class);
        MEASURED.log(INFO, "release " + (release.isPresent() ? "compiled" : "not found, nothing is shown of upgrades"));
        try (var nodes = NodeProcesses.start("rolling", release)) {
            List<InetSocketAddress> addresses = nodes.addresses(0, 1, 2);
            for (int i = 0; i < CLIENTS; i++) {
                clients.add(new HubClient(addresses, i, TOPIC));
            }
            requireJoined(clients);
            List<Thread> publishers = addresses.stream()
                    .map(node -> Thread.ofVirtual().start(() -> publish(node)))
                    .toList();
            for (int i = 0; i < NodeProcesses.NODES; i++) {
                replace(nodes, i, Optional.empty());
                requireJoined(clients);
                requireSamePresences(nodes, i);
            }
            replace(nodes, 1, release);
            requireJoined(clients);
            requireSamePresences(nodes, 1);
            end.countDown();
            for (Thread publisher : publishers) {
                assertTrue(publisher.join(SOON));
            }
            requireMarkerEverywhere(addresses.getFirst(), clients);
            clients.forEach(HubClient::close);
            judge(clients);
            try (var mesh = new Mesh(addresses)) {
                mesh.requireComplete(SOON);
            }
        } finally {
            clients.forEach(HubClient::close);
        }
    }

    /** Has a node track presences, which all nodes then have. */
    private static void requireSamePresences(NodeProcesses nodes, int index) {
        nodes.node(index).ask("fill some-" + index + " 4 20", PRESENCE_SECONDS);
        var unused = NodeLists.awaitEqual(nodes.all(), System.nanoTime(), SOON);
    }

    private void replace(NodeProcesses nodes, int index, Optional<ReleasedBuild> release) {
        long begin = System.nanoTime();
        InetSocketAddress address = nodes.addresses(index).getFirst();
        unhealthyFrom.computeIfAbsent(address, ignored -> new ArrayList<>()).add(begin);
        nodes.node(index).signal("TERM");
        assertEquals(0, nodes.node(index).awaitEnd());
        long ended = System.nanoTime();
        nodes.launch(index, release).awaitReady();
        MEASURED.log(
                INFO,
                "node " + index + " stopped in " + Duration.ofNanos(ended - begin) + ", ready again in "
                        + Duration.ofNanos(System.nanoTime() - ended));
    }

    /** Broadcasts through one node, and notes what the node has confirmed. */
    private void publish(InetSocketAddress node) {
        try {
            do {
                int number = numbers.incrementAndGet();
                long begin = System.nanoTime();
                if (broadcast(node, number)) {
                    made.put(number, new Made(begin, System.nanoTime()));
                }
            } while (!end.await(BETWEEN_BROADCASTS.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean broadcast(InetSocketAddress node, int number) {
        try {
            return HttpProbe.request("POST", "/broadcast?topic=" + TOPIC + "&event=n")
                            .with("connection", "close")
                            .withBody("application/json", "{\"n\":" + number + "}")
                            .send(node.getPort())
                            .status()
                    == 200;
        } catch (UncheckedIOException | AssertionError e) {
            return false;
        }
    }

    private static void requireJoined(List<HubClient> clients) {
        for (int i = 0; i < clients.size(); i++) {
            int number = i;
            assertTrue(clients.get(i).awaitJoined(BACK), () -> "client " + number + " did not come back in " + BACK);
        }
    }

    /** Everything that was made before has arrived when this has, since one sender's broadcasts keep their order. */
    private void requireMarkerEverywhere(InetSocketAddress node, List<HubClient> clients) throws InterruptedException {
        int marker = numbers.incrementAndGet();
        assertTrue(broadcast(node, marker));
        long limit = System.nanoTime() + SOON.toNanos();
        while (!clients.stream().allMatch(client -> client.heard().containsKey(marker))) {
            assertTrue(System.nanoTime() - limit < 0, "the last broadcast did not arrive everywhere");
            var unused = new CountDownLatch(1).await(10, TimeUnit.MILLISECONDS);
        }
    }

    private void judge(List<HubClient> clients) {
        int owed = 0;
        int lost = 0;
        int late = 0;
        int lateLost = 0;
        for (HubClient client : clients) {
            assertEquals(0, client.duplicates(), "broadcasts heard twice");
            for (HubClient.Stay stay : client.stays()) {
                long healthyUntil = healthyUntil(stay);
                for (var each : made.entrySet()) {
                    Made broadcast = each.getValue();
                    boolean heard = client.heard().containsKey(each.getKey());
                    if (broadcast.begin() > stay.from() && broadcast.end() < healthyUntil) {
                        owed++;
                        lost += heard ? 0 : 1;
                    } else if (broadcast.begin() > stay.from() && broadcast.end() < stay.until()) {
                        late++;
                        lateLost += heard ? 0 : 1;
                    }
                }
            }
        }
        String text = made.size() + " broadcasts made, " + numbers.get() + " tried; " + owed + " deliveries owed, "
                + lost + " lost; between SIGTERM and the close frame " + late + ", " + lateLost + " of them lost";
        MEASURED.log(INFO, text);
        assertTrue(owed > CLIENTS * 100, text);
        assertEquals(0, lost, text);
    }

    private long healthyUntil(HubClient.Stay stay) {
        return unhealthyFrom.getOrDefault(stay.node(), List.of()).stream()
                .filter(time -> time > stay.from())
                .reduce(stay.until(), Math::min);
    }
}
