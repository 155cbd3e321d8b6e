package dev.wingbeat.bench;

import java.util.List;

/**
 * All meters, read at one time. Seconds, unless documented otherwise.
 *
 * @param time by {@link System#nanoTime()}
 * @param loops processor time of each loop of the load generator
 * @param process processor time of the load generator's process
 * @param pauses time its garbage collector took
 * @param server processor time of the server's processes
 * @param serverBytes resident memory of the server's processes, 0 when unknown
 * @param idle idle time of the machine's processors together, negative when unknown
 */
record MeterReading(
        long time, List<Double> loops, double process, double pauses, double server, long serverBytes, double idle) {

    MeterReading {
        loops = List.copyOf(loops);
    }

    /** Returns the seconds since an earlier reading. */
    double since(MeterReading earlier) {
        return (time - earlier.time) / 1e9;
    }

    /** Returns the share of one processor that the busiest loop had since an earlier reading. */
    double busiestLoop(MeterReading earlier) {
        double most = 0;
        for (int i = 0; i < loops.size(); i++) {
            most = Math.max(most, loops.get(i) - earlier.loops.get(i));
        }
        return most / since(earlier);
    }

    /** Returns the processor time of all loops since an earlier reading. */
    double loopTime(MeterReading earlier) {
        return sum(loops) - sum(earlier.loops);
    }

    private static double sum(List<Double> seconds) {
        return seconds.stream().mapToDouble(Double::doubleValue).sum();
    }
}
