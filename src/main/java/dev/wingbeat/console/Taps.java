package dev.wingbeat.console;

import dev.wingbeat.admin.AdminException;
import dev.wingbeat.admin.Problem;
import dev.wingbeat.protocol.Broadcast;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The taps of one node, of whatever browser: a few at most. As long as there is none, a broadcast costs the look at one field. May
 * be used from any thread.
 */
final class Taps {

    /** How many there may be. */
    static final int MOST = 4;

    private final String node;
    private final Consumer<@Nullable Consumer<Broadcast>> install;
    private final LongSupplier nanoTime;
    private final Map<String, Tap> taps = new ConcurrentHashMap<>();
    private final TopicRates rates = new TopicRates();
    private final AtomicInteger places = new AtomicInteger(MOST);

    /**
     * Makes them.
     *
     * @param install sets who is shown each broadcast that is made on the node, null for nobody
     */
    Taps(String node, Consumer<@Nullable Consumer<Broadcast>> install) {
        this(node, install, System::nanoTime);
    }

    Taps(String node, Consumer<@Nullable Consumer<Broadcast>> install, LongSupplier nanoTime) {
        this.node = node;
        this.install = install;
        this.nanoTime = nanoTime;
    }

    /**
     * Begins to show the broadcasts of a topic, or of all topics with a prefix.
     *
     * @throws AdminException when there are as many taps as may be
     */
    void start(String id, String topic, boolean prefix) {
        if (places.getAndDecrement() <= 0) {
            places.incrementAndGet();
            throw new AdminException(
                    Problem.CONFLICT, "tap: " + MOST + " on node " + node + " already (expected: fewer)");
        }
        if (taps.putIfAbsent(id, new Tap(topic, prefix, nanoTime.getAsLong())) != null) {
            places.incrementAndGet();
            throw new AdminException(Problem.CONFLICT, "tap: " + id + " is there already (expected: another name)");
        }
        install.accept(this::sent);
    }

    /**
     * Returns what has been sent since the last time.
     *
     * @throws AdminException when it has ended
     */
    JsonObject read(String id) {
        Tap tap = taps.get(id);
        if (tap == null) {
            throw new AdminException(
                    Problem.NOT_FOUND, "tap: " + id + " has ended (expected: one that was started here)");
        }
        return tap.read(node, nanoTime.getAsLong());
    }

    /** Returns on which topics that begin so most is broadcast, as it is counted while somebody asks. */
    JsonObject rates(String prefix) {
        JsonObject answer = rates.read(node, prefix, nanoTime.getAsLong());
        install.accept(this::sent);
        return answer;
    }

    /** Ends a tap; nothing happens when it has ended. */
    void stop(String id) {
        if (taps.remove(id) != null) {
            places.incrementAndGet();
        }
        if (taps.isEmpty() && !rates.isOn()) {
            install.accept(null);
        }
    }

    /** Ends the taps that are too old; to be called four times a second. */
    void tick() {
        long now = nanoTime.getAsLong();
        taps.forEach((id, tap) -> {
            if (!tap.tick(now)) {
                stop(id);
            }
        });
        boolean counted = rates.isOn();
        if (rates.tick(now) || !taps.isEmpty()) {
            install.accept(this::sent); // one may have ended while another began
        } else if (counted) {
            install.accept(null);
        }
    }

    /** Shows a broadcast to who wants it. */
    private void sent(Broadcast broadcast) {
        if (rates.isOn()) {
            rates.count(broadcast.topic());
        }
        for (Tap tap : taps.values()) {
            if (tap.wants(broadcast.topic())) {
                tap.offer("broadcast", broadcast.topic(), broadcast.event(), broadcast.payload());
            }
        }
    }
}
