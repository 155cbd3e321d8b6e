package dev.wingbeat.trace;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** Decides which traces that begin on this node are recorded: one in so many, and not more of a route than so many a second. */
final class RootSampler {

    private final int oneIn;
    private final int perSecond;
    private final LongSupplier nanos;

    /** For each route, the second and how many traces were recorded in it: {@code second << 32 | count}. */
    private final Map<String, AtomicLong> routes = new ConcurrentHashMap<>();

    RootSampler(TraceOptions options, LongSupplier nanos) {
        this.oneIn = options.oneIn();
        this.perSecond = options.perSecond();
        this.nanos = nanos;
    }

    boolean chance() {
        return oneIn == 1 || ThreadLocalRandom.current().nextInt(oneIn) == 0;
    }

    /** Counts one more of a route, whose names are few: what the application has declared. */
    boolean withinRate(String route) {
        long second = TimeUnit.NANOSECONDS.toSeconds(nanos.getAsLong()) << 32;
        long counted = routes.computeIfAbsent(route, first -> new AtomicLong(second))
                .updateAndGet(before ->
                        before >> 32 == second >> 32 ? Math.min(before + 1, second + perSecond + 1L) : second + 1);
        return counted - second <= perSecond;
    }
}
