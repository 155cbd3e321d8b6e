package dev.wingbeat.lane;

import java.security.SecureRandom;
import java.util.function.LongConsumer;

/**
 * A set of the hashes of topics: open addressing in one array, 11 to 22 bytes for each. Where a hash lies depends on a secret of
 * this process, so that who chooses topics cannot make them collide. Confined to one thread.
 */
final class TopicSet {

    private static final long SECRET = new SecureRandom().nextLong();
    private static final int SMALLEST = 16;

    private long[] slots = new long[SMALLEST];
    private int size;
    private long digest;

    /** Returns how many there are. */
    int size() {
        return size;
    }

    /** Returns what tells this set from others of its size, whatever the order in which it was filled. */
    long digest() {
        return digest;
    }

    boolean contains(long topic) {
        return slots[slot(topic)] == topic;
    }

    /** Adds a topic; false when it is there. */
    boolean add(long topic) {
        int slot = slot(topic);
        if (slots[slot] == topic) {
            return false;
        }
        slots[slot] = topic;
        size++;
        digest ^= topic;
        if (size > slots.length / 4 * 3) {
            resize(slots.length * 2);
        }
        return true;
    }

    /** Removes a topic; false when it is not there. */
    boolean remove(long topic) {
        int slot = slot(topic);
        if (slots[slot] != topic) {
            return false;
        }
        close(slot);
        size--;
        digest ^= topic;
        if (size < slots.length / 8 && slots.length > SMALLEST) {
            resize(slots.length / 2);
        }
        return true;
    }

    void clear() {
        slots = new long[SMALLEST];
        size = 0;
        digest = 0;
    }

    void forEach(LongConsumer action) {
        for (long topic : slots) {
            if (topic != 0) {
                action.accept(topic);
            }
        }
    }

    /** Moves those behind a slot that becomes free to where they are looked for. */
    private void close(int freed) {
        int mask = slots.length - 1;
        int free = freed;
        for (int next = (free + 1) & mask; slots[next] != 0; next = (next + 1) & mask) {
            int ideal = ideal(slots[next]);
            if (((next - ideal) & mask) >= ((next - free) & mask)) {
                slots[free] = slots[next];
                free = next;
            }
        }
        slots[free] = 0;
    }

    /** Returns the slot of a topic, or the free one in which it would be. */
    private int slot(long topic) {
        if (topic == 0) {
            throw new IllegalArgumentException("topic: 0 (expected: the hash of a topic)");
        }
        int slot = ideal(topic);
        while (slots[slot] != 0 && slots[slot] != topic) {
            slot = (slot + 1) & (slots.length - 1);
        }
        return slot;
    }

    private int ideal(long topic) {
        return (int) TopicHash.mix(topic ^ SECRET) & (slots.length - 1);
    }

    private void resize(int length) {
        long[] before = slots;
        slots = new long[length];
        for (long topic : before) {
            if (topic != 0) {
                slots[slot(topic)] = topic;
            }
        }
    }
}
