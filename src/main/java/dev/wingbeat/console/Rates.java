package dev.wingbeat.console;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * The messages a second of each of many, while somebody looks at them: nothing is counted before, nor once nobody has asked for
 * a while. Whoever counts does so from any thread, and never waits.
 *
 * @param <K> what is told apart, by {@code equals}
 */
final class Rates<K> {

    /** The time that is counted before the counts are shown. */
    static final long WINDOW = TimeUnit.SECONDS.toNanos(2);

    /** The time without a question after which nothing is counted any more. */
    static final long UNREAD = TimeUnit.SECONDS.toNanos(15);

    /** The most that are told apart in one window; those beyond count together. */
    static final int MAX_COUNTS = 10_000;

    private static final double NANOS = TimeUnit.SECONDS.toNanos(1);

    private volatile Window<K> current = Window.at(0);
    private volatile Past<K> past = Past.none();
    private volatile long readAt;
    private volatile boolean on;

    /** The counts since a time, which must not be changed once another window has begun. */
    private record Window<K>(long began, Map<K, LongAdder> counts, LongAdder others) {
        static <K> Window<K> at(long now) {
            return new Window<>(now, new ConcurrentHashMap<>(), new LongAdder());
        }
    }

    /** The counts of a window and its seconds; none before the first window has ended. */
    record Past<K>(Map<K, LongAdder> counts, LongAdder uncounted, double seconds) {
        static <K> Past<K> none() {
            return new Past<>(Map.of(), new LongAdder(), 0);
        }

        /** Returns whether anything was counted, if it were there. */
        boolean isCounted() {
            return seconds > 0;
        }

        double rate(@Nullable LongAdder counter) {
            return counter == null || seconds == 0 ? 0 : counter.sum() / seconds;
        }

        /** Returns the messages a second of one. */
        double rateOf(K of) {
            return rate(counts.get(of));
        }

        /** Returns those of all that were not told apart. */
        double others() {
            return rate(uncounted);
        }
    }

    boolean isOn() {
        return on;
    }

    /** Counts one message. */
    void count(K of) {
        Window<K> now = current;
        LongAdder counter = now.counts.get(of);
        if (counter == null) {
            counter = now.counts.size() < MAX_COUNTS
                    ? now.counts.computeIfAbsent(of, key -> new LongAdder())
                    : now.others;
        }
        counter.increment();
    }

    /** Begins another window when it is time, and ends when nobody asks. To be called four times a second, on one thread. */
    void tick(long now) {
        if (on && now - readAt >= UNREAD) {
            on = false;
            current = Window.at(now);
            past = Past.none();
        }
        Window<K> ended = current;
        if (on && now - ended.began >= WINDOW) {
            past = new Past<>(ended.counts, ended.others, (now - ended.began) / NANOS);
            current = Window.at(now);
        }
    }

    /** Returns what was counted in the last window, and counts from now on if it did not. */
    Past<K> read(long now) {
        readAt = now;
        if (!on) {
            current = Window.at(now);
            past = Past.none();
            on = true;
        }
        return past;
    }
}
