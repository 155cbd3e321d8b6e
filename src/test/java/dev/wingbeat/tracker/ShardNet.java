package dev.wingbeat.tracker;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.wingbeat.crdt.Entry;
import dev.wingbeat.crdt.ReplicaId;
import dev.wingbeat.protocol.Payload;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** Shards of one lane on several nodes, without a network: what they say waits in a list until the test delivers it. */
final class ShardNet {

    static final TrackerConfig CONFIG = TrackerConfig.DEFAULT;
    static final long TICK = 250;

    /** What one shard says to another. */
    record Flight(String from, String to, Buffer bytes) {
        Gossip gossip() {
            return GossipCodec.decode(from, bytes);
        }
    }

    /** One life of one node. */
    final class Node implements GossipSender {
        final String name;
        final TrackerShard shard;
        final Replay replay = new Replay();

        /** For how many nanoseconds something of another was missing, one time after the other. */
        final List<Long> catchUps = new ArrayList<>();

        /** Whom it takes for members, apart from what the others think. */
        final Set<String> members = new TreeSet<>();

        boolean frozen;

        Node(String name) {
            this.name = name;
            var self = new ReplicaId(name, ++generations);
            this.shard = new TrackerShard(
                    self,
                    CONFIG,
                    new PhxRefs("test", self, 0),
                    this,
                    replay,
                    new CatchUps(() -> TimeUnit.MILLISECONDS.toNanos(now), catchUps::add));
        }

        @Override
        public void toAll(Gossip gossip) {
            for (String node : nodes.keySet()) {
                if (!node.equals(name)) {
                    to(node, gossip);
                }
            }
        }

        @Override
        public void to(String node, Gossip gossip) {
            flights.add(new Flight(name, node, GossipCodec.encode(gossip)));
        }

        String track(Owner owner, String topic, String key, String json) {
            return shard.track(
                    owner, topic, key, Payload.rawJson(json.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
        }

        String track(Owner owner, String topic, String key) {
            return track(owner, topic, key, "{}");
        }

        /** Returns the entries of a topic, as texts that are equal where the entries are. */
        Map<String, List<String>> list(String topic) {
            var texts = new TreeMap<String, List<String>>();
            shard.lists()
                    .list(topic)
                    .forEach((key, entries) ->
                            texts.put(key, entries.stream().map(ShardNet::text).toList()));
            return texts;
        }

        List<String> keys(String topic) {
            return List.copyOf(list(topic).keySet());
        }
    }

    final Map<String, Node> nodes = new TreeMap<>();
    final List<Flight> flights = new ArrayList<>();
    long now;
    private long generations;
    private long owners;

    /** Starts a node; those that run see it at once, and it sees them. */
    Node start(String name) {
        var node = new Node(name);
        nodes.put(name, node);
        for (Node other : nodes.values()) {
            if (other != node) {
                node.members.add(other.name);
                other.members.add(name);
            }
        }
        node.shard.start(now, Set.copyOf(node.members), Set.copyOf(node.members));
        return node;
    }

    /** Ends a node without a word; the others go on seeing it until they are told. */
    void kill(String name) {
        nodes.remove(name);
        flights.removeIf(flight -> flight.from().equals(name) || flight.to().equals(name));
    }

    /** Lets a node see another no more, or see it again. */
    void sees(String name, String other, boolean sees) {
        Set<String> members = nodes.get(name).members;
        if (sees) {
            members.add(other);
        } else {
            members.remove(other);
        }
    }

    Owner owner() {
        return new Owner(++owners, bytes -> {});
    }

    /** Delivers everything in order, and what is said in answer, too. */
    void deliver() {
        deliver(flight -> true);
    }

    /** Delivers what passes, and loses what does not. */
    void deliver(Predicate<Flight> passes) {
        while (!flights.isEmpty()) {
            Flight flight = flights.removeFirst();
            if (passes.test(flight)) {
                deliver(flight);
            }
        }
    }

    /** Delivers one message. */
    void deliver(Flight flight) {
        Node node = nodes.get(flight.to());
        if (node != null) {
            node.shard.remotes().receive(flight.gossip());
        }
    }

    /** Lets time pass for those that are not frozen, tick by tick, and delivers what they say. */
    void pass(long millis) {
        for (long end = now + millis; now < end; ) {
            tick();
            deliver();
        }
    }

    void tick() {
        now += TICK;
        for (Node node : List.copyOf(nodes.values())) {
            if (!node.frozen) {
                node.shard.tick(now, Set.copyOf(node.members), Set.copyOf(node.members));
            }
        }
    }

    /** Says whether nobody lacks anything of anybody: digests are sent, and nobody asks. */
    boolean digestsAgree() {
        boolean[] agree = {true};
        for (int i = 0; i < 5; i++) {
            tick();
            deliver(flight -> {
                agree[0] &= !(flight.gossip() instanceof Gossip.Pull);
                return true;
            });
        }
        return agree[0];
    }

    /** Expects that all nodes list the same in a topic, entry by entry, and that they have announced it so. */
    void expectSameLists(String topic) {
        Map<String, List<String>> expected = nodes.values().iterator().next().list(topic);
        for (Node node : nodes.values()) {
            assertEquals(expected, node.list(topic), () -> topic + " on " + node.name);
            node.replay.expect(topic, node.shard.lists().list(topic));
        }
    }

    static String text(Entry<Payload> entry) {
        return entry.dot() + " " + entry.owner() + " " + entry.value().buffer();
    }
}
