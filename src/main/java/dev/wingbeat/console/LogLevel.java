package dev.wingbeat.console;

import dev.wingbeat.admin.AdminException;
import dev.wingbeat.admin.Problem;
import dev.wingbeat.config.LiveConfig;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Lets a node log at another level for ten minutes. May be used from any thread. */
final class LogLevel {

    /** The time for which it counts. */
    static final long LASTS = TimeUnit.MINUTES.toNanos(10);

    private static final List<String> LEVELS = List.of("trace", "debug", "info", "warning", "error");

    /** The level until a time. */
    private record Held(String level, long until) {}

    private final Supplier<@Nullable LiveConfig> config;
    private final LongSupplier nanoTime;
    private final AtomicReference<@Nullable Held> held = new AtomicReference<>();

    LogLevel(Supplier<@Nullable LiveConfig> config, LongSupplier nanoTime) {
        this.config = config;
        this.nanoTime = nanoTime;
    }

    /**
     * Logs at this level in place of any other one.
     *
     * @param level as in the configuration; null for what that says
     * @throws AdminException when there is no such level, or no configuration by which the node logs
     */
    void set(@Nullable String level) {
        LiveConfig live = config.get();
        if (live == null) {
            throw new AdminException(
                    Problem.NOT_FOUND, "configuration: none (expected: a node that the command has started)");
        }
        if (level != null && !LEVELS.contains(level)) {
            throw new AdminException(
                    Problem.FIELD_INVALID, "level: " + level + " (expected: one of " + LEVELS + ")", "level");
        }
        held.set(level == null ? null : new Held(level, nanoTime.getAsLong() + LASTS));
        live.logAt(level == null ? null : System.Logger.Level.valueOf(level.toUpperCase(Locale.ROOT)));
    }

    /** Ends what has lasted for ten minutes; to be called often. */
    void tick() {
        Held now = held.get();
        if (now != null && nanoTime.getAsLong() - now.until >= 0 && held.compareAndSet(now, null)) {
            LiveConfig live = config.get();
            if (live != null) {
                live.logAt(null);
            }
        }
    }

    /** Returns what is set, and for how long: {@code {"level":"debug","left_ms":…}}, null when the configuration counts. */
    @Nullable
    JsonObject json() {
        Held now = held.get();
        return now == null
                ? null
                : new JsonObject()
                        .put("level", now.level)
                        .put("left_ms", TimeUnit.NANOSECONDS.toMillis(Math.max(0, now.until - nanoTime.getAsLong())));
    }
}
