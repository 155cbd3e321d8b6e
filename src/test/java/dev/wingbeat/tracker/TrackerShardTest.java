package dev.wingbeat.tracker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.protocol.Payload;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What shards of several nodes tell each other, when everything arrives and when it does not. */
final class TrackerShardTest {

    private static final String TOPIC = "room:1";

    private final ShardNet net = new ShardNet();
    private final ShardNet.Node a = net.start("a");
    private final ShardNet.Node b = net.start("b");
    private final Owner alice = net.owner();
    private final Owner bob = net.owner();

    TrackerShardTest() {
        net.pass(1_000);
    }

    @Test
    void whatIsTrackedHereIsListedAtOnceAndThereWithTheNextDelivery() {
        String ref = a.track(alice, TOPIC, "alice", "{\"n\":1}");
        assertEquals(List.of(TOPIC + ": +alice"), a.replay.next());
        net.deliver();
        assertEquals(List.of(TOPIC + ": +alice"), b.replay.next());
        var entry = b.shard.lists().getByKey(TOPIC, "alice").getFirst();
        assertEquals(
                "{\"n\":1,\"phx_ref\":\"" + ref + "\"}", entry.value().buffer().toString());
        assertEquals(1, b.shard.lists().count(TOPIC));
        net.expectSameLists(TOPIC);
    }

    @Test
    void whatIsMissingIsTimedFromWhenItIsNoticed() {
        net.pass(3_000);
        b.catchUps.clear();
        a.track(alice, TOPIC, "alice");
        net.deliver();
        assertEquals(List.of("alice"), b.keys(TOPIC));
        assertEquals(List.of(), b.catchUps, "came in order");
        a.track(bob, TOPIC, "bob");
        net.deliver(flight -> false); // lost
        long lostAt = net.now;
        net.pass(3_000);
        assertEquals(List.of("alice", "bob"), b.keys(TOPIC));
        assertEquals(1, b.catchUps.size());
        long late = TimeUnit.NANOSECONDS.toMillis(b.catchUps.getFirst());
        assertTrue(late >= 0 && late < net.now - lostAt, () -> late + " ms");
    }

    @Test
    void untrackLeavesEverywhere() {
        a.track(alice, TOPIC, "alice");
        net.deliver();
        a.shard.untrack(alice, TOPIC, "alice");
        a.shard.untrack(alice, TOPIC, "alice");
        net.deliver();
        assertEquals(List.of(TOPIC + ": +alice", TOPIC + ": -alice"), b.replay.next());
        assertEquals(Map.of(), b.list(TOPIC));
        net.expectSameLists(TOPIC);
    }

    @Test
    void updateIsOneChangeWithBothSidesAndKeepsTheRefs() {
        String first = a.track(alice, TOPIC, "alice", "{\"n\":1}");
        net.deliver();
        String second = a.shard.update(alice, TOPIC, "alice", meta -> {
            assertEquals(first, meta.json().getString("phx_ref"));
            return Payload.of(meta.json().copy().put("n", 2));
        });
        net.deliver();
        assertEquals(List.of(TOPIC + ": +alice", TOPIC + ": -alice +alice"), a.replay.next());
        assertEquals(List.of(TOPIC + ": +alice", TOPIC + ": -alice +alice"), b.replay.next());
        var meta = b.shard.lists().getByKey(TOPIC, "alice").getFirst().value().json();
        assertEquals(Map.of("n", 2, "phx_ref", second, "phx_ref_prev", first), meta.getMap());
        net.expectSameLists(TOPIC);
    }

    @Test
    void ownerIsToldHowMuchIsKeptForIt() {
        var kept = new AtomicLong();
        var owner = new Owner(7, kept::addAndGet);
        a.track(owner, TOPIC, "key", "{\"n\":1}");
        long size = (long) TrackerShard.OVERHEAD
                + "key".length()
                + a.shard.lists().getByKey(TOPIC, "key").getFirst().value().length();
        assertEquals(size, kept.get());
        a.track(owner, "room:2", "key", "{\"n\":1}");
        assertEquals(2 * size, kept.get());
        assertEquals(
                "already_tracked",
                assertThrows(TrackingException.class, () -> a.track(owner, TOPIC, "key", "{\"n\":1}"))
                        .reason());
        a.shard.update(owner, TOPIC, "key", meta -> Payload.of("n", "x".repeat(100)));
        a.shard.update(owner, TOPIC, "key", meta -> Payload.of("n", 1));
        long updated = (long) TrackerShard.OVERHEAD
                + "key".length()
                + a.shard.lists().getByKey(TOPIC, "key").getFirst().value().length();
        assertEquals(size + updated, kept.get());
        a.shard.untrack(owner, TOPIC, "key");
        a.shard.untrack(owner, TOPIC, "key");
        assertEquals(size, kept.get());
        a.shard.end(owner);
        a.shard.end(owner);
        assertEquals(0, kept.get());
    }

    @Test
    void updateKeepsThePlaceAmongTheMetasOfAKey() {
        a.track(alice, TOPIC, "same");
        b.track(bob, TOPIC, "same");
        net.deliver();
        a.shard.update(alice, TOPIC, "same", meta -> Payload.of("changed", true));
        net.deliver();
        assertEquals(
                List.of(alice.number(), bob.number()),
                b.shard.lists().getByKey(TOPIC, "same").stream()
                        .map(entry -> entry.owner())
                        .toList());
        net.expectSameLists(TOPIC);
    }

    @Test
    void secondTrackOfAnOwnerIsRefusedAndAnnouncesNothing() {
        a.track(alice, TOPIC, "alice");
        assertEquals(
                "already_tracked",
                assertThrows(TrackingException.class, () -> a.track(alice, TOPIC, "alice"))
                        .reason());
        a.track(alice, TOPIC, "another key");
        a.track(alice, "room:2", "alice");
        a.track(bob, TOPIC, "alice");
        assertEquals(4, a.replay.next().size());
    }

    @Test
    void updateOfWhatIsNotTrackedIsRefused() {
        var failure = assertThrows(
                TrackingException.class, () -> a.shard.update(alice, TOPIC, "alice", meta -> Payload.EMPTY));
        assertEquals("nopresence", failure.reason());
        assertTrue(failure.getMessage().startsWith("nopresence"), failure.getMessage());
    }

    @Test
    void updateThatFailsChangesNothing() {
        a.track(alice, TOPIC, "alice", "{\"n\":1}");
        var before = a.list(TOPIC);
        assertThrows(
                IllegalStateException.class,
                () -> a.shard.update(alice, TOPIC, "alice", meta -> {
                    throw new IllegalStateException("not now");
                }));
        assertThrows(
                IllegalArgumentException.class,
                () -> a.shard.update(alice, TOPIC, "alice", meta -> Payload.of(List.of(1))));
        assertEquals(before, a.list(TOPIC));
    }

    @Test
    void endOfAnOwnerIsOneChangeForEachTopicAndWhatItTracksLateIsRefused() {
        a.track(alice, TOPIC, "one");
        a.track(alice, TOPIC, "two");
        a.track(alice, "room:2", "one");
        a.track(bob, TOPIC, "bob");
        net.deliver();
        b.replay.next();
        alice.end();
        a.shard.end(alice);
        assertEquals(
                "ended",
                assertThrows(TrackingException.class, () -> a.track(alice, TOPIC, "three"))
                        .reason());
        net.deliver();
        assertEquals(List.of(TOPIC + ": -one -two", "room:2: -one"), b.replay.next());
        assertEquals(List.of("bob"), b.keys(TOPIC));
        net.expectSameLists(TOPIC);
    }

    @Test
    void lostTrackIsAskedForWhenTheNextChangeShowsTheHole() {
        a.track(alice, TOPIC, "lost");
        net.flights.clear();
        a.track(bob, TOPIC, "seen");
        net.deliver();
        assertEquals(List.of("lost", "seen"), b.keys(TOPIC));
        assertTrue(net.digestsAgree());
    }

    @Test
    void lostUntrackIsNoticedByTheDigest() {
        a.track(alice, TOPIC, "alice");
        net.deliver();
        a.shard.untrack(alice, TOPIC, "alice");
        net.flights.clear();
        net.pass(1_000);
        assertEquals(List.of(), b.keys(TOPIC));
        assertTrue(net.digestsAgree());
        net.expectSameLists(TOPIC);
    }

    @Test
    void lossThatTheLaneReportsIsRepairedWithoutWaitingForADigest() {
        a.track(alice, TOPIC, "alice");
        net.flights.clear();
        b.shard.remotes().lost("a");
        net.deliver();
        assertEquals(List.of("alice"), b.keys(TOPIC));
    }

    @Test
    void stormOfLossesAsksOnceATick() {
        net.pass(250);
        int[] asked = {0};
        for (int i = 0; i < 100; i++) {
            b.shard.remotes().lost("a");
            net.deliver(flight -> {
                asked[0] += flight.gossip() instanceof Gossip.Pull ? 1 : 0;
                return true;
            });
        }
        assertEquals(1, asked[0]);
        a.track(alice, TOPIC, "alice");
        net.flights.clear();
        b.shard.remotes().lost("a");
        assertEquals(List.of(), net.flights);
        net.pass(250);
        assertEquals(List.of("alice"), b.keys(TOPIC));
    }

    private static long pullsOf(ShardNet.Node node) {
        return node.shard.figures().pulls();
    }

    @Test
    void answerThatIsLostIsAskedForAgain() {
        a.track(alice, TOPIC, "alice");
        net.flights.clear();
        b.shard.remotes().lost("a");
        net.deliver(flight -> !(flight.gossip() instanceof Gossip.Missing));
        assertEquals(List.of(), b.keys(TOPIC));
        net.pass(2_250);
        assertEquals(List.of("alice"), b.keys(TOPIC));
    }

    @Test
    void duplicatesAndOldNewsAnnounceNothing() {
        a.track(alice, TOPIC, "alice");
        var track = net.flights.getLast();
        a.shard.untrack(alice, TOPIC, "alice");
        var untrack = net.flights.getLast();
        net.deliver();
        net.deliver(untrack);
        net.deliver(track);
        net.deliver(track);
        assertEquals(List.of(TOPIC + ": +alice", TOPIC + ": -alice"), b.replay.next());
        net.expectSameLists(TOPIC);
    }

    @Test
    void untrackThatOvertakesItsTrackLeavesNoGhost() {
        a.track(alice, TOPIC, "alice");
        a.shard.untrack(alice, TOPIC, "alice");
        for (var flight : net.flights.reversed()) {
            net.deliver(flight);
        }
        net.flights.clear();
        assertEquals(List.of(), b.replay.next());
        assertTrue(net.digestsAgree());
    }

    @Test
    void nobodyAnswersForAnother() {
        a.track(alice, TOPIC, "alice");
        net.deliver();
        net.kill("a");
        var c = net.start("c");
        net.sees("c", "a", false);
        net.sees("b", "a", false);
        net.pass(1_000);
        assertEquals(List.of("alice"), b.keys(TOPIC));
        assertEquals(List.of(), c.keys(TOPIC));
    }

    @Test
    void figuresCountWhatIsThere() {
        a.track(alice, TOPIC, "alice");
        b.track(bob, "room:2", "bob");
        b.track(bob, "room:2", "bobby");
        net.pass(500);
        assertEquals(
                new TrackerFigures(3, 2, 1, 0, pullsOf(a), b.shard.figures().hash()), a.shard.figures());
        net.sees("a", "b", false);
        net.pass(3_000);
        assertEquals(new TrackerFigures(1, 1, 1, 1, pullsOf(a), a.shard.lists().hash()), a.shard.figures());
        assertFalse(b.frozen);
    }
}
