package dev.wingbeat.metrics;

import java.util.concurrent.atomic.AtomicLong;

/**
 * A number that one thread writes and any may read, a little late. Internal seam.
 *
 * <p>With a single writer nothing has to be atomic but the number itself: writes are opaque, which is the price of a plain field.
 */
public final class Counter {

    private final AtomicLong value = new AtomicLong();

    /** Begins at zero. */
    public Counter() {}

    /** Adds one. */
    public void increment() {
        add(1);
    }

    /** Adds some; less than none where it is part of a gauge. */
    public void add(long more) {
        value.setOpaque(value.getPlain() + more);
    }

    /** Sets what is a gauge. */
    public void set(long now) {
        value.setOpaque(now);
    }

    /** Returns the number; from any thread. */
    public long value() {
        return value.getOpaque();
    }
}
