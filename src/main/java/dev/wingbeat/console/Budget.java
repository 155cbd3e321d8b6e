package dev.wingbeat.console;

import java.util.concurrent.atomic.AtomicInteger;

/** A budget of the messages that a viewer is shown: a hundred each second. May be used from any thread. */
final class Budget {

    /** The most messages of a second. */
    static final int RATE = 100;

    private static final int TICKS = 4;

    private final AtomicInteger left = new AtomicInteger(RATE);

    /** Returns whether one more may be shown. */
    boolean take() {
        return left.get() > 0 && left.getAndDecrement() > 0;
    }

    /** Lets more through; to be called four times a second. */
    void tick() {
        var unused = left.updateAndGet(before -> Math.min(RATE, Math.max(0, before) + RATE / TICKS));
    }
}
