package dev.wingbeat.cluster;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.wingbeat.conformance.Proves;
import dev.wingbeat.protocol.Payload;
import dev.wingbeat.pubsub.NodePubSub;
import dev.wingbeat.tracker.Owner;
import dev.wingbeat.tracker.Tracker;
import dev.wingbeat.tracker.TrackerConfig;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Trackers of nodes that are a cluster. */
final class TrackerClusterTest {

    @RegisterExtension
    static final WingbeatCluster CLUSTER = new WingbeatCluster();

    private static final AtomicInteger NAMES = new AtomicInteger();
    private static final int MANY = 10_000;

    /** The tracker of one node, and what it has announced. */
    private record Tracked(Tracker tracker, LinkedBlockingQueue<String> announced) {

        static Tracked on(WingbeatCluster.Node node, String name) throws Exception {
            var announced = new LinkedBlockingQueue<String>();
            var lanes = ((NodePubSub) node.endpoint().pubSub()).lanes();
            var tracker =
                    new Tracker(name, node.cluster().vertx(), lanes, TrackerConfig.DEFAULT, (topic, joins, leaves) -> {
                        var text = new StringBuilder(topic);
                        leaves.forEach(leave -> text.append(" -").append(leave.key()));
                        joins.forEach(join -> text.append(" +").append(join.key()));
                        announced.add(text.toString());
                    });
            await(tracker.start());
            return new Tracked(tracker, announced);
        }

        void expect(String change) throws InterruptedException {
            assertEquals(change, announced.poll(60, TimeUnit.SECONDS));
        }

        String track(Owner owner, String topic, String key) throws Exception {
            return await(tracker.track(owner, topic, key, Payload.of("name", key)));
        }

        /** Returns the entries of a topic, as texts that are equal where the entries are. */
        Map<String, List<String>> list(String topic) {
            var list = new TreeMap<String, List<String>>();
            tracker.list(topic)
                    .forEach((key, entries) -> list.put(
                            key,
                            entries.stream()
                                    .map(entry -> entry.dot() + " " + entry.owner() + " "
                                            + entry.value().buffer())
                                    .toList()));
            return list;
        }
    }

    private final String name = "tracker-" + NAMES.incrementAndGet();
    private final String topic = CLUSTER.topic();
    private final List<Tracked> nodes = new ArrayList<>();

    private static <T> T await(Future<T> future) throws Exception {
        return future.await(30, TimeUnit.SECONDS);
    }

    @BeforeEach
    void start() throws Exception {
        for (int i = 0; i < CLUSTER.size(); i++) {
            nodes.add(Tracked.on(CLUSTER.node(i), name));
        }
        for (Tracked node : nodes) {
            await(node.tracker.synced());
        }
    }

    @AfterEach
    void stop() throws Exception {
        for (Tracked node : nodes) {
            await(node.tracker.stop());
        }
    }

    private void expectEverywhere(String change) throws InterruptedException {
        for (Tracked node : nodes) {
            node.expect(change);
        }
    }

    private void expectSameLists(String of) {
        for (Tracked node : nodes) {
            assertEquals(nodes.getFirst().list(of), node.list(of));
        }
    }

    @Test
    @Proves({"TRK-01", "TRK-02", "TRK-09"})
    void joinUpdateAndLeaveAreEachOneChangeOnEveryNode() throws Exception {
        Tracked first = nodes.getFirst();
        Owner owner = first.tracker.newOwner();
        first.track(owner, topic, "alice");
        expectEverywhere(topic + " +alice");
        expectSameLists(topic);
        await(first.tracker.update(owner, topic, "alice", meta -> Payload.of("away", true)));
        expectEverywhere(topic + " -alice +alice");
        expectSameLists(topic);
        first.tracker.end(owner);
        expectEverywhere(topic + " -alice");
        expectSameLists(topic);
        assertEquals(Map.of(), first.list(topic));
    }

    @Test
    void changesOfOneNodeArriveInOrder() throws Exception {
        Tracked sender = nodes.get(1);
        Owner owner = sender.tracker.newOwner();
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            sender.tracker.track(owner, topic, "key " + i, Payload.EMPTY).onFailure(Throwable::printStackTrace);
            expected.add("key " + i);
        }
        for (Tracked node : nodes) {
            List<String> joined = new ArrayList<>();
            while (joined.size() < expected.size()) { // one change may tell of several
                String change = requireNonNull(node.announced.poll(60, TimeUnit.SECONDS));
                joined.addAll(List.of(change.substring((topic + " +").length()).split(" \\+")));
            }
            assertEquals(expected, joined);
        }
        expectSameLists(topic);
    }

    @Test
    void nodesThatChangeTheSameTopicAtOnceEndWithEqualLists() throws Exception {
        List<Future<?>> asked = new ArrayList<>();
        for (Tracked node : nodes) {
            Owner owner = node.tracker.newOwner();
            for (int i = 0; i < 1_000; i++) {
                String key = "key " + i;
                String of = topic + "-" + i % 7;
                asked.add(node.tracker.track(owner, of, key, Payload.EMPTY));
                asked.add(node.tracker.update(owner, of, key, meta -> Payload.of("again", true)));
                if (i % 3 == 0) {
                    asked.add(node.tracker.untrack(owner, of, key));
                }
            }
        }
        await(Future.all(asked));
        for (int i = 0; i < 7; i++) {
            awaitMarker(topic + "-" + i);
            expectSameLists(topic + "-" + i);
        }
        for (Tracked node : nodes) {
            assertEquals(
                    nodes.getFirst().tracker.figures().hash(),
                    node.tracker.figures().hash());
            assertEquals(3 * 666 + 7 * 3, node.tracker.figures().entries());
        }
    }

    /** Waits until what all nodes did before in a topic has arrived on all nodes. */
    private void awaitMarker(String of) throws Exception {
        nodes.forEach(node -> node.announced.clear());
        for (Tracked node : nodes) {
            node.track(node.tracker.newOwner(), of, "marker");
        }
        for (Tracked node : nodes) {
            for (int markers = 0; markers < nodes.size(); ) {
                String change = requireNonNull(node.announced.poll(60, TimeUnit.SECONDS));
                markers += change.startsWith(of + " ") ? change.split("\\+marker", -1).length - 1 : 0;
            }
        }
    }

    @Test
    @Proves("TRK-07")
    void freshNodeHasAllEntriesWithinTwoSeconds() throws Exception {
        Tracked first = nodes.getFirst();
        List<Future<?>> asked = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            asked.add(first.tracker.track(
                    first.tracker.newOwner(), topic, "user " + i, Payload.of("online_at", i, "name", "User " + i)));
        }
        await(Future.all(asked));
        nodes.get(1).track(nodes.get(1).tracker.newOwner(), topic, "other");
        WingbeatCluster.Node fourth = await(CLUSTER.startAnother());
        try {
            long begin = System.nanoTime();
            Tracked fresh = Tracked.on(fourth, name);
            await(fresh.tracker.synced());
            Duration took = Duration.ofNanos(System.nanoTime() - begin);
            assertEquals(MANY + 1, fresh.tracker.count(topic));
            assertEquals(first.list(topic), fresh.list(topic));
            System.getLogger("measured").log(System.Logger.Level.INFO, "10,000 entries on a fresh node after " + took);
        } finally {
            WingbeatCluster.stop(fourth);
        }
    }

    @Test
    @Proves("TRK-03")
    void entriesOfANodeThatEndsWithoutAWordLeaveWithinSeconds() throws Exception {
        WingbeatCluster.Node fourth = await(CLUSTER.startAnother());
        Tracked lost = Tracked.on(fourth, name);
        await(lost.tracker.synced());
        lost.track(lost.tracker.newOwner(), topic, "lost");
        expectEverywhere(topic + " +lost");
        nodes.getFirst().track(nodes.getFirst().tracker.newOwner(), topic, "stays");
        expectEverywhere(topic + " +stays");
        await(fourth.cluster().vertx().close()); // the tracker is not told
        long begin = System.nanoTime();
        expectEverywhere(topic + " -lost");
        Duration took = Duration.ofNanos(System.nanoTime() - begin);
        System.getLogger("measured")
                .log(System.Logger.Level.INFO, "an entry of a node that is gone left after " + took);
        expectSameLists(topic);
    }

    @Test
    @Proves("TRK-08")
    void entriesOfANodeThatStopsLeaveAtOnceAndItsNextLifeBeginsEmpty() throws Exception {
        Tracked stopping = nodes.removeLast();
        stopping.track(stopping.tracker.newOwner(), topic, "alice");
        stopping.track(stopping.tracker.newOwner(), topic, "bob");
        expectEverywhere(topic + " +alice");
        expectEverywhere(topic + " +bob");
        await(stopping.tracker.stop());
        expectEverywhere(topic + " -alice -bob");
        Tracked next = Tracked.on(CLUSTER.node(2), name);
        nodes.add(next);
        await(next.tracker.synced());
        next.track(next.tracker.newOwner(), topic, "alice");
        expectEverywhere(topic + " +alice");
        expectSameLists(topic);
    }
}
