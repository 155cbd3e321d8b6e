package dev.wingbeat.bench;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** When things were due and how long each took: what a histogram cannot tell of a moment. Confined to a loop until copied. */
public final class Timeline {

    private long[] dues = new long[1 << 12];
    private long[] times = new long[1 << 12];
    private int size;

    /** Makes one without entries. */
    public Timeline() {}

    void add(long due, long nanos) {
        if (size == dues.length) {
            dues = Arrays.copyOf(dues, 2 * size);
            times = Arrays.copyOf(times, 2 * size);
        }
        dues[size] = due;
        times[size++] = nanos;
    }

    /** Returns what was due from one moment on and before another, by {@link System#nanoTime()}. */
    public Timeline between(long from, long to) {
        var some = new Timeline();
        for (int i = 0; i < size; i++) {
            if (dues[i] - from >= 0 && dues[i] - to < 0) {
                some.add(dues[i], times[i]);
            }
        }
        return some;
    }

    /** Returns how many there are. */
    public int count() {
        return size;
    }

    /** Returns the time, in milliseconds, that so many of 100 did not exceed; NaN when there are none. */
    public double millis(double percentile) {
        long[] sorted = Arrays.copyOf(times, size);
        Arrays.sort(sorted);
        int rank = (int) Math.ceil(percentile / 100 * size);
        return size == 0 ? Double.NaN : sorted[Math.max(1, rank) - 1] / 1e6;
    }

    /** Returns the longest time, in milliseconds, in which nothing was completed; NaN when fewer than two were. */
    public double longestSilence() {
        long[] ends = new long[size];
        for (int i = 0; i < size; i++) {
            ends[i] = dues[i] + times[i];
        }
        Arrays.sort(ends);
        long longest = -1;
        for (int i = 1; i < size; i++) {
            longest = Math.max(longest, ends[i] - ends[i - 1]);
        }
        return longest < 0 ? Double.NaN : longest / 1e6;
    }

    /** Returns a percentile, in milliseconds, of each step of a span. */
    public List<Double> each(long from, long to, long step, double percentile) {
        var steps = new ArrayList<Double>();
        for (long at = from; at - to < 0; at += step) {
            steps.add(Math.rint(between(at, at + step).millis(percentile) * 1e3) / 1e3);
        }
        return steps;
    }

    /** Returns the figures, in microseconds. */
    public JsonObject json() {
        var json = new JsonObject().put("n", size);
        if (size > 0) {
            json.put("p50", micros(50)).put("p90", micros(90)).put("p99", micros(99));
            json.put("p99.9", micros(99.9)).put("max", micros(100));
        }
        return json;
    }

    private double micros(double percentile) {
        return Math.rint(millis(percentile) * 1e4) / 10;
    }
}
