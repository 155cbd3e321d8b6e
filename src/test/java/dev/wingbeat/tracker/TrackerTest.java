package dev.wingbeat.tracker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.lane.LaneAddress;
import dev.wingbeat.lane.Lanes;
import dev.wingbeat.protocol.Payload;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The tracker of a node that is alone, as presence uses it: from any thread. */
final class TrackerTest {

    private static final String TOPIC = "room:1";

    private final Vertx vertx = Vertx.vertx();
    private final Lanes lanes = new Lanes(vertx, "alone", Set::of, (broadcast, trace) -> {});
    private final LinkedBlockingQueue<String> changes = new LinkedBlockingQueue<>();
    private final Tracker tracker = tracker("presence");
    private final Owner owner = tracker.newOwner();

    private Tracker tracker(String name) {
        return new Tracker(name, vertx, lanes, TrackerConfig.DEFAULT, (topic, joins, leaves) -> {
            Context context = lanes.context(LaneAddress.laneOf(topic));
            boolean there = context.equals(Vertx.currentContext());
            changes.add(topic + " +" + joins.size() + " -" + leaves.size() + (there ? "" : " elsewhere"));
        });
    }

    @BeforeEach
    void start() throws Exception {
        await(lanes.start());
        await(tracker.start());
    }

    @AfterEach
    void close() throws Exception {
        await(vertx.close());
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.await(10, TimeUnit.SECONDS);
    }

    private static Throwable failure(Future<?> future) {
        return assertThrows(
                        ExecutionException.class,
                        () -> future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS))
                .getCause();
    }

    @Test
    void loneNodeIsSyncedAtOnce() throws Exception {
        await(tracker.synced());
    }

    @Test
    void whatIsTrackedIsListedWhenTheFutureCompletes() throws Exception {
        String ref = await(tracker.track(owner, TOPIC, "alice", Payload.of("n", 1)));
        assertEquals(1, tracker.count(TOPIC));
        var entry = tracker.getByKey(TOPIC, "alice").getFirst();
        assertEquals(Map.of("n", 1, "phx_ref", ref), entry.value().json().getMap());
        assertEquals(List.of(entry), tracker.list(TOPIC).get("alice"));
        String next = await(tracker.update(owner, TOPIC, "alice", meta -> Payload.of("n", 2)));
        assertEquals(
                Map.of("n", 2, "phx_ref", next, "phx_ref_prev", ref),
                tracker.getByKey(TOPIC, "alice").getFirst().value().json().getMap());
        await(tracker.untrack(owner, TOPIC, "alice"));
        await(tracker.untrack(owner, TOPIC, "alice"));
        assertEquals(0, tracker.count(TOPIC));
        assertEquals(List.of(TOPIC + " +1 -0", TOPIC + " +1 -1", TOPIC + " +0 -1"), List.of(changes.toArray()));
    }

    @Test
    void failuresAreTypedAndChangeNothing() throws Exception {
        await(tracker.track(owner, TOPIC, "alice", Payload.EMPTY));
        assertEquals(
                "already_tracked",
                assertInstanceOf(TrackingException.class, failure(tracker.track(owner, TOPIC, "alice", Payload.EMPTY)))
                        .reason());
        assertEquals(
                "nopresence",
                assertInstanceOf(
                                TrackingException.class,
                                failure(tracker.update(owner, TOPIC, "bob", meta -> Payload.EMPTY)))
                        .reason());
        var wrong = new IllegalStateException("not now");
        assertEquals(wrong, failure(tracker.update(owner, TOPIC, "alice", meta -> {
            throw wrong;
        })));
        assertThrows(IllegalArgumentException.class, () -> tracker.track(owner, TOPIC, "bob", Payload.of(List.of(1))));
        assertEquals(1, changes.size());
    }

    @Test
    void futuresCompleteOnTheContextOfTheCaller() throws Exception {
        Context caller = vertx.getOrCreateContext();
        Promise<Boolean> there = Promise.promise();
        caller.runOnContext(ignored -> tracker.track(owner, TOPIC, "alice", Payload.EMPTY)
                .map(ref -> caller.equals(Vertx.currentContext()))
                .onComplete(there));
        assertTrue(await(there.future()));
    }

    @Test
    void whatOneThreadAsksForHappensInOrder() throws Exception {
        List<Future<?>> asked = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            asked.add(tracker.track(owner, TOPIC, "alice", Payload.EMPTY));
            asked.add(tracker.update(owner, TOPIC, "alice", meta -> Payload.EMPTY));
            asked.add(tracker.untrack(owner, TOPIC, "alice"));
        }
        await(Future.all(asked));
        assertEquals(0, tracker.count(TOPIC));
        assertEquals(3_000, changes.size());
    }

    @Test
    void endOfAnOwnerLeavesAllTopicsAndRefusesLateTracks() throws Exception {
        var other = tracker.newOwner();
        for (int i = 0; i < 20; i++) {
            await(tracker.track(owner, "room:" + i, "one", Payload.EMPTY));
            await(tracker.track(owner, "room:" + i, "two", Payload.EMPTY));
        }
        await(tracker.track(other, TOPIC, "other", Payload.EMPTY));
        changes.clear();
        tracker.end(owner);
        assertEquals(
                "ended",
                assertInstanceOf(TrackingException.class, failure(tracker.track(owner, TOPIC, "late", Payload.EMPTY)))
                        .reason());
        for (int i = 0; i < 20; i++) {
            assertTrue(changes.poll(10, TimeUnit.SECONDS).endsWith(" +0 -2"));
        }
        assertEquals(List.of("other"), List.copyOf(tracker.list(TOPIC).keySet()));
        assertEquals(
                0, IntStream.range(2, 20).map(i -> tracker.count("room:" + i)).sum());
    }

    @Test
    void ownersAreAscending() {
        assertTrue(tracker.newOwner().number() < tracker.newOwner().number());
        assertTrue(owner.number() > 0);
    }

    @Test
    void trackersOfTwoNamesShareNothing() throws Exception {
        Tracker second = tracker("second");
        await(second.start());
        await(tracker.track(owner, TOPIC, "alice", Payload.EMPTY));
        assertEquals(0, second.count(TOPIC));
        await(second.stop());
    }

    @Test
    void nameIsTakenUntilItsTrackerStops() throws Exception {
        Tracker second = tracker("presence");
        assertThrows(IllegalStateException.class, second::start);
        await(tracker.stop());
        await(second.start());
        await(second.synced());
    }

    @Test
    void trackerCannotBeUsedBeforeTheLanesHaveStarted() {
        var early = new Lanes(vertx, "early", Set::of, (broadcast, trace) -> {});
        var unstarted = new Tracker("x", vertx, early, TrackerConfig.DEFAULT, (topic, joins, leaves) -> {});
        assertThrows(IllegalStateException.class, unstarted::start);
        assertThrows(IllegalStateException.class, () -> unstarted.track(owner, TOPIC, "alice", Payload.EMPTY));
        assertThrows(IllegalStateException.class, () -> unstarted.context(TOPIC));
    }
}
