package dev.wingbeat.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.TimeUnit;
import java.util.logging.Filter;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

/** Lines of libraries that somebody else can cause. */
final class LibraryLinesTest {

    private long now;
    private final LibraryLines lines = new LibraryLines(() -> now);

    private static LogRecord line(String logger, String text) {
        var line = new LogRecord(Level.WARNING, text);
        line.setLoggerName(logger);
        return line;
    }

    @Test
    void oneOfAKindPassesInTenSecondsAndTheNextTellsHowManyDidNot() {
        String logger = "io.netty.channel.DefaultChannelPipeline";
        assertTrue(lines.pass(line(logger, "An exceptionCaught() event was fired, and it reached: 1")));
        for (int i = 0; i < 1_000; i++) {
            assertFalse(lines.pass(line(logger, "An exceptionCaught() event was fired, and it reached: " + i)));
        }
        assertTrue(lines.pass(line(logger, "Failed to submit a listener")), "another kind");
        now += TimeUnit.SECONDS.toNanos(10);
        LogRecord later = line(logger, "An exceptionCaught() event was fired, and it reached: 7");
        assertTrue(lines.pass(later));
        assertEquals(
                "An exceptionCaught() event was fired, and it reached: 7 (and 1000 like it before)",
                later.getMessage());
    }

    @Test
    void whatTheApplicationAndTheHubSayAlwaysPasses() {
        for (int i = 0; i < 10; i++) {
            assertTrue(lines.pass(line("com.example.Game", "a player has won")));
            assertTrue(lines.pass(line("dev.wingbeat.app.Serve", "ready")));
            assertTrue(lines.pass(line(null, "ready")));
        }
    }

    @Test
    void exceptionThatNothingHasCaughtIsOfItsKind() {
        var passed = new ArrayList<Class<?>>();
        Logger logger = Logger.getLogger(Uncaught.class.getName());
        Filter filter = told -> {
            if (lines.pass(told)) {
                passed.add(told.getThrown().getClass());
            }
            return false;
        };
        logger.setFilter(filter);
        try {
            var uncaught = new Uncaught();
            for (int i = 0; i < 100; i++) {
                uncaught.handle(new IllegalArgumentException("Size must be > 0"));
                uncaught.handle(new NoSuchElementException());
            }
        } finally {
            logger.setFilter(null);
        }
        assertEquals(List.of(IllegalArgumentException.class, NoSuchElementException.class), passed);
    }

    @Test
    void kindsWithoutEndAreForgotten() {
        for (int i = 0; i < 10_000; i++) {
            assertTrue(lines.pass(line("io.vertx.core." + "x".repeat(i % 1_000), "kind " + i)), "kind " + i);
            now += TimeUnit.SECONDS.toNanos(1);
        }
    }
}
