package dev.wingbeat.admin;

import static java.lang.System.Logger.Level.INFO;

import dev.wingbeat.protocol.LogText;
import dev.wingbeat.protocol.RateLimitedLog;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** The actions that this node was asked for: a line in the log for each, the last ones in memory. May be used from any thread. */
final class AuditLog {

    /** The entries that are kept. */
    static final int KEPT = 1_000;

    private static final int FORBIDDEN = 403;
    private static final String WHO = "who";
    private static final String ACTION = "action";
    private static final String TARGET = "target";
    private static final String RESULT = "result";

    /** Of how many fields of a target, and how many characters of each text, the rest is left out: whoever is refused may send a megabyte. */
    private static final int MAX_FIELDS = 8;

    private static final int MAX_TEXT = 256;

    private static final System.Logger LOGGER = System.getLogger(AuditLog.class.getName());

    /** The log of what callers have tried without the right to: some lines of it, however many there are. */
    private static final RateLimitedLog FORBIDDEN_LOG = new RateLimitedLog(LOGGER, INFO);

    private final String node;
    private final Kept done = new Kept(KEPT);

    /** What callers have tried without the right to, kept apart: they must not be able to push out what others have done. */
    private final Kept forbidden = new Kept(KEPT / 10);

    private final AtomicLong number = new AtomicLong();

    /** The last entries, up to a number. */
    private record Kept(int most, Queue<JsonObject> entries, AtomicInteger size) {

        Kept(int most) {
            this(most, new ConcurrentLinkedQueue<>(), new AtomicInteger());
        }

        void add(JsonObject entry) {
            entries.add(entry);
            if (size.incrementAndGet() > most && entries.poll() != null) {
                size.decrementAndGet();
            }
        }
    }

    AuditLog(String node) {
        this.node = node;
    }

    /** Notes who has done what, to whom, and what became of it: of long texts the beginning. */
    void note(Caller caller, String action, JsonObject asked, String answer) {
        JsonObject entry = entry(caller, action, asked, answer);
        LOGGER.log(INFO, () -> line(entry));
        done.add(entry);
    }

    /** Notes an action that failed, and why. */
    void note(Caller caller, String action, JsonObject asked, Throwable cause) {
        boolean mayNot =
                cause instanceof AdminException refused && refused.problem().status() == FORBIDDEN;
        if (!mayNot) {
            note(caller, action, asked, String.valueOf(cause.getMessage()));
            return;
        }
        JsonObject entry = entry(caller, action, asked, String.valueOf(cause.getMessage()));
        FORBIDDEN_LOG.log(() -> line(entry));
        forbidden.add(entry);
    }

    private static String line(JsonObject entry) {
        return "audit: " + LogText.of(entry.getString(WHO)) + " " + entry.getString(ACTION) + " "
                + LogText.of(entry.getJsonObject(TARGET).encode()) + ": " + LogText.of(entry.getString(RESULT));
    }

    private JsonObject entry(Caller caller, String action, JsonObject asked, String answer) {
        return new JsonObject()
                .put("at", Times.text(System.currentTimeMillis()))
                .put("node", node)
                .put("id", node + "/" + "%016d".formatted(number.incrementAndGet()))
                .put(WHO, caller.name())
                .put(ACTION, action)
                .put(TARGET, shown(asked))
                .put(RESULT, cut(answer));
    }

    private static JsonObject shown(JsonObject asked) {
        var shown = new JsonObject();
        for (String name : asked.fieldNames()) {
            if (shown.size() == MAX_FIELDS) {
                shown.put("more", asked.size() - MAX_FIELDS);
                break;
            }
            Object value = asked.getValue(name);
            shown.put(
                    cut(name),
                    value == null || value instanceof Boolean || value instanceof Number ? value : text(value));
        }
        return shown;
    }

    /** Returns a text or its beginning; objects and lists as they are unless they are long. */
    private static Object text(Object value) {
        String text = value.toString();
        return text.length() <= MAX_TEXT ? value : cut(text);
    }

    private static String cut(String text) {
        return text.length() <= MAX_TEXT
                ? text
                : text.substring(0, MAX_TEXT) + "... (" + text.length() + " characters)";
    }

    /** Returns what is kept. */
    List<JsonObject> entries() {
        var entries = new ArrayList<>(done.entries);
        entries.addAll(forbidden.entries);
        return entries;
    }
}
