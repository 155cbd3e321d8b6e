package dev.wingbeat.tracker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.wingbeat.crdt.Dot;
import dev.wingbeat.crdt.Entry;
import dev.wingbeat.crdt.ReplicaId;
import dev.wingbeat.protocol.Payload;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** The lists that readers see while a shard changes them. */
final class PresenceListsTest {

    private static final long SEED = 20_261_120;
    private static final ReplicaId A = new ReplicaId("a", 1);

    private final PresenceLists lists = new PresenceLists();
    private long counter;

    private Entry<Payload> entry(String topic, long owner, String key) {
        return new Entry<>(new Dot(A, ++counter), topic, owner, key, Payload.EMPTY);
    }

    @Test
    void listsFollowAModelThroughGrowthAndShrinking() {
        var random = new SplittableRandom(SEED);
        List<Entry<Payload>> present = new ArrayList<>();
        for (int round = 0; round < 5_000; round++) {
            boolean growing = round / 500 % 2 == 0;
            List<Entry<Payload>> joins = new ArrayList<>();
            List<Entry<Payload>> leaves = new ArrayList<>();
            for (int i = random.nextInt(1, 4); i > 0; i--) {
                if (present.isEmpty() || random.nextInt(10) < (growing ? 6 : 4)) {
                    joins.add(entry("t:" + random.nextInt(3), random.nextInt(4), "key " + random.nextInt(20)));
                } else {
                    leaves.add(present.remove(random.nextInt(present.size())));
                }
            }
            present.addAll(joins);
            lists.change(joins, leaves);
            expect(present);
        }
        lists.change(List.of(), present);
        expect(List.of());
    }

    private void expect(List<Entry<Payload>> present) {
        Map<String, Map<String, List<Entry<Payload>>>> model = new TreeMap<>();
        present.stream()
                .sorted(Comparator.<Entry<Payload>>comparingLong(Entry::owner).thenComparing(Entry::dot))
                .forEach(entry -> model.computeIfAbsent(entry.topic(), topic -> new TreeMap<>())
                        .computeIfAbsent(entry.key(), key -> new ArrayList<>())
                        .add(entry));
        for (String topic : List.of("t:0", "t:1", "t:2")) {
            var keys = model.getOrDefault(topic, Map.of());
            assertEquals(keys, lists.list(topic));
            assertEquals(keys.size(), lists.count(topic));
            keys.forEach((key, entries) -> assertEquals(entries, lists.getByKey(topic, key)));
        }
        assertEquals(model.size(), lists.topics());
        assertEquals(present.size(), lists.entries());
        var anew = new PresenceLists();
        anew.change(present.reversed(), List.of());
        assertEquals(anew.hash(), lists.hash());
        if (!present.isEmpty()) {
            anew.change(List.of(), List.of(present.getFirst()));
            assertNotEquals(anew.hash(), lists.hash());
        }
    }

    @Test
    void unknownTopicsAndKeysHaveNobody() {
        lists.change(List.of(entry("t", 1, "key")), List.of());
        assertEquals(Map.of(), lists.list("other"));
        assertEquals(List.of(), lists.getByKey("t", "other"));
        assertEquals(0, lists.count("other"));
    }

    @Test
    void listsCannotBeChangedByReaders() {
        for (int i = 0; i < 20; i++) {
            lists.change(List.of(entry("small", 1, "key " + i % 3), entry("large", 1, "key " + i)), List.of());
        }
        for (String topic : List.of("small", "large", "none")) {
            assertThrows(
                    UnsupportedOperationException.class, () -> lists.list(topic).put("key", List.of()));
        }
        assertThrows(
                UnsupportedOperationException.class,
                () -> lists.getByKey("large", "key 1").clear());
    }

    @Test
    void entryThatIsReplacedIsNeverMissingAndNeverThereTwice() throws Exception {
        for (int keys : List.of(1, 50)) {
            String topic = "topic of " + keys;
            for (int i = 0; i < keys; i++) {
                lists.change(List.of(entry(topic, 1, "key " + i)), List.of());
            }
            var done = new AtomicBoolean();
            try (var readers = Executors.newSingleThreadExecutor()) {
                var reader = readers.submit(() -> {
                    long reads = 0;
                    while (!done.get() || reads == 0) {
                        assertEquals(1, lists.getByKey(topic, "key 0").size());
                        assertEquals(keys, lists.list(topic).size());
                        reads++;
                    }
                    return reads;
                });
                var old = lists.getByKey(topic, "key 0").getFirst();
                for (int i = 0; i < 20_000; i++) {
                    var next = entry(topic, 1, "key 0");
                    lists.change(List.of(next), List.of(old));
                    old = next;
                }
                done.set(true);
                reader.get(10, TimeUnit.SECONDS);
            }
        }
    }
}
