package dev.wingbeat.console;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * How many messages are broadcast on which topic of a node, while somebody looks at it: nothing is counted before, nor once nobody
 * has asked for a while. Whoever broadcasts counts from any thread, and never waits.
 */
final class TopicRates {

    /** How long is counted before the counts are shown. */
    static final long WINDOW = TimeUnit.SECONDS.toNanos(2);

    /** So long without a question until nothing is counted any more. */
    static final long UNREAD = TimeUnit.SECONDS.toNanos(15);

    /** How many topics are told apart in one window; what is beyond counts together. */
    static final int MOST = 10_000;

    /** How many are shown. */
    static final int SHOWN = 50;

    private static final double NANOS = TimeUnit.SECONDS.toNanos(1);

    /** The counts since a time, which must not be changed once another window has begun. */
    private record Window(long began, Map<String, LongAdder> counts, LongAdder others) {
        static Window at(long now) {
            return new Window(now, new ConcurrentHashMap<>(), new LongAdder());
        }
    }

    /** What was counted in how many seconds. */
    private record Past(Window window, double seconds) {
        static final Past NONE = new Past(Window.at(0), 0);

        double rate(LongAdder counter) {
            return seconds == 0 ? 0 : counter.sum() / seconds;
        }
    }

    private volatile Window current = Window.at(0);
    private volatile Past past = Past.NONE;
    private volatile long readAt;
    private volatile boolean on;

    boolean isOn() {
        return on;
    }

    /** Counts one broadcast. */
    void count(String topic) {
        Window now = current;
        LongAdder counter = now.counts.get(topic);
        if (counter == null) {
            counter =
                    now.counts.size() < MOST ? now.counts.computeIfAbsent(topic, name -> new LongAdder()) : now.others;
        }
        counter.increment();
    }

    /** Begins another window when it is time; returns whether it still counts. To be called four times a second, on one thread. */
    boolean tick(long now) {
        if (!on) {
            return false;
        }
        if (now - readAt >= UNREAD) {
            on = false;
            return false;
        }
        Window ended = current;
        if (now - ended.began >= WINDOW) {
            past = new Past(ended, (now - ended.began) / NANOS);
            current = Window.at(now);
        }
        return true;
    }

    /**
     * Returns the topics on which most was broadcast in the last window, and counts from now on if it did not:
     * {@code {"node":"a","counted":true,"topics":[{"topic":"room:1","rate":2.5}],"others":0.0}}.
     */
    JsonObject read(String node, String prefix, long now) {
        readAt = now;
        if (!on) {
            current = Window.at(now);
            past = Past.NONE;
            on = true;
        }
        Past shown = past;
        var topics = new JsonArray();
        shown.window.counts.entrySet().stream()
                .filter(topic -> topic.getKey().startsWith(prefix))
                .sorted(Comparator.comparingLong((Map.Entry<String, LongAdder> topic) ->
                        -topic.getValue().sum()))
                .limit(SHOWN)
                .forEach(topic -> topics.add(
                        new JsonObject().put("topic", topic.getKey()).put("rate", shown.rate(topic.getValue()))));
        return new JsonObject()
                .put("node", node)
                .put("counted", shown.seconds > 0)
                .put("topics", topics)
                .put("others", shown.rate(shown.window.others));
    }
}
