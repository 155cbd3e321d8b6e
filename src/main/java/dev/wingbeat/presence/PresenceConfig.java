package dev.wingbeat.presence;

import dev.wingbeat.tracker.TrackerConfig;
import java.time.Duration;
import java.util.function.Predicate;

/**
 * How presences are announced, and how nodes keep each other up to date.
 *
 * @param burst how many diffs of a topic may follow each other at once
 * @param diffsPerSecond how many diffs of a topic there may be in a second, once the burst is used up; changes between two of
 *     them share one
 * @param maxFrame the size in bytes that no frame exceeds: larger states and diffs are sent in parts
 * @param fetchTimeout how long {@link PresenceCallbacks.Fetch} may take
 * @param countsOnly the topics whose members are told how many keys are present, and nothing else
 * @param tracker how nodes keep each other up to date
 */
public record PresenceConfig(
        int burst,
        double diffsPerSecond,
        int maxFrame,
        Duration fetchTimeout,
        Predicate<String> countsOnly,
        TrackerConfig tracker) {

    private static final int MIN_FRAME = 4096;

    /** A burst of 10, then 4 diffs a second, frames up to 60 KiB, 5 seconds for a fetch, lists for every topic. */
    public static final PresenceConfig DEFAULT =
            new PresenceConfig(10, 4, 60 * 1024, Duration.ofSeconds(5), topic -> false, TrackerConfig.DEFAULT);

    /** Checks the limits. */
    public PresenceConfig {
        if (burst < 1) {
            throw new IllegalArgumentException("burst: " + burst + " (expected: >= 1)");
        }
        if (!(diffsPerSecond > 0)) {
            throw new IllegalArgumentException("diffsPerSecond: " + diffsPerSecond + " (expected: > 0)");
        }
        if (maxFrame < MIN_FRAME) {
            throw new IllegalArgumentException("maxFrame: " + maxFrame + " (expected: >= " + MIN_FRAME + ')');
        }
        if (!fetchTimeout.isPositive()) {
            throw new IllegalArgumentException("fetchTimeout: " + fetchTimeout + " (expected: > 0)");
        }
    }

    /** Returns a copy with another burst. */
    public PresenceConfig withBurst(int burst) {
        return new PresenceConfig(burst, diffsPerSecond, maxFrame, fetchTimeout, countsOnly, tracker);
    }

    /** Returns a copy with another rate of diffs. */
    public PresenceConfig withDiffsPerSecond(double diffsPerSecond) {
        return new PresenceConfig(burst, diffsPerSecond, maxFrame, fetchTimeout, countsOnly, tracker);
    }

    /** Returns a copy with another size of frames. */
    public PresenceConfig withMaxFrame(int maxFrame) {
        return new PresenceConfig(burst, diffsPerSecond, maxFrame, fetchTimeout, countsOnly, tracker);
    }

    /** Returns a copy with another time for a fetch. */
    public PresenceConfig withFetchTimeout(Duration fetchTimeout) {
        return new PresenceConfig(burst, diffsPerSecond, maxFrame, fetchTimeout, countsOnly, tracker);
    }

    /** Returns a copy with other topics that announce {@code presence_count} instead of states and diffs. */
    public PresenceConfig withCountsOnly(Predicate<String> countsOnly) {
        return new PresenceConfig(burst, diffsPerSecond, maxFrame, fetchTimeout, countsOnly, tracker);
    }

    /** Returns a copy with other periods. */
    public PresenceConfig withTracker(TrackerConfig tracker) {
        return new PresenceConfig(burst, diffsPerSecond, maxFrame, fetchTimeout, countsOnly, tracker);
    }
}
