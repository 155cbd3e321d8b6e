package dev.wingbeat.roomloop;

import dev.wingbeat.metrics.Counter;
import dev.wingbeat.metrics.Histogram;
import dev.wingbeat.metrics.Meter;
import dev.wingbeat.metrics.Metrics;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The meters of one loop for the rooms of one kind; written on that loop only. Internal seam. */
public record RoomMeters(
        Counter rooms,
        Counter players,
        Histogram ticks,
        Histogram lags,
        Counter skipped,
        Map<String, Counter> refusals,
        Map<Cause, Counter> failovers) {

    /** The reason for continuing a room by a snapshot. */
    public enum Cause {
        /** Its node is gone. */
        LOST,
        /** Its node stops. */
        MOVED,
        /** Its callbacks failed too often. */
        CRASHED
    }

    /** Makes those of one loop, by kind. */
    public static Map<String, RoomMeters> of(Metrics metrics, Collection<String> kinds) {
        return kinds.stream().collect(Collectors.toUnmodifiableMap(Function.identity(), kind -> of(metrics, kind)));
    }

    private static RoomMeters of(Metrics metrics, String kind) {
        return new RoomMeters(
                metrics.counter(Meter.ROOMS, kind),
                metrics.counter(Meter.ROOM_PLAYERS, kind),
                metrics.histogram(Meter.ROOM_TICK_SECONDS, kind),
                metrics.histogram(Meter.ROOM_LAG_SECONDS, kind),
                metrics.counter(Meter.ROOM_TICKS_SKIPPED, kind),
                List.of("busy", "too_large").stream()
                        .collect(Collectors.toUnmodifiableMap(
                                Function.identity(),
                                reason -> metrics.counter(Meter.ROOM_INPUTS_REFUSED, kind, reason))),
                Arrays.stream(Cause.values())
                        .collect(Collectors.toUnmodifiableMap(
                                Function.identity(),
                                cause -> metrics.counter(
                                        Meter.ROOM_FAILOVERS, kind, cause.name().toLowerCase(Locale.ROOT)))));
    }

    /** Counts a tick, in nanoseconds. */
    public void ticked(long took, long lag, long skips) {
        ticks.record(took);
        lags.record(lag);
        skipped.add(skips);
    }

    /** Counts a message that was not taken. */
    public void refused(String reason) {
        increment(refusals.get(reason));
    }

    /** Counts a room no more, which had some players. */
    public void ended(int had) {
        rooms.add(-1);
        players.add(-had);
    }

    /** Counts a room that goes on. */
    public void failover(Cause cause) {
        increment(failovers.get(cause));
    }

    private static void increment(@Nullable Counter counter) {
        if (counter != null) {
            counter.increment();
        }
    }
}
