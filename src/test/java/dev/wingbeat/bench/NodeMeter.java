package dev.wingbeat.bench;

import java.util.List;

/** Reads the processor time and the resident memory of one process. */
public final class NodeMeter {

    private final Meters meters;

    /**
     * What it read.
     *
     * @param time by {@link System#nanoTime()}
     * @param processor seconds since the process began; 0 when it has ended
     * @param resident bytes
     */
    public record Reading(long time, double processor, long resident) {

        /** Returns the processor time since an earlier reading, in cores. */
        public double cores(Reading earlier) {
            return (processor - earlier.processor) / ((time - earlier.time) / 1e9);
        }
    }

    /** Makes the meter of a process that runs. */
    public NodeMeter(long pid) {
        this.meters = new Meters(List.of(), List.of(pid));
    }

    /** Reads. */
    public Reading read() {
        MeterReading all = meters.read();
        return new Reading(all.time(), all.server(), all.serverBytes());
    }
}
