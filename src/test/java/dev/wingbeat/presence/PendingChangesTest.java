package dev.wingbeat.presence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.crdt.Dot;
import dev.wingbeat.crdt.Entry;
import dev.wingbeat.crdt.ReplicaId;
import dev.wingbeat.protocol.Payload;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PendingChangesTest {

    private static final ReplicaId HERE = new ReplicaId("here", 1);
    private static final ReplicaId THERE = new ReplicaId("there", 1);

    private final PendingChanges pending = new PendingChanges();
    private long counter;

    private Entry<Payload> entry(ReplicaId replica, long owner, String key) {
        counter++;
        return new Entry<>(new Dot(replica, counter), "room:1", owner, key, Payload.of("phx_ref", "r" + counter));
    }

    private Entry<Payload> entry(long owner, String key) {
        return entry(HERE, owner, key);
    }

    private void joined(Entry<Payload> entry) {
        pending.add(List.of(entry), List.of());
    }

    private void left(Entry<Payload> entry) {
        pending.add(List.of(), List.of(entry));
    }

    private static String refs(Map<String, PresenceEntry> side) {
        return side.entrySet().stream()
                .map(entry -> entry.getKey()
                        + entry.getValue().metas().stream()
                                .map(PresenceMeta::ref)
                                .toList())
                .collect(Collectors.joining(" "));
    }

    private void expect(String joins, String leaves) {
        PresenceDiff diff = pending.take();
        assertEquals(joins, refs(diff.joins()));
        assertEquals(leaves, refs(diff.leaves()));
        assertTrue(pending.isEmpty());
    }

    @Test
    void changesOfOneKeyShareAnEntry() {
        joined(entry(1, "a"));
        joined(entry(2, "b"));
        joined(entry(3, "a"));
        expect("a[r1, r3] b[r2]", "");
    }

    @Test
    void whoComesAndGoesIsNeverMentioned() {
        var entry = entry(1, "a");
        joined(entry);
        left(entry);
        assertTrue(pending.isEmpty());
    }

    @Test
    void whoGoesAndComesBackTheSameIsNeverMentioned() {
        var entry = entry(1, "a");
        left(entry);
        joined(entry);
        assertTrue(pending.isEmpty());
    }

    @Test
    void updateIsAJoinAndALeave() {
        var old = entry(1, "a");
        pending.add(List.of(entry(1, "a")), List.of(old));
        expect("a[r2]", "a[r1]");
    }

    @Test
    void ofSeveralUpdatesTheLastCounts() {
        var announced = entry(1, "a");
        var second = entry(1, "a");
        pending.add(List.of(second), List.of(announced));
        pending.add(List.of(entry(1, "a")), List.of(second));
        expect("a[r3]", "a[r1]");
    }

    @Test
    void updateOfAJoinIsAJoin() {
        var first = entry(1, "a");
        joined(first);
        pending.add(List.of(entry(1, "a")), List.of(first));
        expect("a[r2]", "");
    }

    @Test
    void leaveAfterAnUpdateIsTheLeaveOfWhatWasAnnounced() {
        var announced = entry(1, "a");
        var second = entry(1, "a");
        pending.add(List.of(second), List.of(announced));
        left(second);
        expect("", "a[r1]");
    }

    @Test
    void updatesStandInFrontSoThatTheirMetasHaveTheSameIndex() {
        var old = entry(1, "a");
        joined(entry(2, "a"));
        left(entry(3, "a"));
        pending.add(List.of(entry(1, "a")), List.of(old));
        expect("a[r4, r2]", "a[r1, r3]");
    }

    @Test
    void sameOwnerOnAnotherNodeIsAnother() {
        joined(entry(HERE, 1, "a"));
        left(entry(THERE, 1, "a"));
        expect("a[r1]", "a[r2]");
    }

    /** What clients make of states and diffs is the list, however changes and diffs interleave. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void diffsReplayedGiveTheList(long seed) {
        var random = new Random(seed);
        Map<Long, Entry<Payload>> live = new HashMap<>();
        Map<String, List<String>> client = new TreeMap<>();
        for (int step = 0; step < 3000; step++) {
            change(random, live);
            if (random.nextInt(6) == 0) {
                assertEquals(client, refsByKey(pending.undone(byKey(live))), () -> "undone, seed " + seed);
                replay(pending.take(), client);
                assertEquals(refsByKey(pending.undone(byKey(live))), client, () -> "diff, seed " + seed);
            }
        }
    }

    private void change(Random random, Map<Long, Entry<Payload>> live) {
        long owner = random.nextLong(12);
        var before = live.get(owner);
        var made = entry(owner % 2 == 0 ? HERE : THERE, owner, "k" + owner % 5);
        if (before == null) {
            live.put(owner, made);
            joined(made);
        } else if (random.nextBoolean()) {
            live.put(owner, made);
            pending.add(List.of(made), List.of(before));
        } else {
            live.remove(owner);
            left(before);
        }
    }

    private static Map<String, List<Entry<Payload>>> byKey(Map<Long, Entry<Payload>> live) {
        Map<String, List<Entry<Payload>>> list = new HashMap<>();
        new TreeMap<>(live)
                .forEach((owner, entry) -> list.computeIfAbsent(entry.key(), key -> new ArrayList<>())
                        .add(entry));
        return list;
    }

    private static Map<String, List<String>> refsByKey(Map<String, List<PresenceMeta>> list) {
        Map<String, List<String>> refs = new TreeMap<>();
        list.forEach((key, metas) ->
                refs.put(key, metas.stream().map(PresenceMeta::ref).sorted().toList()));
        return refs;
    }

    /** Joins first, then leaves, as every client does; each ref must be new when it joins and there when it leaves. */
    private static void replay(PresenceDiff diff, Map<String, List<String>> client) {
        diff.joins()
                .forEach((key, entry) -> entry.metas().forEach(meta -> {
                    var refs = new ArrayList<>(client.getOrDefault(key, List.of()));
                    assertTrue(!refs.contains(meta.ref()), "joined twice: " + meta.ref());
                    refs.add(meta.ref());
                    client.put(key, refs.stream().sorted().toList());
                }));
        diff.leaves()
                .forEach((key, entry) -> entry.metas().forEach(meta -> {
                    var refs = new ArrayList<>(client.getOrDefault(key, List.of()));
                    assertTrue(refs.remove(meta.ref()), "left without having joined: " + meta.ref());
                    client.put(key, refs);
                    client.remove(key, List.of());
                }));
    }
}
