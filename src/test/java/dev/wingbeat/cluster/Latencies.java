package dev.wingbeat.cluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** How long something took, many times. */
final class Latencies {

    private final List<Long> nanos = new ArrayList<>();

    /** Adds what lies between two times of {@link System#nanoTime}. */
    void add(long begin, long end) {
        nanos.add(end - begin);
    }

    int size() {
        return nanos.size();
    }

    /** Returns the time that this share of them did not exceed. */
    Duration percentile(double share) {
        Collections.sort(nanos);
        int index = (int) Math.ceil(share * nanos.size()) - 1;
        return Duration.ofNanos(nanos.get(Math.max(0, index)));
    }

    @Override
    public String toString() {
        return "p50 " + PresenceTime.millis(percentile(0.5)) + ", p99 " + PresenceTime.millis(percentile(0.99))
                + ", max " + PresenceTime.millis(percentile(1));
    }
}
