package dev.wingbeat.wire;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Collects what Netty's leak detector reports while it is on. */
public final class LeakWatch extends Handler {

    private static final Logger DETECTOR = Logger.getLogger("io.netty.util.ResourceLeakDetector");

    private final List<String> reports = new CopyOnWriteArrayList<>();

    /** Begins to listen. */
    public void start() {
        DETECTOR.addHandler(this);
    }

    /** Stops listening and returns what was reported. */
    public List<String> stop() {
        DETECTOR.removeHandler(this);
        return List.copyOf(reports);
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
