package dev.wingbeat.pubsub;

import static java.util.Objects.requireNonNull;

import dev.wingbeat.protocol.LogText;
import dev.wingbeat.protocol.RateLimitedLog;
import dev.wingbeat.protocol.Serializer;
import io.vertx.core.Future;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The subscribers of one topic on one loop: an array without order. Confined to the loop. */
final class Subscribers {

    /** One subscriber's place in the array. */
    static final class Entry implements Subscription {
        private final Loop loop;
        private final String topic;
        private final Subscriber subscriber;
        private final int wanted;
        private final long since;
        private int index = -1;

        /**
         * Makes the entry of one who gets the broadcasts that are numbered higher than {@code since}.
         *
         * @param wanted the bit of its serializer, {@link Subscribers#PLAIN} or {@link Subscribers#NOTHING}
         */
        Entry(Loop loop, String topic, Subscriber subscriber, int wanted, long since) {
            this.loop = loop;
            this.topic = topic;
            this.subscriber = subscriber;
            this.wanted = wanted;
            this.since = since;
        }

        String topic() {
            return topic;
        }

        @Override
        public void unsubscribe() {
            loop.unsubscribe(this);
        }

        @Override
        public Future<Void> established() {
            return loop.established(topic);
        }
    }

    private static final System.Logger LOGGER = System.getLogger(Subscribers.class.getName());
    private static final RateLimitedLog FAILED = new RateLimitedLog(LOGGER, System.Logger.Level.ERROR);
    private static final @Nullable Entry[] NONE = {};

    /** Wants broadcasts, but no frames. */
    static final int PLAIN = 1 << Serializer.COUNT;

    /** Wants nothing but what is sent to all nodes anyway. */
    static final int NOTHING = 0;

    private @Nullable Entry[] entries = NONE;
    private int size;
    private int v1;
    private int v2;
    private int plain;
    private boolean delivering;

    /** Returns the bits of what is wanted: the serializers in use, and {@link #PLAIN}. */
    int wanted() {
        return (v1 > 0 ? Delivery.bit(Serializer.V1) : 0)
                | (v2 > 0 ? Delivery.bit(Serializer.V2) : 0)
                | (plain > 0 ? PLAIN : 0);
    }

    int size() {
        return size;
    }

    /** Returns how many want frames: the clients that have joined the topic. */
    int members() {
        return v1 + v2;
    }

    void add(Entry entry) {
        if (delivering || size == entries.length) {
            entries = Arrays.copyOf(entries, Math.max(2, size + (size >> 1) + 1));
            delivering = false;
        }
        entry.index = size;
        entries[size++] = entry;
        count(entry, 1);
    }

    /** Removes an entry; false when it is gone already. */
    boolean remove(Entry entry) {
        int index = entry.index;
        if (index < 0) {
            return false;
        }
        if (delivering) {
            entries = entries.clone();
            delivering = false;
        }
        Entry last = requireNonNull(entries[--size]);
        entries[index] = last;
        last.index = index;
        entries[size] = null;
        entry.index = -1;
        count(entry, -1);
        return true;
    }

    /**
     * Delivers to every subscriber but {@code from} and those who came after the broadcast of this number was sent; whoever
     * comes or goes meanwhile works on a copy of the array. Returns to how many.
     */
    @SuppressWarnings("ReferenceEquality") // the sender itself is skipped, and the array itself tells a copy was made
    int deliver(Delivery delivery, @Nullable Subscriber from, long number) {
        @Nullable Entry[] snapshot = entries;
        int count = size;
        int delivered = 0;
        delivering = true;
        for (int i = 0; i < count; i++) {
            Entry entry = requireNonNull(snapshot[i]);
            if (entry.subscriber != from && entry.since < number) {
                deliverTo(entry.subscriber, delivery);
                delivered++;
            }
        }
        if (entries == snapshot) {
            delivering = false;
        }
        return delivered;
    }

    private static void deliverTo(Subscriber subscriber, Delivery delivery) {
        try {
            subscriber.deliver(delivery);
        } catch (Throwable e) { // whatever it is, the others get theirs
            FAILED.log(
                    () -> "a subscriber of " + LogText.of(delivery.broadcast().topic()) + " failed, the others go on",
                    e);
        }
    }

    private void count(Entry entry, int change) {
        if (entry.wanted == PLAIN) {
            plain += change;
        } else if (entry.wanted == Delivery.bit(Serializer.V1)) {
            v1 += change;
        } else if (entry.wanted == Delivery.bit(Serializer.V2)) {
            v2 += change;
        }
    }
}
