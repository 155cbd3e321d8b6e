package dev.wingbeat.crdt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Random;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;

/** What holds after whatever happens between replicas. */
class PresenceStateProperties {

    private static final int CASES = 3_000;

    private static final ReplicaId OBSERVER = new ReplicaId("observer", 1);

    /** Each step of each history also compares states with sets: what is asked, what is returned, what is held. */
    @Test
    void replicasConvergeAfterAnyHistory() {
        var met = new EnumMap<World.Met, Integer>(World.Met.class);
        Histories.check(CASES, history -> {
            var world = World.after(history);
            world.converge(1 + (int) Long.remainderUnsigned(history.seed(), 6));
            world.met.forEach((what, times) -> met.merge(what, times, Integer::sum));
        });
        for (var what : World.Met.values()) {
            assertTrue(
                    met.getOrDefault(what, 0) > CASES / 20, what + ": " + met.get(what) + " times, too few to test it");
        }
    }

    @Test
    void joinIsCommutative() {
        withDeltas((deltas, random) -> {
            var one = pick(deltas, random);
            var other = pick(deltas, random);
            assertSame(one.join(other), other.join(one));
            assertSame(observed(one, other), observed(other, one));
        });
    }

    @Test
    void joinIsAssociative() {
        withDeltas((deltas, random) -> {
            var one = pick(deltas, random);
            var other = pick(deltas, random);
            var third = pick(deltas, random);
            assertSame(one.join(other).join(third), one.join(other.join(third)));
            assertSame(observed(one.join(other), third), observed(one, other.join(third)));
        });
    }

    @Test
    void joinIsIdempotent() {
        withDeltas((deltas, random) -> {
            var one = pick(deltas, random);
            var other = pick(deltas, random);
            var both = one.join(other);
            assertSame(one, one.join(one));
            assertSame(both, both.join(one));
            assertSame(both, both.join(other));
            assertSame(one, one.join(Delta.empty()));
            assertSame(observed(one, other), observed(one, other, one));
        });
    }

    @Test
    void deltasInAnyOrderSayWhatTheirJoinSays() {
        withDeltas((deltas, random) -> {
            var joined = Delta.<String>empty();
            for (var delta : deltas) {
                joined = joined.join(delta);
            }
            assertSame(joined, Delta.join(deltas));
            var shuffled = new ArrayList<>(deltas);
            shuffled.addAll(deltas.subList(0, deltas.size() / 2));
            Collections.shuffle(shuffled, random);
            var observed = new PresenceState<String>(OBSERVER);
            shuffled.forEach(observed::merge);
            assertSame(joined, ModelledReplica.full(observed));
        });
    }

    @Test
    void deltasSayWhatTheFullStatesSay() {
        Histories.check(CASES / 3, history -> {
            var world = World.after(history);
            var byDelta = new PresenceState<String>(OBSERVER);
            world.said.forEach(byDelta::merge);
            var byState = new PresenceState<String>(OBSERVER);
            world.nodes().forEach(node -> byState.merge(ModelledReplica.full(node.state)));
            for (var node : world.nodes()) {
                var known = byDelta.known(node.id);
                assertEquals(known, node.state.known(node.id));
                assertEquals(known, byState.known(node.id));
                assertEquals(node.state.digest(), byDelta.digest(node.id));
                assertEquals(node.state.digest(), byState.digest(node.id));
                ModelledReplica.assertSame(node.held(node.id).values(), byDelta.entries(node.id));
                ModelledReplica.assertSame(node.held(node.id).values(), byState.entries(node.id));
            }
        });
    }

    @Test
    void digestsAreEqualWhereEntriesAre() {
        Histories.check(CASES / 3, history -> {
            var world = World.after(history);
            for (var one : world.nodes()) {
                for (var other : world.nodes()) {
                    for (var owner : world.nodes()) {
                        boolean equal = one.held(owner.id)
                                        .keySet()
                                        .equals(other.held(owner.id).keySet())
                                && one.known(owner.id).max()
                                        == other.known(owner.id).max();
                        assertEquals(equal, one.state.digest(owner.id).equals(other.state.digest(owner.id)));
                    }
                }
            }
        });
    }

    /** Gives the deltas and the full states of a history, in no order. */
    private static void withDeltas(BiConsumer<List<Delta<String>>, Random> property) {
        Histories.check(CASES / 3, history -> {
            var world = World.after(history);
            var random = new Random(history.seed());
            var deltas = new ArrayList<>(world.said);
            for (var node : world.nodes()) {
                deltas.add(ModelledReplica.full(node.state));
                deltas.add(node.state.missing(DotSet.of(2, 3, 5, 8), 0, 2));
            }
            Collections.shuffle(deltas, random);
            property.accept(deltas, random);
        });
    }

    private static Delta<String> pick(List<Delta<String>> deltas, Random random) {
        return deltas.get(random.nextInt(deltas.size()));
    }

    @SafeVarargs
    private static Delta<String> observed(Delta<String>... deltas) {
        var observer = new PresenceState<String>(OBSERVER);
        for (var delta : deltas) {
            observer.merge(delta);
        }
        return ModelledReplica.full(observer);
    }

    private static void assertSame(Delta<String> expected, Delta<String> actual) {
        assertEquals(expected.context(), actual.context());
        ModelledReplica.assertSame(expected.entries(), actual.entries());
    }
}
