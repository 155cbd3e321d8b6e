package dev.wingbeat.support;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.protocol.LogLimits;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** What is logged at INFO and above while a test listens, which begins with nothing left out. */
public final class LogRecords extends Handler implements AutoCloseable {

    private final Logger logger;
    private final List<LogRecord> records = new CopyOnWriteArrayList<>();

    private LogRecords(String name) {
        logger = Logger.getLogger(name);
    }

    /** Begins to listen to a package and those below it. */
    public static LogRecords of(String name) {
        LogLimits.reset();
        var listening = new LogRecords(name);
        listening.logger.addHandler(listening);
        return listening;
    }

    /** Returns what was logged until now. */
    public List<LogRecord> records() {
        return List.copyOf(records);
    }

    /** Returns the messages of what was logged until now. */
    public List<String> messages() {
        return records.stream().map(LogRecord::getMessage).toList();
    }

    /** Waits for a line. */
    public synchronized void await(Predicate<LogRecord> wanted) throws InterruptedException {
        long end = System.nanoTime() + Patience.LIMIT.toNanos();
        while (records.stream().noneMatch(wanted)) {
            long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
            assertTrue(left > 0, () -> messages().toString());
            wait(left);
        }
    }

    @Override
    public synchronized void publish(LogRecord record) {
        if (record.getLevel().intValue() >= Level.INFO.intValue()) {
            records.add(record);
            notifyAll();
        }
    }

    @Override
    public void flush() {}

    /** Stops listening. */
    @Override
    public void close() {
        logger.removeHandler(this);
    }
}
