package dev.wingbeat.admin;

import static java.lang.System.Logger.Level.INFO;

import dev.wingbeat.protocol.LogText;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** The actions that this node was asked for: a line in the log for each, the last ones in memory. May be used from any thread. */
final class AuditLog {

    /** How many are kept. */
    static final int KEPT = 1_000;

    private static final System.Logger LOGGER = System.getLogger(AuditLog.class.getName());

    private final String node;
    private final Queue<JsonObject> kept = new ConcurrentLinkedQueue<>();
    private final AtomicInteger size = new AtomicInteger();
    private final AtomicLong number = new AtomicLong();

    AuditLog(String node) {
        this.node = node;
    }

    /** Notes who has done what, to whom, and what became of it. */
    void note(Caller caller, String action, JsonObject target, String result) {
        LOGGER.log(
                INFO,
                () -> "audit: " + LogText.of(caller.name()) + " " + action + " " + LogText.of(target.encode()) + ": "
                        + LogText.of(result));
        kept.add(new JsonObject()
                .put("at", Times.text(System.currentTimeMillis()))
                .put("node", node)
                .put("id", node + "/" + "%016d".formatted(number.incrementAndGet()))
                .put("who", caller.name())
                .put("action", action)
                .put("target", target)
                .put("result", result));
        if (size.incrementAndGet() > KEPT && kept.poll() != null) {
            size.decrementAndGet();
        }
    }

    /** Returns what is kept, the oldest first. */
    List<JsonObject> entries() {
        return new ArrayList<>(kept);
    }
}
