package dev.wingbeat.tracker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.conformance.Proves;
import dev.wingbeat.protocol.Payload;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random lives of two to four nodes, whose messages are lost, doubled and reordered, that are cut off, frozen, stopped, killed
 * and started anew. In the end everybody lists exactly what is tracked; at any time each node what it tracks itself; and what
 * was announced always adds up to the lists.
 */
final class ShardHistoriesTest {

    private static final int HISTORIES = 1_000;
    private static final int STEPS = 150;
    private static final List<String> TOPICS = List.of("t:0", "t:1", "t:2");
    private static final List<String> KEYS = List.of("ann", "bob", "cid", "dot");

    /** One history: what it does comes from its seed alone. */
    private static final class History {
        private final SplittableRandom random;
        private final ShardNet net = new ShardNet();
        private final List<String> names;

        /** What is tracked, by node: owner, topic and key. */
        private final Map<String, Set<String>> tracked = new TreeMap<>();

        private final Map<String, List<Owner>> owners = new TreeMap<>();
        private final double loss;
        private final double doubling;

        History(long seed) {
            random = new SplittableRandom(seed);
            names = List.of("a", "b", "c", "d").subList(0, random.nextInt(2, 5));
            loss = random.nextInt(3) * 0.2;
            doubling = random.nextInt(2) * 0.3;
            names.forEach(this::start);
        }

        private void start(String name) {
            net.start(name);
            tracked.put(name, new TreeSet<>());
            owners.put(name, new ArrayList<>(List.of(net.owner(), net.owner())));
        }

        void step() {
            String name = names.get(random.nextInt(names.size()));
            ShardNet.Node node = net.nodes.get(name);
            if (node == null) {
                if (random.nextInt(4) == 0) {
                    start(name);
                }
                return;
            }
            switch (random.nextInt(20)) {
                case 0, 1, 2, 3, 4, 5 -> operate(node);
                case 6 -> end(node);
                case 7 -> lose(node);
                case 8 -> cut(name);
                case 9 ->
                    net.nodes
                            .values()
                            .forEach(other -> net.nodes.keySet().forEach(third -> {
                                if (!other.name.equals(third)) {
                                    other.members.add(third);
                                }
                            }));
                case 10 -> node.frozen = !node.frozen;
                case 11 -> stop(name, node);
                case 12 -> net.tick();
                case 13 ->
                    java.util.stream.IntStream.range(0, random.nextInt(40)).forEach(ticks -> net.tick());
                default -> deliverSome();
            }
            expectOwn();
        }

        private void operate(ShardNet.Node node) {
            List<Owner> of = owners.get(node.name);
            Owner owner = of.get(random.nextInt(of.size()));
            String topic = TOPICS.get(random.nextInt(TOPICS.size()));
            String key = KEYS.get(random.nextInt(KEYS.size()));
            Set<String> mine = tracked.get(node.name);
            String entry = owner.number() + " " + topic + " " + key;
            if (mine.add(entry)) {
                node.track(owner, topic, key);
            } else if (random.nextBoolean()) {
                node.shard.update(owner, topic, key, meta -> Payload.of("again", true));
            } else {
                mine.remove(entry);
                node.shard.untrack(owner, topic, key);
            }
        }

        private void end(ShardNet.Node node) {
            List<Owner> of = owners.get(node.name);
            Owner owner = of.removeFirst();
            of.add(net.owner());
            owner.end();
            node.shard.end(owner);
            tracked.get(node.name).removeIf(entry -> entry.startsWith(owner.number() + " "));
        }

        private void lose(ShardNet.Node node) {
            String from = names.get(random.nextInt(names.size()));
            net.flights.removeIf(
                    flight -> flight.to().equals(node.name) && flight.from().equals(from));
            node.shard.remotes().lost(from);
        }

        private void cut(String name) {
            String other = names.get(random.nextInt(names.size()));
            net.sees(name, other, false);
            if (random.nextBoolean() && net.nodes.containsKey(other)) {
                net.sees(other, name, false);
            }
        }

        private void stop(String name, ShardNet.Node node) {
            if (random.nextInt(3) == 0) {
                return;
            }
            if (random.nextBoolean()) {
                node.shard.leave();
                deliverSome();
            }
            net.kill(name);
            tracked.remove(name);
            if (random.nextBoolean()) {
                start(name);
            } else {
                net.nodes.values().forEach(other -> other.members.remove(name));
            }
        }

        private void deliverSome() {
            for (int i = random.nextInt(1, 12); i > 0 && !net.flights.isEmpty(); i--) {
                ShardNet.Flight flight = net.flights.get(random.nextInt(Math.min(4, net.flights.size())));
                if (random.nextDouble() >= doubling) {
                    net.flights.remove(flight);
                }
                ShardNet.Node node = net.nodes.get(flight.to());
                if (random.nextDouble() >= loss && node != null && !node.frozen) {
                    net.deliver(flight);
                }
            }
        }

        /** Expects that no node has lost what it tracks itself, and that all announcements were exact. */
        private void expectOwn() {
            for (ShardNet.Node node : net.nodes.values()) {
                assertEquals(tracked.get(node.name), listed(node, Set.of(node.name)));
                TOPICS.forEach(
                        topic -> node.replay.expect(topic, node.shard.lists().list(topic)));
            }
        }

        /** Ends all trouble, waits, and expects that everybody lists what is tracked. */
        void settle() {
            net.nodes.values().forEach(node -> {
                node.frozen = false;
                node.members.clear();
                node.members.addAll(net.nodes.keySet());
                node.members.remove(node.name);
            });
            net.pass(6_000);
            Set<String> all = new TreeSet<>();
            tracked.values().forEach(all::addAll);
            net.nodes.values().forEach(node -> assertEquals(all, listed(node, net.nodes.keySet())));
            if (!net.nodes.isEmpty()) {
                TOPICS.forEach(net::expectSameLists);
            }
            assertTrue(net.digestsAgree());
            net.nodes
                    .values()
                    .forEach(node -> assertTrue(node.shard.remotes().synced().isComplete()));
        }

        private static Set<String> listed(ShardNet.Node node, Set<String> of) {
            Set<String> entries = new TreeSet<>();
            for (String topic : TOPICS) {
                node.shard
                        .lists()
                        .list(topic)
                        .forEach((key, list) -> list.stream()
                                .filter(entry ->
                                        of.contains(entry.dot().replica().node()))
                                .forEach(entry -> assertTrue(entries.add(entry.owner() + " " + topic + " " + key))));
            }
            return entries;
        }
    }

    @ParameterizedTest
    @Proves("TRK-06")
    @ValueSource(longs = {20_261_120, 7})
    void everybodyListsWhatIsTrackedWhenTheTroubleIsOver(long base) {
        for (long seed = base; seed < base + HISTORIES; seed++) {
            run(seed);
        }
    }

    private static void run(long seed) {
        try {
            var history = new History(seed);
            for (int step = 0; step < STEPS; step++) {
                history.step();
            }
            history.settle();
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError("history of seed " + seed + ": " + e.getMessage(), e);
        }
    }
}
