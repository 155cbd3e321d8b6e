package dev.wingbeat.tracker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.conformance.Proves;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Nodes that come, go, freeze, come back and start anew, as the shards of the others see them. */
final class ReplicaLifeTest {

    private static final String TOPIC = "room:1";
    private static final long DOWN = ShardNet.CONFIG.downPeriod().toMillis();
    private static final long PERMDOWN = ShardNet.CONFIG.permdownPeriod().toMillis();

    private final ShardNet net = new ShardNet();
    private final ShardNet.Node a = net.start("a");
    private final ShardNet.Node b = net.start("b");
    private final Owner alice = net.owner();
    private final Owner bob = net.owner();

    ReplicaLifeTest() {
        net.pass(1_000);
        a.track(alice, TOPIC, "alice");
        b.track(bob, TOPIC, "bob");
        net.deliver();
        a.replay.next();
        b.replay.next();
    }

    @Test
    void freshNodeHasEverythingBeforeAnybodyTicks() {
        for (int i = 0; i < 10_000; i++) {
            a.track(net.owner(), "room:big", "user " + i, "{\"online_at\":1700000000,\"name\":\"User " + i + "\"}");
        }
        net.deliver();
        var c = net.start("c");
        assertFalse(c.shard.remotes().synced().isComplete());
        int[] longest = {0};
        net.deliver(flight -> {
            longest[0] = Math.max(longest[0], flight.bytes().length());
            return true;
        });
        assertTrue(c.shard.remotes().synced().isComplete());
        assertEquals(10_000, c.shard.lists().count("room:big"));
        assertTrue(longest[0] < 60 * 1024, () -> longest[0] + " bytes (expected: < 60 KiB)");
        net.expectSameLists("room:big");
        net.expectSameLists(TOPIC);
        net.pass(250);
        assertTrue(net.digestsAgree());
    }

    @Test
    void entryThatIsTooLargeForAnAnswerIsAnAnswerOfItsOwn() {
        String large = "{\"text\":\"" + "x".repeat(100_000) + "\"}";
        for (int i = 0; i < 5; i++) {
            a.track(net.owner(), "room:big", "user " + i, large);
        }
        net.deliver();
        var c = net.start("c");
        net.deliver();
        assertEquals(5, c.shard.lists().count("room:big"));
        net.expectSameLists("room:big");
    }

    @Test
    void freshNodeWaitsNoLongerThanThreeSecondsForWhoDoesNotAnswer() {
        b.frozen = true;
        var c = net.start("c");
        for (int i = 0; i < 11; i++) {
            net.tick();
            net.deliver(flight -> !flight.from().equals("b"));
        }
        assertEquals(List.of("alice"), c.keys(TOPIC));
        assertFalse(c.shard.remotes().synced().isComplete());
        net.tick();
        assertTrue(c.shard.remotes().synced().isComplete());
    }

    @Test
    void freshNodeThatNobodyAnsweredAsksAgainSoon() {
        var c = net.start("c");
        net.flights.clear();
        net.pass(500);
        assertEquals(List.of("alice", "bob"), c.keys(TOPIC));
        assertTrue(c.shard.remotes().synced().isComplete());
    }

    @Test
    void loneNodeIsSyncedAtOnce() {
        assertTrue(new ShardNet().start("x").shard.remotes().synced().isComplete());
    }

    @Test
    void absenceWithinTheGraceIsNotSeen() {
        net.sees("b", "a", false);
        net.pass(DOWN);
        net.sees("b", "a", true);
        net.pass(2_000);
        assertEquals(List.of(), b.replay.next());
        assertEquals(List.of("alice", "bob"), b.keys(TOPIC));
    }

    @Test
    void memberThatIsNotHeardLeavesAfterTenSecondsAndTheGrace() {
        var before = b.list(TOPIC);
        b.replay.next();
        for (long silent = 0; silent < 10_000 + DOWN; silent += ShardNet.TICK) {
            assertEquals(before, b.list(TOPIC));
            net.tick();
            net.deliver(flight -> !flight.from().equals("a"));
        }
        net.tick();
        net.deliver(flight -> !flight.from().equals("a"));
        net.tick();
        assertEquals(List.of("bob"), b.keys(TOPIC));
        net.pass(1_000);
        assertEquals(before, b.list(TOPIC));
        assertEquals(List.of("alice", "bob"), a.keys(TOPIC));
    }

    @Test
    void nodeThatWasFrozenDoesNotTakeTheOthersForSilent() {
        b.frozen = true;
        for (int i = 0; i < 120; i++) {
            net.tick();
            net.deliver(flight -> !flight.to().equals("b"));
        }
        b.frozen = false;
        net.tick();
        assertEquals(List.of("alice", "bob"), b.keys(TOPIC));
    }

    @Test
    @Proves("TRK-05")
    void absentNodeLeavesAfterTheGraceAndReturnsWithTheSameRefs() {
        var before = b.list(TOPIC);
        net.sees("b", "a", false);
        net.pass(DOWN + 250);
        assertEquals(List.of(), b.replay.next());
        net.pass(250);
        assertEquals(List.of(TOPIC + ": -alice"), b.replay.next());
        assertEquals(List.of("bob"), b.keys(TOPIC));
        net.pass(5_000); // what it goes on saying does not bring it back
        assertEquals(List.of(), b.replay.next());
        net.sees("b", "a", true);
        net.pass(250);
        assertEquals(List.of(TOPIC + ": +alice"), b.replay.next());
        assertEquals(before, b.list(TOPIC));
        assertEquals(List.of(), a.replay.next()); // it has never lost anybody
        net.expectSameLists(TOPIC);
    }

    @Test
    void returningNodeIsShownOnlyWithWhatHasChangedSince() {
        net.sees("b", "a", false);
        net.pass(DOWN + 500);
        b.replay.next();
        alice.end();
        a.shard.end(alice);
        a.track(net.owner(), TOPIC, "carol");
        net.flights.clear();
        net.sees("b", "a", true);
        net.pass(250);
        assertEquals(List.of(TOPIC + ": +carol"), b.replay.next());
        net.expectSameLists(TOPIC);
    }

    @Test
    @Proves("TRK-06")
    void cutOffNodeKeepsItsOwn() {
        net.sees("b", "a", false);
        net.pass(PERMDOWN + DOWN + 1_000);
        assertEquals(List.of("bob"), b.keys(TOPIC));
        assertEquals(List.of(TOPIC + ": -alice"), b.replay.next());
    }

    @Test
    @Proves("TRK-05")
    void splitAndHealEndInEqualListsWithTheSameRefs() {
        var before = a.list(TOPIC);
        net.sees("a", "b", false);
        net.sees("b", "a", false);
        for (int i = 0; i < 40; i++) {
            net.tick();
            net.deliver(flight -> false);
        }
        assertEquals(List.of("alice"), a.keys(TOPIC));
        assertEquals(List.of("bob"), b.keys(TOPIC));
        a.track(alice, TOPIC, "while split");
        net.flights.clear();
        net.sees("a", "b", true);
        net.sees("b", "a", true);
        net.pass(500);
        net.expectSameLists(TOPIC);
        assertEquals(before.get("alice"), b.list(TOPIC).get("alice"));
        assertEquals(before.get("bob"), a.list(TOPIC).get("bob"));
        assertEquals(List.of("alice", "bob", "while split"), b.keys(TOPIC));
        assertTrue(net.digestsAgree());
    }

    @Test
    void frozenNodeThatThawsFlapsForNobodyElse() {
        var c = net.start("c");
        net.pass(1_000);
        c.track(net.owner(), TOPIC, "carol");
        net.deliver();
        var before = a.list(TOPIC);
        c.replay.next();
        a.replay.next();
        b.frozen = true;
        net.pass(1_000);
        net.sees("a", "b", false);
        net.sees("c", "b", false);
        net.pass(20_000);
        assertEquals(List.of(TOPIC + ": -bob"), a.replay.next());
        assertEquals(List.of(TOPIC + ": -bob"), c.replay.next());
        b.frozen = false;
        net.sees("a", "b", true);
        net.sees("c", "b", true);
        net.pass(1_000);
        assertEquals(List.of(TOPIC + ": +bob"), a.replay.next());
        assertEquals(List.of(TOPIC + ": +bob"), c.replay.next());
        assertEquals(before, a.list(TOPIC));
        net.expectSameLists(TOPIC);
    }

    @Test
    void forgottenNodeThatComesBackIsHeardAnew() {
        var before = b.list(TOPIC);
        net.sees("b", "a", false);
        for (long end = net.now + PERMDOWN + DOWN + 1_000; net.now < end; ) {
            net.tick();
            net.flights.clear();
        }
        assertEquals(0, b.shard.figures().replicas());
        net.sees("b", "a", true);
        net.pass(500);
        assertEquals(before, b.list(TOPIC));
        assertEquals(List.of(TOPIC + ": -alice", TOPIC + ": +alice"), b.replay.next());
        assertTrue(net.digestsAgree());
    }

    @Test
    @Proves("TRK-04")
    void nodeThatStartsAnewReplacesItsFormerLife() {
        net.kill("a");
        var again = net.start("a");
        net.deliver();
        assertEquals(List.of(TOPIC + ": -alice"), b.replay.next());
        again.track(alice, TOPIC, "alice");
        net.deliver();
        assertEquals(List.of(TOPIC + ": +alice"), b.replay.next());
        assertEquals(1, b.list(TOPIC).get("alice").size());
        net.expectSameLists(TOPIC);
        assertTrue(net.digestsAgree());
    }

    @Test
    @Proves("TRK-04")
    void lateWordOfAFormerLifeIsIgnored() {
        a.track(net.owner(), TOPIC, "late");
        var late = net.flights.getLast();
        net.kill("a");
        var again = net.start("a");
        net.deliver();
        net.deliver(late);
        b.shard.remotes().receive(late.gossip());
        net.pass(1_000);
        assertEquals(List.of("bob"), b.keys(TOPIC));
        again.track(alice, TOPIC, "new");
        net.deliver();
        net.expectSameLists(TOPIC);
    }

    @Test
    void wordOfALifeThatWasNeverHeardOfComesTooLateAfterTheNext() {
        a.track(net.owner(), TOPIC, "late");
        var late = net.flights.getLast();
        net.kill("a");
        net.kill("b");
        var again = net.start("a");
        var fresh = net.start("b");
        net.deliver();
        fresh.shard.remotes().receive(late.gossip());
        again.track(alice, TOPIC, "new");
        net.deliver();
        assertEquals(List.of("new"), fresh.keys(TOPIC));
        net.expectSameLists(TOPIC);
    }

    @Test
    @Proves("TRK-08")
    void nodeThatSaysItIsGoneLeavesAtOnceAndIsAskedForNothing() {
        a.track(net.owner(), TOPIC, "late");
        var late = net.flights.getLast();
        net.deliver();
        b.replay.next();
        a.shard.leave();
        a.shard.leave();
        net.deliver();
        assertEquals(List.of(TOPIC + ": -alice -late"), b.replay.next());
        net.deliver(late);
        a.track(net.owner(), TOPIC, "unheard");
        for (int i = 0; i < 20; i++) {
            net.tick();
            String said = net.flights.stream()
                    .filter(flight -> flight.to().equals("a") && flight.gossip() instanceof Gossip.Pull)
                    .map(flight -> flight.gossip().toString())
                    .collect(Collectors.joining());
            assertEquals("", said);
            net.deliver();
        }
        assertEquals(List.of(), b.replay.next());
        assertEquals(List.of("bob"), b.keys(TOPIC));
        net.sees("b", "a", false);
        net.pass(250);
        assertEquals(0, b.shard.figures().replicas());
    }

    @Test
    void nodeThatStartsAnewAfterItHasGoneIsHeard() {
        a.shard.leave();
        net.deliver();
        net.kill("a");
        var again = net.start("a");
        again.track(alice, TOPIC, "back");
        net.deliver();
        assertEquals(List.of("back", "bob"), b.keys(TOPIC));
        assertEquals(List.of("back", "bob"), again.keys(TOPIC));
    }

    @Test
    void nodesThatComeAndGoLeaveNothingBehind() {
        for (int i = 0; i < 300; i++) {
            String name = "guest-" + i;
            var guest = net.start(name);
            net.pass(250);
            guest.track(net.owner(), TOPIC, name);
            net.deliver();
            if (i % 2 == 0) {
                guest.shard.leave();
                net.deliver();
            }
            net.kill(name);
            net.sees("a", name, false);
            net.sees("b", name, false);
            net.pass(DOWN + 500);
        }
        assertEquals(List.of("alice", "bob"), b.keys(TOPIC));
        net.pass(PERMDOWN + DOWN);
        assertEquals(1, b.shard.figures().replicas());
        assertEquals(2, b.shard.figures().entries());
    }

    @Test
    void longChurnOverALossyLaneLeavesNothingBehind() {
        var random = new SplittableRandom(20_261_120);
        int[] longest = {0};
        for (int round = 0; round < 5_000; round++) {
            for (int i = 0; i < 10; i++) {
                var owner = net.owner();
                a.track(owner, "room:" + random.nextInt(50), "key");
                owner.end();
                a.shard.end(owner);
            }
            net.tick();
            net.deliver(flight -> {
                if (flight.gossip() instanceof Gossip.Pull) {
                    longest[0] = Math.max(longest[0], flight.bytes().length());
                }
                return random.nextInt(10) > 0;
            });
        }
        net.pass(4_000);
        assertTrue(net.digestsAgree());
        assertEquals(2, b.shard.figures().entries());
        assertEquals(1, b.shard.figures().topics());
        assertTrue(longest[0] < 1_024, () -> longest[0] + " bytes of a pull (expected: < 1 KiB)");
        net.expectSameLists(TOPIC);
    }
}
