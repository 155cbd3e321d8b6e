package dev.wingbeat.presence;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.wingbeat.crdt.Dot;
import dev.wingbeat.crdt.Entry;
import dev.wingbeat.crdt.ReplicaId;
import dev.wingbeat.protocol.Broadcast;
import dev.wingbeat.protocol.Payload;
import dev.wingbeat.pubsub.TestLoops;
import dev.wingbeat.support.Patience;
import dev.wingbeat.tracker.Tracker;
import dev.wingbeat.tracker.TrackerConfig;
import io.vertx.core.Context;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When diffs leave: time comes from the test. */
class LaneAnnouncerTest {

    private static final String TOPIC = "room:1";
    private static final ReplicaId REPLICA = new ReplicaId("here", 1);

    private final BlockingQueue<Broadcast> heard = new LinkedBlockingQueue<>();
    private final TestLoops node = new TestLoops(1);
    private LaneAnnouncer announcer;
    private Context context;
    private long now;
    private long counter;
    private int states;

    @BeforeEach
    void start() {
        TestLoops.await(node.pubSub().lanes().start());
        var tracker = new Tracker(
                "test", node.vertx(), node.pubSub().lanes(), TrackerConfig.DEFAULT, (topic, joins, leaves) -> {});
        var fetcher = new Fetcher(node.vertx(), null, Duration.ofSeconds(1));
        announcer =
                new LaneAnnouncer(new Announcing(new PresenceOptions(), node.pubSub(), tracker, fetcher), () -> now);
        context = tracker.context(TOPIC);
        var unused = node.pubSub().subscribe(TOPIC, heard::add);
    }

    @AfterEach
    void close() {
        node.close();
    }

    /** Something changes, in a turn of its own. */
    private void join() {
        counter++;
        var entry = new Entry<>(new Dot(REPLICA, counter), TOPIC, counter, "k" + counter, Payload.EMPTY);
        onContext(() -> announcer.changed(TOPIC, List.of(entry), List.of()));
    }

    private void pass(long millis) {
        now += TimeUnit.MILLISECONDS.toNanos(millis);
        onContext(() -> announcer.tick(now));
    }

    private void onContext(Runnable task) {
        var unused = TestLoops.call(context, () -> {
            task.run();
            return true;
        });
        unused = TestLoops.call(context, () -> true); // what the task has put off
    }

    /** Takes the diffs that were sent before now: how many keys join in each. */
    private List<Integer> diffs() throws InterruptedException {
        onContext(() -> node.pubSub().localBroadcast(TOPIC, "marker", Map.of()));
        var sizes = new ArrayList<Integer>();
        while (true) {
            var broadcast = heard.poll(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
            switch (broadcast.event()) {
                case "marker" -> {
                    return sizes;
                }
                case "state" -> states++;
                default ->
                    sizes.add(broadcast.payload().json().getJsonObject("joins").size());
            }
        }
    }

    @Test
    void burstLeavesAtOnceAndTheRestInTime() throws InterruptedException {
        for (int i = 0; i < 15; i++) {
            join();
        }
        assertEquals(List.of(1, 1, 1, 1, 1, 1, 1, 1, 1, 1), diffs());
        pass(200);
        assertEquals(List.of(), diffs());
        pass(50);
        assertEquals(List.of(5), diffs());
        join();
        pass(1000);
        join();
        assertEquals(List.of(1, 1), diffs());
    }

    @Test
    void stateOfWhoComesWhileChangesGatherIsBehindTheirDiff() throws InterruptedException {
        for (int i = 0; i < 11; i++) {
            join();
        }
        assertEquals(10, diffs().size());
        onContext(() -> announcer.state(TOPIC, parts -> node.pubSub().localBroadcast(TOPIC, "state", Map.of())));
        assertEquals(List.of(), diffs());
        pass(250);
        assertEquals(1, diffs().getFirst());
        assertEquals(1, states);
    }

    @Test
    void changeThatIsTakenBackHoldsUpNoState() throws InterruptedException {
        for (int i = 0; i < 10; i++) {
            join();
        }
        assertEquals(10, diffs().size());
        counter++;
        var entry = new Entry<>(new Dot(REPLICA, counter), TOPIC, counter, "k" + counter, Payload.EMPTY);
        onContext(() -> announcer.changed(TOPIC, List.of(entry), List.of()));
        onContext(() -> announcer.state(TOPIC, parts -> node.pubSub().localBroadcast(TOPIC, "state", Map.of())));
        assertEquals(List.of(), diffs());
        assertEquals(0, states);
        onContext(() -> announcer.changed(TOPIC, List.of(), List.of(entry)));
        assertEquals(List.of(), diffs());
        assertEquals(1, states);
    }

    @Test
    void changesOfOneTurnShareADiff() throws InterruptedException {
        onContext(() -> {
            for (int i = 0; i < 3; i++) {
                counter++;
                var entry = new Entry<>(new Dot(REPLICA, counter), TOPIC, counter, "k" + counter, Payload.EMPTY);
                announcer.changed(TOPIC, List.of(entry), List.of());
            }
        });
        assertEquals(List.of(3), diffs());
    }

    @Test
    void topicAtRestIsForgotten() throws InterruptedException {
        join();
        join();
        assertEquals(1, size());
        pass(499);
        assertEquals(1, size());
        pass(1);
        assertEquals(0, size());
        assertEquals(2, diffs().size());
    }

    private int size() {
        return TestLoops.call(context, announcer::size);
    }

    @Test
    void whatNobodyHearsCostsNoDiff() throws InterruptedException {
        var unheard = "room:2";
        counter++;
        var entry = new Entry<>(new Dot(REPLICA, counter), unheard, 1, "a", Payload.EMPTY);
        onContext(() -> announcer.changed(unheard, List.of(entry), List.of()));
        pass(0);
        assertEquals(0, size());
        assertEquals(List.of(), diffs());
    }
}
