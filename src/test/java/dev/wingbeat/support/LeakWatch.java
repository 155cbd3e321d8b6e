package dev.wingbeat.support;

import io.netty.buffer.PooledByteBufAllocator;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Collects what Netty's leak detector reports while it is on. */
public final class LeakWatch extends Handler {

    private static final Logger DETECTOR = Logger.getLogger("io.netty.util.ResourceLeakDetector");
    private static final String MARKER = "leaked by the leak watch itself, number ";
    private static final AtomicInteger MARKERS = new AtomicInteger();

    private final BlockingQueue<String> reports = new LinkedBlockingQueue<>();

    /** Begins to listen. */
    public void start() {
        DETECTOR.addHandler(this);
    }

    /**
     * Stops listening and returns what was reported. A buffer that is leaked on purpose must have been reported before: the
     * detector is on, and has seen what the garbage collector has found by now.
     */
    public List<String> stop() throws InterruptedException {
        var marker = MARKER + MARKERS.incrementAndGet() + '.';
        leak(marker);
        var found = new ArrayList<String>();
        for (long limit = System.nanoTime() + Patience.LIMIT.toNanos(); System.nanoTime() < limit; ) {
            System.gc();
            PooledByteBufAllocator.DEFAULT.buffer(1).release(); // the detector looks for leaks when it tracks a buffer
            var report = reports.poll(20, TimeUnit.MILLISECONDS);
            if (report != null && report.contains(marker)) {
                DETECTOR.removeHandler(this);
                reports.drainTo(found);
                found.removeIf(other -> other.contains(MARKER)); // of a server that was stopped meanwhile
                return found;
            }
            if (report != null) {
                found.add(report);
            }
        }
        throw new AssertionError("no report of a leaked buffer in " + Patience.LIMIT);
    }

    private static void leak(String hint) {
        PooledByteBufAllocator.DEFAULT.buffer(1).touch(hint);
    }

    @Override
    public void publish(LogRecord record) {
        reports.add(record.getMessage());
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
}
