package dev.wingbeat.presence;

import dev.wingbeat.crdt.Entry;
import dev.wingbeat.metrics.Counter;
import dev.wingbeat.metrics.Meter;
import dev.wingbeat.protocol.Payload;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * The announcers of one lane's topics: each is there only while it has something to remember. Confined to the lane's context.
 */
final class LaneAnnouncer {

    private static final double NANOS = 1e9;

    private final Announcing shared;
    private final LongSupplier waking;
    private final Map<String, TopicAnnouncer> topics = new HashMap<>();
    private final Counter changes;
    private final Counter diffs;
    private long lastTick;

    /**
     * Makes those of a lane without any.
     *
     * @param waking called when there is one again: from then on time has to pass, until none is left; returns the time
     */
    LaneAnnouncer(Announcing shared, LongSupplier waking) {
        this.shared = shared;
        this.waking = waking;
        this.changes = shared.pubSub().metrics().counter(Meter.PRESENCE_CHANGES);
        this.diffs = shared.pubSub().metrics().counter(Meter.PRESENCE_DIFFS);
    }

    void changed(String topic, List<Entry<Payload>> joins, List<Entry<Payload>> leaves) {
        changes.add(joins.size() + leaves.size());
        of(topic).changed(joins, leaves);
    }

    /** Gives a newcomer to a topic the payloads of its state. */
    void state(String topic, Consumer<List<Payload>> newcomer) {
        of(topic).state(newcomer);
    }

    /** Sends what has waited for its time, a time of {@link System#nanoTime()}, and forgets the topics that are at rest. */
    void tick(long now) {
        double seconds = (now - lastTick) / NANOS;
        lastTick = now;
        topics.values().removeIf(announcer -> {
            announcer.tick(seconds);
            return announcer.isIdle();
        });
    }

    /** Forgets the topics, and who waits for their states. */
    void clear() {
        topics.clear();
    }

    /** Returns how many topics are not at rest. */
    int size() {
        return topics.size();
    }

    private TopicAnnouncer of(String topic) {
        if (topics.isEmpty()) {
            lastTick = waking.getAsLong();
        }
        return topics.computeIfAbsent(topic, name -> new TopicAnnouncer(name, shared, diffs));
    }
}
