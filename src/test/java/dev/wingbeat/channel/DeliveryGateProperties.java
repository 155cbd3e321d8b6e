package dev.wingbeat.channel;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.opentest4j.AssertionFailedError;

/**
 * Random orders of broadcasts, holds, states that come or fail, slow clients, overflow and leave, against a client that knows
 * what it must not miss. An order that breaks it is shortened as long as it still does, then shown.
 *
 * <p>Every run takes other orders; a failure names its seed, and {@code -Dwingbeat.seed=…} begins there.
 */
class DeliveryGateProperties {

    private static final long SEED = Long.getLong("wingbeat.seed", System.nanoTime());
    private static final int CASES = 4_000;
    private static final int STEPS = 80;

    /** What happens in a step; the numbers say to whom and with what. */
    private enum Action {
        BROADCAST(30),
        BROADCAST_MUCH(3),
        JOIN(3),
        AWAIT_CONTAINING(5),
        AWAIT_LACKING(4),
        STATE(10),
        FAIL(2),
        STALL(4),
        READ(7),
        LEAVE(1);

        private final int weight;

        Action(int weight) {
            this.weight = weight;
        }

        private static Action random(RandomGenerator random) {
            List<Action> urn = new ArrayList<>();
            for (var action : values()) {
                for (int i = 0; i < action.weight; i++) {
                    urn.add(action);
                }
            }
            return urn.get(random.nextInt(urn.size()));
        }
    }

    /** One step: any numbers do, so that an order stays one when steps before this are dropped. */
    private record Step(Action action, int pick, int number) {}

    private static List<Step> random(long seed) {
        var random = new SplittableRandom(seed);
        List<Step> steps = new ArrayList<>();
        for (int left = random.nextInt(1, STEPS + 1); left > 0; left--) {
            steps.add(new Step(Action.random(random), random.nextInt(60), random.nextInt(1 << 16)));
        }
        return steps;
    }

    private static void run(List<Step> steps) {
        var client = new GatedClient();
        for (var step : steps) {
            switch (step.action) {
                case BROADCAST -> client.broadcast(step.pick, false);
                case BROADCAST_MUCH -> client.broadcast(step.pick, true);
                case JOIN -> client.join();
                case AWAIT_CONTAINING -> client.awaitContaining(step.pick);
                case AWAIT_LACKING -> client.awaitLacking();
                case STATE -> client.state(step.pick, 1 + step.number % 3, step.number);
                case FAIL -> client.fail(step.pick);
                case STALL -> client.stall();
                case READ -> client.read();
                case LEAVE -> client.leave();
            }
            client.check();
        }
        client.finish();
    }

    @Test
    void clientGetsStatesAndExactlyWhatTheyLack() {
        for (long seed = SEED; seed < SEED + CASES; seed++) {
            var steps = random(seed);
            if (failure(steps) != null) {
                var shortest = shorten(steps);
                var why = failure(shortest);
                throw new AssertionFailedError("-Dwingbeat.seed=" + seed + ": " + why + "\n" + shortest, why);
            }
        }
    }

    private static List<Step> shorten(List<Step> broken) {
        var shortest = broken;
        for (int i = shortest.size() - 1; i >= 0; i = Math.min(i - 1, shortest.size() - 1)) {
            List<Step> shorter = new ArrayList<>(shortest);
            shorter.remove(i);
            if (failure(shorter) != null) {
                shortest = shorter;
            }
        }
        return shortest;
    }

    private static Throwable failure(List<Step> steps) {
        try {
            run(steps);
            return null;
        } catch (AssertionError | RuntimeException e) {
            return e;
        }
    }
}
