package dev.wingbeat.bench;

import dev.wingbeat.load.LoadLoop;
import dev.wingbeat.load.Pacer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.function.Function;

/** Clients that do something at a fixed rate each, spread over the period at random: an open loop. */
final class Turns {

    private static final long SEED = 1;

    /** An action of one client at its turn. */
    interface Turn {

        /** Does it, on the client's loop; it was due at a time. */
        void take(long due);
    }

    /** A turn and when it is due, counted from the beginning of each period. */
    private record Phased(Turn turn, long phase) {}

    private Turns() {}

    /** Makes those of each loop take their turns, from now on until the pacers are stopped. */
    static List<Pacer> begin(LoadRun run, Function<LoadLoop, List<Turn>> of) {
        var pacers = new ArrayList<Pacer>();
        long period = (long) (1e9 / run.config().shape().rate());
        var random = new Random(SEED);
        long begin = System.nanoTime();
        for (LoadLoop loop : run.loops()) {
            var turns = new ArrayList<Phased>();
            of.apply(loop).forEach(turn -> turns.add(new Phased(turn, (long) (random.nextDouble() * period))));
            turns.sort(Comparator.comparingLong(Phased::phase));
            int size = turns.size();
            if (size > 0) {
                var pacer = new Pacer(
                        loop,
                        number -> begin
                                + number / size * period
                                + turns.get((int) (number % size)).phase(),
                        (number, due) -> turns.get((int) (number % size)).turn().take(due));
                pacers.add(pacer);
                pacer.start();
            }
        }
        return pacers;
    }
}
