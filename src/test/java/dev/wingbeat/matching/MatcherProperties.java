package dev.wingbeat.matching;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random queues, against a plain model that looks at everybody. */
class MatcherProperties {

    private static final int HISTORIES = 400;
    private static final int STEPS = 12;
    private static final int NEIGHBOURS = 5;

    /** The rule as one would write it down: lists, sorted anew for each ticket. */
    private static final class Model {
        private final List<Ticket> waiting = new ArrayList<>();

        List<List<Ticket>> match(long now) {
            List<List<Ticket>> groups = new ArrayList<>();
            List<Ticket> eldest = new ArrayList<>(waiting);
            eldest.sort(Comparator.comparingLong(Ticket::since)); // stable: who came first is first
            for (Ticket ticket : eldest) {
                List<Ticket> group = waiting.contains(ticket) ? group(ticket, now) : List.of();
                if (group.size() == ticket.size()) {
                    waiting.removeAll(group);
                    groups.add(group);
                }
            }
            return groups;
        }

        private List<Ticket> group(Ticket eldest, long now) {
            List<Ticket> sorted = new ArrayList<>(
                    waiting.stream().filter(other -> kin(eldest, other)).toList());
            sorted.sort(Comparator.comparingDouble(Model::first));
            int at = sorted.indexOf(eldest);
            List<Ticket> near = new ArrayList<>(sorted);
            near.remove(eldest);
            near.sort(Comparator.<Ticket>comparingDouble(other -> Math.abs(first(other) - first(eldest)))
                    .thenComparing(other -> sorted.indexOf(other) > at)
                    .thenComparingInt(other -> Math.abs(sorted.indexOf(other) - at)));
            List<Ticket> group = new ArrayList<>(List.of(eldest));
            near.stream()
                    .filter(other -> numbers(eldest).isEmpty()
                            || Math.abs(first(other) - first(eldest))
                                    <= reach(eldest, numbers(eldest).getFirst(), now))
                    .limit(Math.max(NEIGHBOURS, 2L * eldest.size()))
                    .filter(other ->
                            group.size() < eldest.size() && group.stream().allMatch(member -> fit(member, other, now)))
                    .forEach(group::add);
            return group;
        }

        private static List<String> numbers(Ticket ticket) {
            return new TreeMap<>(ticket.properties())
                    .entrySet().stream()
                            .filter(property -> property.getValue() instanceof Number)
                            .map(Map.Entry::getKey)
                            .toList();
        }

        private static double first(Ticket ticket) {
            return numbers(ticket).isEmpty()
                    ? 0
                    : ((Number) ticket.properties().get(numbers(ticket).getFirst())).doubleValue();
        }

        private static boolean kin(Ticket one, Ticket other) {
            return one.size() == other.size()
                    && one.properties().keySet().equals(other.properties().keySet())
                    && one.properties().entrySet().stream().allMatch(property -> {
                        Object theirs = other.properties().get(property.getKey());
                        return property.getValue() instanceof Number
                                ? theirs instanceof Number
                                : property.getValue().equals(theirs);
                    });
        }

        private static boolean fit(Ticket one, Ticket other, long now) {
            return kin(one, other)
                    && numbers(one).stream().allMatch(name -> {
                        double mine = ((Number) one.properties().get(name)).doubleValue();
                        double theirs = ((Number) other.properties().get(name)).doubleValue();
                        return Math.abs(mine - theirs) <= Math.min(reach(one, name, now), reach(other, name, now));
                    });
        }

        private static double reach(Ticket ticket, String name, long now) {
            Range range = ticket.ranges().get(name);
            if (range == null) {
                return 0;
            }
            double wide = range.within() + range.widening() * Math.max(0, now - ticket.since()) / 1_000;
            return Math.max(range.within(), Math.min(range.most(), wide));
        }
    }

    private static Ticket ticket(SplittableRandom random, String id, long now) {
        Map<String, Object> properties = new HashMap<>();
        Map<String, Range> ranges = new HashMap<>();
        if (random.nextInt(3) > 0) {
            properties.put("mode", random.nextBoolean() ? "ctf" : "race");
        }
        for (String name : random.nextInt(4) == 0 ? List.of("ping", "rank") : List.of("rank")) {
            if (random.nextInt(5) > 0) {
                properties.put(name, random.nextInt(12));
                if (random.nextInt(4) > 0) {
                    ranges.put(name, new Range(random.nextInt(3), random.nextInt(3), random.nextInt(8)));
                }
            }
        }
        return new Ticket(id, random.nextInt(2, 4), properties, ranges, now - random.nextInt(3_000));
    }

    /** One whose group may be as large as that, among others that do not reach as far. */
    private static Ticket patient(SplittableRandom random, int most, String id, long now) {
        var range = new Range(random.nextInt(3) == 0 ? 2 : 9, 2, 12);
        int size = random.nextInt(3) == 0 ? most - 1 : most;
        return new Ticket(
                id, size, Map.of("rank", random.nextInt(12)), Map.of("rank", range), now - random.nextInt(3_000));
    }

    /** Small groups, and those that need more players than neighbours are looked at otherwise. */
    @ParameterizedTest
    @ValueSource(ints = {3, 2 * NEIGHBOURS})
    void groupsAreThoseOfTheRule(int most) {
        int matched = 0;
        int largest = 0;
        for (int seed = 0; seed < HISTORIES; seed++) {
            var random = new SplittableRandom(seed);
            var matcher = new Matcher(NEIGHBOURS);
            var model = new Model();
            long now = 100_000;
            for (int step = 0; step < STEPS; step++) {
                now += random.nextInt(2_000);
                for (int i = random.nextInt(2 * most); i > 0; i--) {
                    String id = step + "." + i;
                    Ticket ticket = most > NEIGHBOURS ? patient(random, most, id, now) : ticket(random, id, now);
                    assertTrue(matcher.add(ticket));
                    model.waiting.add(ticket);
                }
                if (random.nextInt(4) == 0 && !model.waiting.isEmpty()) {
                    Ticket gone = model.waiting.remove(random.nextInt(model.waiting.size()));
                    matcher.remove(gone.id());
                }
                List<List<Ticket>> groups = seed % 2 == 0 ? matcher.match(now) : inSlices(matcher, now, random);
                matched += groups.size();
                largest = Math.max(
                        largest, groups.stream().mapToInt(List::size).max().orElse(0));
                assertEquals(sorted(model.match(now)), sorted(groups), "seed " + seed + ", step " + step);
                assertEquals(model.waiting.size(), matcher.size());
            }
        }
        assertTrue(matched > HISTORIES, "groups: " + matched);
        assertEquals(most, largest);
    }

    @Test
    void theLargestGroupsAreMade() {
        var matcher = new Matcher();
        int tickets = 3 * Ticket.MAX_SIZE;
        for (int i = 0; i < tickets; i++) { // every third of them reaches nobody
            double within = i % 3 == 0 ? 0 : tickets;
            matcher.add(new Ticket(
                    "t" + i, Ticket.MAX_SIZE, Map.of("rank", i), Map.of("rank", new Range(within, 0, within)), i));
        }
        List<List<Ticket>> groups = matcher.match(0);
        assertEquals(
                List.of(Ticket.MAX_SIZE, Ticket.MAX_SIZE),
                groups.stream().map(List::size).toList());
        assertEquals(Ticket.MAX_SIZE, matcher.size());
    }

    private static List<List<Ticket>> inSlices(Matcher matcher, long now, SplittableRandom random) {
        List<List<Ticket>> groups = new ArrayList<>();
        matcher.begin(now);
        boolean over = false;
        while (!over) {
            over = matcher.go(random.nextInt(1, 10), groups::add);
        }
        return groups;
    }

    /** Each reaches all others by its first number, and none by its second one. */
    @Test
    void aFullQueueOfTicketsThatAreMuchWorkIsMatchedInManyShortSlices() {
        int tickets = 20_000;
        var matcher = new Matcher();
        for (int i = 0; i < tickets; i++) {
            Map<String, Object> properties = Map.of("a", i % 10, "b", i * 10.0);
            matcher.add(new Ticket("t" + i, 2, properties, Map.of("a", new Range(10, 0, 10)), 0));
        }
        matcher.begin(0);
        int slices = 1;
        while (!matcher.go(10_000, group -> {})) {
            slices++;
        }
        assertTrue(slices >= tickets / 10_000 * Matcher.NEIGHBOURS / 2, "slices: " + slices);
        assertEquals(tickets, matcher.size());
    }

    /** Which of two groups that have nothing to do with each other comes first does not matter. */
    private static List<List<Ticket>> sorted(List<List<Ticket>> groups) {
        return groups.stream()
                .sorted(Comparator.comparing(group -> group.getFirst().id()))
                .toList();
    }
}
