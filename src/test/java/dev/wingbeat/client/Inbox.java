package dev.wingbeat.client;

import dev.wingbeat.support.Patience;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** What handlers were called with, in order. */
final class Inbox<T> implements Consumer<T> {

    private final BlockingQueue<T> items = new LinkedBlockingQueue<>();

    @Override
    public void accept(T item) {
        items.add(item);
    }

    /** Waits for the next call. */
    T next() {
        try {
            T item = items.poll(Patience.LIMIT.toNanos(), TimeUnit.NANOSECONDS);
            if (item == null) {
                throw new AssertionError("nothing came");
            }
            return item;
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    boolean isEmpty() {
        return items.isEmpty();
    }
}
