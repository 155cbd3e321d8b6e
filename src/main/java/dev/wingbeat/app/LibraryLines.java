package dev.wingbeat.app;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.logging.LogRecord;

/**
 * Lets one line of each kind pass in ten seconds of those that the libraries below log, and of exceptions that nothing has caught, since
 * strangers can cause some of them as often as they like; the next one tells how many were left out. Confined to the thread that writes the log.
 */
final class LibraryLines {

    private static final List<String> LIMITED =
            List.of("io.netty.", "io.vertx.", "com.hazelcast.", Uncaught.class.getName());
    private static final long PAUSE = Duration.ofSeconds(10).toNanos();

    /** The kinds that are remembered; the first one reported is forgotten for another. */
    private static final int KINDS = 256;

    /** The characters of a text that tell its kind: those that follow tend to name who and where. */
    private static final int TELLING = 48;

    private static final class Kind {
        private long silentUntil;
        private int leftOut;
    }

    private final LongSupplier nanoTime;
    private final Map<String, Kind> kinds = new LinkedHashMap<>();

    /** Makes one that has seen nothing yet. */
    LibraryLines(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        begin("", 0); // loads what it takes while files can be opened
        kinds.clear();
    }

    /** Returns whether a line is to be written, and adds to it how many like it were not. */
    boolean pass(LogRecord line) {
        String logger = String.valueOf(line.getLoggerName());
        if (LIMITED.stream().noneMatch(logger::startsWith)) {
            return true;
        }
        String name = kindOf(line);
        Kind known = kinds.get(name);
        long now = nanoTime.getAsLong();
        if (known != null && now - known.silentUntil < 0) {
            known.leftOut++;
            return false;
        }
        if (known != null && known.leftOut > 0) {
            line.setMessage(line.getMessage() + " (and " + known.leftOut + " like it before)");
        }
        begin(name, now);
        return true;
    }

    private void begin(String name, long now) {
        var kind = new Kind();
        kind.silentUntil = now + PAUSE;
        kinds.put(name, kind);
        if (kinds.size() > KINDS) {
            kinds.remove(kinds.keySet().iterator().next());
        }
    }

    private static String kindOf(LogRecord line) {
        String text = String.valueOf(line.getMessage()).replaceAll("[0-9]+", "0");
        Throwable thrown = line.getThrown();
        return line.getLoggerName()
                + ' '
                + line.getLevel()
                + ' '
                + (thrown == null ? "" : thrown.getClass().getName())
                + ' '
                + text.substring(0, Math.min(text.length(), TELLING));
    }
}
