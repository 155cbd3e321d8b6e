package dev.wingbeat.tracker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What a node that stood still makes of the others: time comes from the test. */
class ShardStandstillTest {

    private static final String TOPIC = "room:1";
    private static final long DOWN = ShardNet.CONFIG.downPeriod().toMillis();

    private final ShardNet net = new ShardNet();
    private final ShardNet.Node a = net.start("a");
    private final ShardNet.Node b = net.start("b");
    private final Owner alice = net.owner();
    private final Owner bob = net.owner();

    ShardStandstillTest() {
        net.pass(1_000);
        a.track(alice, TOPIC, "alice");
        b.track(bob, TOPIC, "bob");
        net.deliver();
        a.replay.next();
        b.replay.next();
    }

    @Test
    void nodeThatWasFrozenGivesOthersTheWholeGrace() {
        net.sees("b", "a", false);
        net.pass(DOWN - 500);
        b.frozen = true;
        net.pass(8_000);
        b.frozen = false;
        net.tick();
        assertEquals(List.of("alice", "bob"), b.keys(TOPIC));
        net.sees("b", "a", true);
        net.pass(2_000);
        assertEquals(List.of("alice", "bob"), b.keys(TOPIC));
        assertEquals(List.of(), b.replay.next());
    }

    @Test
    void freshNodeThatWasFrozenStillWaitsForAnswers() {
        var c = net.start("c");
        net.flights.clear();
        c.frozen = true;
        net.now += 8_000;
        c.frozen = false;
        net.tick();
        assertFalse(c.shard.remotes().synced().isComplete());
        net.deliver();
        assertTrue(c.shard.remotes().synced().isComplete());
        assertEquals(List.of("alice", "bob"), c.keys(TOPIC));
    }
}
