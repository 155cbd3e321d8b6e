package dev.wingbeat.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.ArrayList;
import java.util.List;
import java.util.ResourceBundle;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RateLimitedLogTest {

    private final Records records = new Records();
    private final RateLimitedLog log = new RateLimitedLog(records, System.Logger.Level.WARNING);

    @Test
    void floodIsOneLineWhoseTextIsMadeOnce() {
        var made = new AtomicInteger();
        for (int i = 0; i < 1_000; i++) {
            log.log(() -> "line " + made.incrementAndGet());
        }
        assertEquals(List.of("line 1"), records.lines);
        assertEquals(1, made.get());
    }

    @Test
    void nextLineCountsThoseLeftOut() {
        for (int i = 0; i < 1_000; i++) {
            log.log(() -> "first");
        }
        log.pass();
        log.log(() -> "second");
        log.pass();
        log.log(() -> "third");
        assertEquals(List.of("first", "second (and 999 like it before)", "third"), records.lines);
    }

    @Test
    void floodFromManyThreadsIsOneLine() throws InterruptedException {
        var threads = new ArrayList<Thread>();
        for (int i = 0; i < 8; i++) {
            threads.add(Thread.startVirtualThread(() -> {
                for (int j = 0; j < 1_000; j++) {
                    log.log(() -> "line");
                }
            }));
        }
        for (var thread : threads) {
            thread.join();
        }
        log.pass();
        log.log(() -> "next");
        assertEquals(List.of("line", "next (and 7999 like it before)"), records.lines);
    }

    @Test
    void kindsDoNotSilenceEachOther() {
        log.log(() -> "one kind");
        new RateLimitedLog(records, System.Logger.Level.ERROR).log(() -> "another kind");
        assertEquals(List.of("one kind", "another kind"), records.lines);
    }

    @Test
    void stackTraceIsGivenOnlyWhereItWasAskedFor() {
        var cause = new IllegalStateException("broken\nSEVERE forged");
        log.log(() -> "ours", cause);
        log.reset();
        log.log(() -> "theirs: " + LogText.of(cause));
        assertSame(cause, records.causes.getFirst());
        assertNull(records.causes.getLast());
        assertEquals("theirs: IllegalStateException: broken.SEVERE forged", records.lines.getLast());
        assertEquals("IllegalStateException", LogText.of(new IllegalStateException()));
    }

    @Test
    void levelThatIsOffCostsNothingAndCountsNothing() {
        records.loggable = false;
        log.log(() -> {
            throw new AssertionError("text made");
        });
        records.loggable = true;
        log.log(() -> "heard");
        assertEquals(List.of("heard"), records.lines);
    }

    /** A log that keeps what it is told. */
    private static final class Records implements System.Logger {
        private final List<String> lines = new CopyOnWriteArrayList<>();
        private final List<@Nullable Throwable> causes = new CopyOnWriteArrayList<>();
        private volatile boolean loggable = true;

        @Override
        public String getName() {
            return "records";
        }

        @Override
        public boolean isLoggable(Level level) {
            return loggable;
        }

        @Override
        public void log(Level level, @Nullable ResourceBundle bundle, String text, @Nullable Throwable cause) {
            lines.add(text);
            causes.add(cause);
        }

        @Override
        public void log(Level level, @Nullable ResourceBundle bundle, String format, @Nullable Object... params) {
            throw new AssertionError("parameters are not used");
        }
    }
}
