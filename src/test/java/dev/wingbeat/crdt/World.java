package dev.wingbeat.crdt;

import static dev.wingbeat.crdt.ModelledReplica.assertSame;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.crdt.Histories.History;
import dev.wingbeat.crdt.Histories.Step;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Some nodes, and a wire between them that loses, repeats and reorders what they send, or is cut. */
final class World {

    /** What a run of histories must have met, or it has tested nothing. */
    enum Met {
        UPDATE_AT_ONCE,
        REMOVAL_BEFORE_ADDITION,
        REPEATED,
        LOST,
        CUT,
        GAP_CLOSED,
        SEVERAL_PARTS,
        FORGOTTEN,
        BANISHED_SPOKEN_OF,
        DIGEST_TOO_OLD
    }

    final List<Delta<String>> said = new ArrayList<>();
    final Map<Met, Integer> met = new EnumMap<>(Met.class);

    private final List<ModelledReplica> nodes = new ArrayList<>();
    private final List<List<Delta<String>>> unsent = new ArrayList<>();
    private final List<Sent> wire = new ArrayList<>();
    private final Set<List<Integer>> cut = new HashSet<>();
    private final List<ReplicaId> ended = new ArrayList<>();
    private final Map<Dot, Entry<String>> born = new TreeMap<>();

    /** What is on its way: a delta, or a digest. */
    private sealed interface Sent {
        int to();
    }

    private record SentDelta(int to, Delta<String> delta) implements Sent {}

    private record SentDigest(int to, ModelledReplica.Summed digest) implements Sent {}

    World(int replicas) {
        for (int i = 0; i < replicas; i++) {
            nodes.add(new ModelledReplica(new ReplicaId("node" + i, 1)));
            unsent.add(new ArrayList<>());
        }
    }

    static World after(History history) {
        var world = new World(history.replicas());
        history.steps().forEach(world::step);
        return world;
    }

    List<ModelledReplica> nodes() {
        return nodes;
    }

    private void step(Step step) {
        int from = step.node() % nodes.size();
        int to = (from + 1 + step.other() % (nodes.size() - 1)) % nodes.size();
        var node = nodes.get(from);
        String topic =
                "topic" + (step.pick() % 3 == 0 ? "" : step.pick() % 3); // topic and topic1: one begins with the other
        long owner = 1L + step.pick() / 3 % 3;
        String key = "key" + step.pick() / 9 % 2;
        switch (step.action()) {
            case ADD -> say(from, node.add(topic, owner, key));
            case UPDATE -> say(from, node.update(topic, owner, key));
            case REMOVE -> say(from, node.remove(topic, owner, key));
            case REMOVE_OWNER -> say(from, node.remove(owner));
            case FLUSH -> flush(from, step.pick() % 2 == 0);
            case DELIVER -> deliver(step.pick(), true);
            case REPEAT -> deliver(step.pick(), false);
            case LOSE -> lose(step.pick());
            case CUT -> cut.add(List.of(from, to));
            case HEAL -> cut.clear();
            case PULL -> pull(from, to, step.pick());
            case DIGEST -> send(from, new SentDigest(to, node.digest()));
            case GOSSIP -> send(from, new SentDelta(to, ModelledReplica.full(node.state)));
            case LIE -> lie(node, step.pick());
            case RESTART -> restart(from);
            case FORGET -> node.forget(replica(node, step.pick()));
            case BANISH -> node.banish(replica(node, step.pick()));
        }
    }

    private void say(int from, Delta<String> delta) {
        delta.entries().forEach(entry -> born.put(entry.dot(), entry));
        if (!delta.isEmpty()) {
            unsent.get(from).add(delta);
            said.add(delta);
        }
    }

    /** Sends what a node has said, as one group of deltas or each alone. */
    private void flush(int from, boolean grouped) {
        var deltas = unsent.get(from);
        var sent = grouped ? List.of(Delta.join(deltas)) : deltas;
        for (int to = 0; to < nodes.size(); to++) {
            for (var delta : sent) {
                if (to != from) {
                    send(from, new SentDelta(to, delta));
                }
            }
        }
        deltas.clear();
    }

    private void send(int from, Sent sent) {
        if (cut.contains(List.of(from, sent.to()))) {
            meet(Met.CUT);
        } else {
            wire.add(sent);
        }
    }

    private void deliver(int pick, boolean taken) {
        if (!wire.isEmpty()) {
            int at = pick % wire.size();
            receive(taken ? wire.remove(at) : wire.get(at));
            met.merge(Met.REPEATED, taken ? 0 : 1, Integer::sum);
        }
    }

    private void lose(int pick) {
        if (!wire.isEmpty()) {
            wire.remove(pick % wire.size());
            meet(Met.LOST);
        }
    }

    private void receive(Sent sent) {
        var node = nodes.get(sent.to());
        switch (sent) {
            case SentDelta(int to, var delta) -> {
                note(node, delta);
                var merge = node.merge(delta);
                merge.joins().forEach(entry -> assertSame(List.of(born.get(entry.dot())), List.of(entry)));
                if (merge.joins().size() == 1 && merge.leaves().size() == 1) {
                    meet(Met.UPDATE_AT_ONCE);
                }
            }
            case SentDigest(int to, var digest) -> settle(node, digest);
        }
    }

    private boolean settle(ModelledReplica node, ModelledReplica.Summed digest) {
        var replica = digest.digest().replica();
        var before = node.known(replica);
        if (before.max() > digest.digest().counter()) {
            meet(Met.DIGEST_TOO_OLD);
        }
        boolean settled = node.settle(digest);
        if (settled && !node.known(replica).equals(before)) {
            meet(Met.GAP_CLOSED);
        }
        return settled;
    }

    private void note(ModelledReplica node, Delta<String> delta) {
        for (var entry : delta.entries()) {
            var replica = entry.dot().replica();
            if (node.hasBanished(replica)) {
                meet(Met.BANISHED_SPOKEN_OF);
            } else if (node.state.known(replica).contains(entry.dot().counter())
                    && !node.held(replica).containsKey(entry.dot())) {
                meet(Met.REMOVAL_BEFORE_ADDITION);
            }
        }
    }

    /** Asks a node for a part of what another lacks of it, from wherever; the answer goes by wire. */
    private void pull(int from, int to, int pick) {
        var owner = nodes.get(from);
        long after = Math.max(0, pick / 4 % 12 - 6);
        send(from, new SentDelta(to, owner.missing(nodes.get(to).state.known(owner.id), after, 1 + pick % 4)));
    }

    /** Tells a node that all it has, and more, is dead: it must know better. */
    private void lie(ModelledReplica node, int pick) {
        var dots = DotSet.range(1, node.state.digest().counter() + pick % 3);
        assertTrue(node.merge(new Delta<>(CausalContext.of(node.id, dots), List.of()))
                .isEmpty());
        var ghost = new Entry<>(new Dot(node.id, dots.max() + 1), "topic", 1, "ghost", "boo");
        var haunted = CausalContext.of(node.id, DotSet.of(ghost.dot().counter()));
        assertTrue(node.merge(new Delta<>(haunted, List.of(ghost))).isEmpty());
    }

    private void restart(int at) {
        var id = nodes.get(at).id;
        ended.add(id);
        nodes.set(at, new ModelledReplica(new ReplicaId(id.node(), id.generation() + 1)));
        unsent.get(at).clear();
    }

    private ReplicaId replica(ModelledReplica node, int pick) {
        var replicas = new ArrayList<>(ended);
        nodes.forEach(other -> replicas.add(other.id));
        replicas.remove(node.id);
        var replica = replicas.get(pick % replicas.size());
        if (!node.held(replica).isEmpty()) {
            meet(Met.FORGOTTEN);
        }
        return replica;
    }

    /** Lets everybody banish the ended and pull from the living, then asserts that all hold the same, whatever still comes. */
    void converge(int limit) {
        for (var node : nodes) {
            ended.forEach(node::banish);
            nodes.stream().filter(owner -> owner != node).forEach(owner -> transfer(owner, node, limit));
        }
        assertConverged();
        List.copyOf(wire).forEach(this::receive);
        assertConverged();
    }

    private void assertConverged() {
        for (var owner : nodes) {
            for (var node : nodes) {
                if (!node.hasBanished(owner.id)) {
                    assertSame(owner.held(owner.id).values(), node.state.entries(owner.id));
                    assertEquals(owner.state.digest(), node.state.digest(owner.id));
                    assertTrue(
                            node.state.known(owner.id).ranges() <= 1,
                            node.state.known(owner.id).toString());
                }
            }
        }
    }

    /** Brings a node up to date with what an owner has, as one asks for it: in parts, with or without a cursor. */
    private void transfer(ModelledReplica owner, ModelledReplica node, int limit) {
        boolean cursor = limit % 2 == 0;
        long after = 0;
        int parts = 0;
        if (settle(node, owner.digest())) {
            return;
        }
        while (true) {
            var part = owner.missing(node.state.known(owner.id), after, limit);
            node.merge(part);
            parts++;
            if (part.entries().size() < limit) {
                break;
            }
            after = cursor ? part.context().dots(owner.id).max() : 0;
        }
        assertTrue(parts <= owner.held(owner.id).size() / limit + 1, "parts: " + parts);
        assertTrue(node.settle(owner.digest()), "settled after a transfer");
        if (parts > 2) {
            meet(Met.SEVERAL_PARTS);
        }
    }

    private void meet(Met what) {
        met.merge(what, 1, Integer::sum);
    }
}
