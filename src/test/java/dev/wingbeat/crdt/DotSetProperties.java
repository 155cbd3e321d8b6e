package dev.wingbeat.crdt;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.NavigableSet;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.BinaryOperator;
import org.junit.jupiter.api.Test;

/** Sets kept as ranges, against sets of numbers. */
class DotSetProperties {

    private static final int CASES = 20_000;

    @Test
    void holdsTheCountersItIsMadeOf() {
        withSets((numbers, others) -> {
            var set = set(numbers);
            assertEquals(numbers, numbers(set));
            assertEquals(numbers.isEmpty(), set.isEmpty());
            assertEquals(numbers.isEmpty() ? 0 : numbers.last(), set.max());
            for (long counter = 0; counter < 70; counter++) {
                assertEquals(numbers.contains(counter), set.contains(counter), counter + " in " + set);
            }
            long ranges = numbers.stream().filter(n -> !numbers.contains(n + 1)).count();
            assertEquals(ranges, set.ranges(), set.toString());
            assertEquals(numbers.equals(others), set.equals(set(others)));
        });
    }

    @Test
    void unionHasTheCountersOfEither() {
        assertSame(DotSet::union, (numbers, others) -> numbers.addAll(others));
    }

    @Test
    void intersectHasTheCountersOfBoth() {
        assertSame(DotSet::intersect, (numbers, others) -> numbers.retainAll(others));
    }

    @Test
    void minusHasTheCountersOfOneOnly() {
        assertSame(DotSet::minus, (numbers, others) -> numbers.removeAll(others));
    }

    @Test
    void rangesMakeTheSetAgain() {
        withSets((numbers, others) -> {
            var set = set(numbers);
            assertEquals(set, DotSet.ofRanges(bounds(set)));
            assertEquals(set.hashCode(), DotSet.ofRanges(bounds(set)).hashCode());
        });
    }

    private static void assertSame(
            BinaryOperator<DotSet> operator, BiConsumer<NavigableSet<Long>, NavigableSet<Long>> model) {
        withSets((numbers, others) -> {
            var expected = new TreeSet<>(numbers);
            model.accept(expected, others);
            var actual = operator.apply(set(numbers), set(others));
            assertEquals(expected, numbers(actual), set(numbers) + " and " + set(others));
            assertEquals(set(expected), actual, "in as few ranges as can be");
        });
    }

    private static void withSets(BiConsumer<NavigableSet<Long>, NavigableSet<Long>> property) {
        for (long seed = Histories.SEED; seed < Histories.SEED + CASES; seed++) {
            var random = new SplittableRandom(seed);
            try {
                property.accept(random(random), random(random));
            } catch (AssertionError e) {
                throw new AssertionError("-Dwingbeat.seed=" + seed + ": " + e.getMessage(), e);
            }
        }
    }

    private static NavigableSet<Long> random(SplittableRandom random) {
        var numbers = new TreeSet<Long>();
        int runs = random.nextInt(8);
        for (int i = 0; i < runs; i++) {
            long from = random.nextLong(1, 60);
            long length = random.nextInt(3) == 0 ? random.nextLong(1, 9) : 1;
            for (long n = from; n < from + length; n++) {
                numbers.add(n);
            }
        }
        return numbers;
    }

    private static DotSet set(NavigableSet<Long> numbers) {
        return DotSet.of(
                numbers.descendingSet().stream().mapToLong(Long::longValue).toArray());
    }

    private static NavigableSet<Long> numbers(DotSet set) {
        var numbers = new TreeSet<Long>();
        set.forEachRange((from, to) -> {
            for (long n = from; n <= to; n++) {
                numbers.add(n);
            }
        });
        return numbers;
    }

    private static long[] bounds(DotSet set) {
        var bounds = new long[set.ranges() * 2];
        int[] at = {0};
        set.forEachRange((from, to) -> {
            bounds[at[0]++] = from;
            bounds[at[0]++] = to;
        });
        return bounds;
    }
}
