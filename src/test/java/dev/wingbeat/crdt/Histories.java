package dev.wingbeat.crdt;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.opentest4j.AssertionFailedError;

/**
 * Random histories of a few replicas, against a property. One that breaks it is shortened as long as it still does, then shown.
 *
 * <p>Every run takes other histories; a failure names its seed, and {@code -Dwingbeat.seed=…} begins there.
 */
final class Histories {

    static final long SEED = Long.getLong("wingbeat.seed", System.nanoTime());

    private static final int STEPS = 120;

    private Histories() {}

    /** What happens in a step; the numbers say to whom and with what. */
    enum Action {
        ADD(16),
        UPDATE(9),
        REMOVE(5),
        REMOVE_OWNER(2),
        FLUSH(10),
        DELIVER(30),
        REPEAT(6),
        LOSE(5),
        CUT(2),
        HEAL(2),
        PULL(5),
        DIGEST(8),
        GOSSIP(4),
        LIE(2),
        RESTART(1),
        FORGET(1),
        BANISH(1);

        private final int weight;

        Action(int weight) {
            this.weight = weight;
        }

        private static Action random(RandomGenerator random) {
            int total = 0;
            for (var action : values()) {
                total += action.weight;
            }
            int left = random.nextInt(total);
            for (var action : values()) {
                left -= action.weight;
                if (left < 0) {
                    return action;
                }
            }
            throw new AssertionError(left);
        }
    }

    /** One step: any numbers do, so that a history stays one when steps before this are dropped. */
    record Step(Action action, int node, int other, int pick) {
        private static Step random(RandomGenerator random) {
            return new Step(Action.random(random), random.nextInt(60), random.nextInt(60), random.nextInt(1 << 16));
        }
    }

    record History(long seed, int replicas, List<Step> steps) {

        static History random(long seed) {
            var random = new SplittableRandom(seed);
            int replicas = random.nextInt(2, 6);
            int length = random.nextInt(1, STEPS + 1);
            return new History(
                    seed,
                    replicas,
                    random.ints(length).mapToObj(i -> Step.random(random)).toList());
        }

        private History without(int from, int to) {
            var left = new ArrayList<>(steps);
            left.subList(from, to).clear();
            return new History(seed, replicas, left);
        }

        @Override
        public String toString() {
            return steps.stream()
                    .map(Step::toString)
                    .collect(Collectors.joining("\n  ", replicas + " replicas\n  ", ""));
        }
    }

    interface Property {
        void holdsIn(History history);
    }

    static void check(int cases, Property property) {
        for (long seed = SEED; seed < SEED + cases; seed++) {
            var history = History.random(seed);
            if (breaks(property, history) != null) {
                var shortest = shorten(property, history);
                var why = breaks(property, shortest);
                throw new AssertionFailedError("-Dwingbeat.seed=" + seed + ": " + why + "\n" + shortest, why);
            }
        }
    }

    /** Drops ever smaller runs of steps as long as the property stays broken. */
    private static History shorten(Property property, History broken) {
        var shortest = broken;
        for (int size = Math.max(1, broken.steps().size() / 2); size > 0; size /= 2) {
            for (int from = shortest.steps().size() - size;
                    from >= 0;
                    from = Math.min(from - 1, shortest.steps().size() - size)) {
                var shorter = shortest.without(from, from + size);
                if (breaks(property, shorter) != null) {
                    shortest = shorter;
                }
            }
        }
        return shortest;
    }

    private static Throwable breaks(Property property, History history) {
        try {
            property.holdsIn(history);
            return null;
        } catch (AssertionError | RuntimeException e) {
            return e;
        }
    }
}
