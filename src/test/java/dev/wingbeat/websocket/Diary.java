package dev.wingbeat.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.wingbeat.support.Patience;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** What happened to the connections of each name, in order. */
final class Diary {

    private final Map<String, BlockingQueue<Object>> entries = new ConcurrentHashMap<>();

    void write(String name, Object entry) {
        of(name).add(entry);
    }

    /** Takes the next entries of a name, which must be these. */
    void expect(String name, Object... expected) {
        for (Object entry : expected) {
            assertEquals(entry, next(name));
        }
    }

    /** Takes the next entry of a name. */
    Object next(String name) {
        try {
            Object entry = of(name).poll(Patience.LIMIT.toNanos(), TimeUnit.NANOSECONDS);
            if (entry == null) {
                throw new AssertionError("nothing happened to " + name);
            }
            return entry;
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    /** Returns what happened and was not taken. */
    List<Object> left(String name) {
        return List.copyOf(of(name));
    }

    private BlockingQueue<Object> of(String name) {
        return entries.computeIfAbsent(name, unused -> new LinkedBlockingQueue<>());
    }
}
