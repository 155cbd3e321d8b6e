package dev.wingbeat.app;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.logging.ConsoleHandler;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Writes to the console on a thread of its own, so that no event loop waits for whoever reads the log: a record is put into a
 * queue, and counted as left out when that is full. Of a trace that is recorded, it tells the id. Of what libraries repeat, most is left out. Format and level are those of {@link ConsoleHandler}. Public for the JVM,
 * which makes the instance.
 *
 * <p>Internal seam.
 */
public final class QueuedConsoleHandler extends Handler {

    private static final int CAPACITY = 1_000;
    private static final long PATIENCE_SECONDS = 1;

    private final Handler console;
    private final BlockingQueue<LogRecord> queue = new ArrayBlockingQueue<>(CAPACITY);
    private final AtomicLong leftOut = new AtomicLong();
    private final LibraryLines libraries = new LibraryLines(System::nanoTime);
    private volatile @Nullable Supplier<@Nullable String> traceId;

    /** Made by the JVM. */
    public QueuedConsoleHandler() {
        this(new ConsoleHandler());
    }

    /** Makes one that writes by another handler. */
    QueuedConsoleHandler(Handler console) {
        this.console = console;
        Thread.ofPlatform().daemon().name("log").start(this::write);
    }

    /** Makes the handler in charge, if it is one of these, end lines with the id of the trace that the calling thread is in. */
    static void tellTraces(@Nullable Supplier<@Nullable String> traceId) {
        for (Handler handler : Logger.getLogger("").getHandlers()) {
            if (handler instanceof QueuedConsoleHandler queued) {
                queued.traceId(traceId);
            }
        }
    }

    /** Ends lines likewise. */
    void traceId(@Nullable Supplier<@Nullable String> asked) {
        traceId = asked;
    }

    private void tellTrace(LogRecord told) {
        Supplier<@Nullable String> asked = traceId;
        String trace = asked == null ? null : asked.get();
        if (trace != null) {
            told.setMessage(told.getMessage() + " trace_id=" + trace);
        }
    }

    /** A mark in the queue: when it is reached, what was logged before has been written. */
    private static final class Flush extends LogRecord {
        private static final long serialVersionUID = 1L;

        private final transient CountDownLatch written = new CountDownLatch(1);

        Flush() {
            super(Level.OFF, "");
        }
    }

    /** Never waits. */
    @Override
    public void publish(LogRecord told) {
        if (console.isLoggable(told)) {
            tellTrace(told);
            told.setSourceClassName(told.getLoggerName()); // else it would be looked for on the stack of the writer
            if (!queue.offer(told)) {
                leftOut.incrementAndGet();
            }
        }
    }

    private void write() {
        try {
            while (true) {
                LogRecord next = queue.take();
                if (next instanceof Flush flush) {
                    flush.written.countDown();
                } else {
                    write(next);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // nobody does; the thread ends with the JVM
        }
    }

    /** Writes a record unless it is one of many. This thread outlives what cannot be told, as in a process that is out of files and can load no class. */
    private void write(LogRecord next) {
        try {
            if (passes(next)) {
                console.publish(next);
            }
            tellLeftOut();
        } catch (RuntimeException | LinkageError e) {
            leftOut.incrementAndGet();
        }
    }

    /** Returns whether a record is to be written: also when its kind cannot be told. */
    private boolean passes(LogRecord next) {
        try {
            return libraries.pass(next);
        } catch (RuntimeException | LinkageError e) {
            return true;
        }
    }

    private void tellLeftOut() {
        long lines = leftOut.getAndSet(0);
        if (lines > 0) {
            var told = new LogRecord(
                    Level.WARNING,
                    lines + " log lines left out: they came faster than they were read, or could not be written");
            told.setLoggerName(QueuedConsoleHandler.class.getName());
            console.publish(told);
        }
    }

    /** Waits a moment for what was logged before. */
    @Override
    public void flush() {
        var flush = new Flush();
        try {
            if (queue.offer(flush, PATIENCE_SECONDS, TimeUnit.SECONDS)
                    && flush.written.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                console.flush();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        flush();
    }
}
