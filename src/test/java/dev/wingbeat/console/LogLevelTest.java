package dev.wingbeat.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.wingbeat.admin.AdminException;
import dev.wingbeat.config.LiveConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A level of the log that lasts for ten minutes. */
class LogLevelTest {

    /** Notes at which levels the node logs. */
    private static final class Noting implements LiveConfig {
        private final List<String> levels = new ArrayList<>();

        @Override
        public List<Shown> values() {
            return List.of();
        }

        @Override
        public Reloaded reload() {
            return new Reloaded(List.of(), List.of());
        }

        @Override
        public void logAt(System.Logger.@Nullable Level level) {
            levels.add(String.valueOf(level));
        }
    }

    private final AtomicLong time = new AtomicLong(-1);
    private final Noting config = new Noting();
    private final LogLevel level = new LogLevel(() -> config, time::get);

    @Test
    void countsForTenMinutes() {
        level.set("debug");
        time.addAndGet(LogLevel.LASTS - 1);
        level.tick();
        assertEquals("debug", String.valueOf(level.json()).replaceFirst(".*level\":\"([a-z]+).*", "$1"));
        time.addAndGet(1);
        level.tick();
        level.tick();
        assertNull(level.json());
        assertEquals(List.of("DEBUG", "null"), config.levels);
    }

    @Test
    void laterOneBeginsAnewAndMayBeEndedBefore() {
        level.set("debug");
        time.addAndGet(LogLevel.LASTS - 1);
        level.set("trace");
        time.addAndGet(1);
        level.tick();
        level.set(null);
        assertEquals(List.of("DEBUG", "TRACE", "null"), config.levels);
    }

    @Test
    void unknownLevelAndNodeWithoutConfigurationAreRefused() {
        assertThrows(AdminException.class, () -> level.set("loud"));
        assertThrows(AdminException.class, () -> new LogLevel(() -> null, time::get).set("debug"));
        assertEquals(List.of(), config.levels);
    }
}
