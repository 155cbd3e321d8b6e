package dev.wingbeat.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class QueuedConsoleHandlerTest {

    private static final int QUEUED = 1_000;

    private final BlockingQueue<String> written = new LinkedBlockingQueue<>();
    private final CountDownLatch reading = new CountDownLatch(1);
    private final CountDownLatch writing = new CountDownLatch(1);

    /** A console that nobody reads at first. */
    private final Handler console = new Handler() {
        @Override
        public void publish(LogRecord told) {
            writing.countDown();
            try {
                reading.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            written.add(told.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @Test
    void nobodyWaitsForAConsoleThatIsNotRead() throws InterruptedException {
        var handler = new QueuedConsoleHandler(console);
        log(handler, "line");
        writing.await(); // the first line is out of the queue, and stuck
        for (int i = 0; i < 2 * QUEUED; i++) {
            log(handler, "line");
        }
        reading.countDown();
        var lines = new ArrayList<String>();
        while (lines.size() < QUEUED + 2) {
            lines.add(written.take());
        }
        lines.removeIf("line"::equals);
        assertEquals(
                List.of(QUEUED + " log lines left out: they came faster than they were read, or could not be written"),
                lines);
    }

    @Test
    void linesAreWrittenInOrder() throws InterruptedException {
        reading.countDown();
        var handler = new QueuedConsoleHandler(console);
        for (int i = 0; i < 100; i++) {
            log(handler, "line " + i);
        }
        handler.flush();
        for (int i = 0; i < 100; i++) {
            assertEquals("line " + i, written.take());
        }
    }

    @Test
    void lineWhoseKindCannotBeToldIsWrittenAndSoAreThoseBehindIt() throws InterruptedException {
        reading.countDown();
        var handler = new QueuedConsoleHandler(console);
        var told = new LogRecord(Level.WARNING, "odd") {
            @Override
            public Level getLevel() {
                if (Thread.currentThread().getName().equals("log")) {
                    throw new NoClassDefFoundError("no file can be opened");
                }
                return super.getLevel();
            }
        };
        told.setLoggerName("io.netty.channel");
        handler.publish(told);
        log(handler, "next");
        assertEquals("odd", written.take());
        assertEquals("next", written.take());
    }

    @Test
    void lineThatCannotBeWrittenIsCountedAndThoseBehindItAreWritten() throws InterruptedException {
        reading.countDown();
        var handler = new QueuedConsoleHandler(console);
        var told = new LogRecord(Level.WARNING, "odd") {
            @Override
            public String getMessage() {
                throw new NoClassDefFoundError("no file can be opened");
            }
        };
        told.setLoggerName("dev.wingbeat");
        handler.publish(told);
        log(handler, "next");
        assertEquals("next", written.take());
        assertEquals(
                "1 log lines left out: they came faster than they were read, or could not be written", written.take());
    }

    @Test
    void linesOfATraceTellItsId() throws InterruptedException {
        reading.countDown();
        var handler = new QueuedConsoleHandler(console);
        var current = new AtomicReference<@Nullable String>("0af7651916cd43dd8448eb211c80319c");
        handler.traceId(current::get);
        log(handler, "in it");
        current.set(null);
        log(handler, "outside");
        assertEquals("in it trace_id=0af7651916cd43dd8448eb211c80319c", written.take());
        assertEquals("outside", written.take());
    }

    private static void log(Handler handler, String text) {
        var told = new LogRecord(Level.INFO, text);
        told.setLoggerName("dev.wingbeat");
        handler.publish(told);
    }
}
