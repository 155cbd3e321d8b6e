package dev.wingbeat.trace;

import dev.wingbeat.protocol.Expect;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The socket ids that are traced whatever the sampling, each for a while. Thread-safe. */
final class AlwaysTraced {

    private static final int MAX_IDS = 100;

    private final LongSupplier nanos;

    /** Until when, by id: most of the time empty. */
    private final AtomicReference<Map<String, Long>> until = new AtomicReference<>(Map.of());

    AlwaysTraced(LongSupplier nanos) {
        this.nanos = nanos;
    }

    void add(String socketId, Duration time) {
        Expect.positive("time", time);
        Expect.atMost("time", time, Traces.MAX_ALWAYS);
        long now = nanos.getAsLong();
        var unused = until.updateAndGet(before -> {
            Map<String, Long> after = new HashMap<>(before);
            after.values().removeIf(end -> end - now <= 0);
            after.put(socketId, now + time.toNanos());
            if (after.size() > MAX_IDS) {
                throw new IllegalStateException("socket ids traced always: " + MAX_IDS + " (expected: fewer)");
            }
            return Map.copyOf(after);
        });
    }

    boolean contains(@Nullable String socketId) {
        Map<String, Long> known = until.get();
        if (known.isEmpty() || socketId == null) {
            return false;
        }
        Long end = known.get(socketId);
        long now = nanos.getAsLong();
        if (known.values().stream().allMatch(ending -> ending - now <= 0)) {
            until.compareAndSet(known, Map.of());
        }
        return end != null && end - now > 0;
    }
}
