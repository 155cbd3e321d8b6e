package dev.wingbeat.tracker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.crdt.Dot;
import dev.wingbeat.crdt.Entry;
import dev.wingbeat.protocol.Payload;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Follows the announcements of a shard: they must be exact, so that replaying them gives the lists at any time. */
final class Replay implements TrackerListener {

    private final Map<String, Set<Dot>> present = new HashMap<>();

    /** What was announced since the test has looked, such as {@code t: +alice -bob}. */
    final List<String> announced = new ArrayList<>();

    /** Faults are remembered and not thrown: the shard catches what its listener throws. */
    private final List<String> faults = new ArrayList<>();

    @Override
    public void changed(String topic, List<Entry<Payload>> joins, List<Entry<Payload>> leaves) {
        Set<Dot> dots = present.computeIfAbsent(topic, name -> new HashSet<>());
        var text = new StringBuilder(topic).append(':');
        for (Entry<Payload> leave : leaves) {
            text.append(" -").append(leave.key());
            check(dots.remove(leave.dot()), leave, "leaves and was not there");
        }
        for (Entry<Payload> join : joins) {
            text.append(" +").append(join.key());
            check(dots.add(join.dot()), join, "joins and was there");
        }
        for (Entry<Payload> entry : joins) {
            check(entry.topic().equals(topic), entry, "joins in " + topic);
        }
        check(!joins.isEmpty() || !leaves.isEmpty(), topic, "nothing has changed");
        announced.add(text.toString());
    }

    /** Expects that what was announced adds up to the list. */
    void expect(String topic, Map<String, List<Entry<Payload>>> list) {
        assertEquals(List.of(), faults);
        Set<Dot> listed = new HashSet<>();
        list.values().forEach(entries -> {
            assertFalse(entries.isEmpty());
            entries.forEach(entry -> assertTrue(listed.add(entry.dot())));
        });
        assertEquals(listed, present.getOrDefault(topic, Set.of()), () -> "announced of " + topic);
    }

    /** Returns what was announced since it was last asked. */
    List<String> next() {
        List<String> since = List.copyOf(announced);
        announced.clear();
        return since;
    }

    private void check(boolean right, Object what, String fault) {
        if (!right) {
            faults.add(what + " " + fault);
        }
    }
}
