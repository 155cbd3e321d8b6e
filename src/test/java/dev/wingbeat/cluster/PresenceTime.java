package dev.wingbeat.cluster;

import static java.lang.System.Logger.Level.INFO;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * The rows of the table in {@code src/docs/presence.md}. With {@code -Dwingbeat.times.write=true} the tests write what they
 * have measured into it.
 */
enum PresenceTime {
    JOIN_DIFF("join, seen by clients of the other nodes", "p99 < 50 ms"),
    LEAVE_DIFF("leave, seen by clients of the other nodes", "p99 < 50 ms"),
    JOIN_LIST("join, in the lists of the other nodes", "p99 < 50 ms"),
    LEAVE_LIST("leave, in the lists of the other nodes", "p99 < 50 ms"),
    BUSY_LIST("one busy topic: join or leave, in the lists of the other nodes", "p99 < 50 ms"),
    BUSY_DIFF("one busy topic: join or leave, seen by clients of the other nodes", "coalesced"),
    FRESH("fresh node, 10,000 presences: complete after it is ready", "< 2 s"),
    KILLED("`kill -9`: the last leave on the other nodes", "<= 5 s"),
    STOPPED("SIGTERM: the last leave on the other nodes", "at once"),
    FROZEN("frozen for 30 s: the last leave on the other nodes", "<= 15 s"),
    THAWED("thawed: back everywhere with the same refs", "<= 20 s"),
    THAWED_EQUAL("thawed: equal lists on all nodes", "<= 20 s"),
    CUT("cut off for 45 s: the last leave on both sides", "<= 15 s"),
    HEALED("healed: back everywhere with the same refs", "<= 20 s"),
    HEALED_EQUAL("healed: equal lists on all nodes", "<= 20 s"),
    MEMORY("heap for a presence, 100,000 of them in 1,000 topics", "bounded");

    /** The property that makes tests write. */
    static final String WRITE = "wingbeat.times.write";

    static final Path DOCUMENT = Path.of("src", "docs", "presence.md");

    private static final System.Logger MEASURED = System.getLogger("measured");

    private final String what;
    private final String required;

    PresenceTime(String what, String required) {
        this.what = what;
        this.required = required;
    }

    /** Returns the row up to what was measured. */
    String head() {
        return "| " + what + " | " + required + " | ";
    }

    /** Takes note of a time. */
    void measured(Duration time) {
        measured(millis(time));
    }

    /** Takes note of what was measured: in the log, and if wanted in the document. */
    void measured(String text) {
        MEASURED.log(INFO, "presence: " + what + ": " + text);
        if (Boolean.getBoolean(WRITE)) {
            try {
                List<String> lines = Files.readAllLines(DOCUMENT).stream()
                        .map(line -> line.startsWith(head()) ? head() + text + " |" : line)
                        .toList();
                Files.write(DOCUMENT, lines);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Returns a time as the table has it. */
    static String millis(Duration time) {
        return time.toSeconds() >= 1
                ? String.format("%.1f s", time.toMillis() / 1e3)
                : String.format("%.1f ms", time.toNanos() / 1e6);
    }
}
