package dev.wingbeat.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.cluster.PresenceMember.Change;
import dev.wingbeat.cluster.PresenceMember.Place;
import dev.wingbeat.support.process.NodeProcess;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A client on each of some nodes, all present in the same topics: shows when each is told that another's presences have left
 * and are back, with which refs, and that nobody is told so of those who were never gone.
 */
final class Attendance implements AutoCloseable {

    /** Enough for every lane to have some. */
    private static final int TOPICS = 16;

    private static final Duration SOON = Duration.ofSeconds(10);
    private static final AtomicInteger ATTENDANCES = new AtomicInteger();

    private final String prefix =
            "presence:all-" + ProcessHandle.current().pid() + '-' + ATTENDANCES.incrementAndGet() + '-';
    private final List<PresenceMember> members = new ArrayList<>();
    private final Map<Place, String> refs;

    /** Connects to these nodes, and waits until everybody knows of everybody. */
    Attendance(List<InetSocketAddress> nodes) {
        List<String> topics =
                IntStream.range(0, TOPICS).mapToObj(topic -> prefix + topic).toList();
        for (int i = 0; i < nodes.size(); i++) {
            members.add(new PresenceMember(nodes.get(i), user(i), topics));
        }
        int all = nodes.size() * TOPICS;
        long end = System.nanoTime() + SOON.toNanos();
        members.forEach(member ->
                member.await(all + " presences", () -> member.present().size() == all, end));
        refs = Map.copyOf(members.getFirst().present());
        members.forEach(member -> assertEquals(refs, member.present()));
    }

    private static String user(int node) {
        return "user-of-" + node;
    }

    /** Waits until those on these nodes were told that everybody on another has left; returns when the last was. */
    Duration awaitGone(int node, List<Integer> watchers, long since, Duration limit) {
        Set<Place> places = places(node);
        Duration last = Duration.ZERO;
        for (int watcher : watchers) {
            last = longer(last, awaitChange(watcher, places, false, since, limit));
        }
        return last;
    }

    /** Waits until those on these nodes were told that everybody on another is back with the same refs. */
    Duration awaitBack(int node, List<Integer> watchers, long since, Duration limit) {
        Set<Place> places = places(node);
        Duration last = Duration.ZERO;
        for (int watcher : watchers) {
            last = longer(last, awaitChange(watcher, places, true, since, limit));
            members.get(watcher)
                    .changesSince(since)
                    .forEach(change -> assertEquals(refs.get(change.place()), change.ref(), change::toString));
        }
        return last;
    }

    /**
     * Expects that everybody knows of everybody again, by the same refs, and that the nodes list the same, by their digests and
     * entry by entry; returns when the last of all clients was told the last of it.
     */
    Duration requireEqual(List<NodeProcess> nodes, long since, Duration limit) {
        long end = since + limit.toNanos();
        members.forEach(member -> member.await(
                "all with the same refs", () -> refs.equals(member.present()), System.nanoTime() + SOON.toNanos()));
        NodeLists.awaitEqual(nodes, System.nanoTime(), SOON);
        NodeLists.requireSame(nodes, prefix + ' ' + TOPICS);
        long last = members.stream()
                .flatMap(member -> member.changesSince(since).stream())
                .mapToLong(Change::at)
                .max()
                .orElseThrow();
        assertTrue(last - end <= 0, () -> Duration.ofNanos(last - since) + " (expected: <= " + limit + ')');
        return Duration.ofNanos(last - since);
    }

    /** Fails if anybody on these nodes was ever told that one of them had left or joined again, or anything impossible. */
    void requireNoFlap(long since, List<Integer> nodes) {
        Set<Place> places = new HashSet<>();
        nodes.forEach(node -> places.addAll(places(node)));
        for (int node : nodes) {
            List<Change> flaps = members.get(node).changesSince(since).stream()
                    .filter(change -> places.contains(change.place()))
                    .toList();
            assertEquals(List.of(), flaps, "flaps seen on node " + node);
        }
        members.forEach(member -> assertEquals(List.of(), member.problems()));
    }

    private Duration awaitChange(int watcher, Set<Place> places, boolean joined, long since, Duration limit) {
        PresenceMember member = members.get(watcher);
        member.await(
                (joined ? "joins of " : "leaves of ") + places + " seen on node " + watcher,
                () -> times(member, places, joined, since).size() == places.size(),
                since + limit.toNanos());
        long last = times(member, places, joined, since).values().stream()
                .mapToLong(time -> time - since)
                .max()
                .orElseThrow();
        assertTrue(last <= limit.toNanos(), () -> Duration.ofNanos(last) + " (expected: <= " + limit + ')');
        return Duration.ofNanos(last);
    }

    private static Map<Place, Long> times(PresenceMember member, Set<Place> places, boolean joined, long since) {
        Map<Place, Long> times = new HashMap<>();
        Stream<Change> changes = member.changesSince(since).stream().filter(change -> change.joined() == joined);
        changes.filter(change -> places.contains(change.place()))
                .forEach(change -> times.putIfAbsent(change.place(), change.at()));
        return times;
    }

    private Set<Place> places(int node) {
        Set<Place> places = new HashSet<>();
        for (int topic = 0; topic < TOPICS; topic++) {
            places.add(new Place(prefix + topic, user(node)));
        }
        return places;
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    @Override
    public void close() {
        members.forEach(PresenceMember::close);
    }
}
