package dev.wingbeat.lane;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Tells the other nodes which of a lane's topics this node wants. Topics may be wanted and released from any thread; those that
 * come in one turn of the lane's context are told together.
 */
final class LaneInterest {

    /** A topic that is wanted, with who waits for that; or is not wanted any more. */
    private record Change(String topic, @Nullable Promise<Void> wanted) {}

    private final OwnInterest own;
    private final Queue<Change> changes = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean scheduled = new AtomicBoolean();

    /** The topics that other nodes have yet to note. */
    private final Map<String, Promise<Void>> establishing = new ConcurrentHashMap<>();

    private volatile @Nullable Context context;
    private volatile boolean stopped;
    private boolean waking;

    /** Makes it; {@code send} sends an item to one node, in order, from the context. */
    LaneInterest(BiConsumer<String, LaneItem> send) {
        this.own = new OwnInterest(send);
    }

    /** Tells what has been wanted before, and from now on at once; to be called on the lane's context. */
    void start(Context started) {
        context = started;
        flush();
    }

    /** Wants a topic, which was not wanted before. */
    void want(String topic) {
        if (stopped) {
            return;
        }
        Promise<Void> wanted = Promise.promise();
        establishing.put(topic, wanted);
        changes.add(new Change(topic, wanted));
        Context started = context;
        if (started != null && scheduled.compareAndSet(false, true)) {
            started.runOnContext(ignored -> {
                scheduled.set(false);
                flush();
            });
        }
    }

    /** Wants a topic no more. There is no hurry. */
    void release(String topic) {
        changes.add(new Change(topic, null));
    }

    /** Completes when all that is broadcast on a topic reaches this node: at once, unless it was wanted just now. */
    Future<Void> established(String topic) {
        Promise<Void> wanted = establishing.get(topic);
        return wanted == null ? Future.succeededFuture() : wanted.future();
    }

    /** Receives what a node asks or answers. */
    void receive(String node, LaneItem.Interest item) {
        long now = System.nanoTime();
        switch (item) {
            case LaneItem.LeaseAsked asked -> own.asked(node, asked, now);
            case LaneItem.WantNoted(long batch) -> {
                own.noted(node, batch);
                flush();
            }
            default -> {}
        }
    }

    /** Tells what has not been wanted for a while. */
    void tick() {
        flush();
        own.tick(System.nanoTime());
    }

    /** Forgets a node that has left. */
    void forget(String node) {
        own.forget(node);
        flush();
    }

    /** Lets nobody wait: the lane has stopped. */
    void stop() {
        stopped = true;
        establishing.values().forEach(Promise::tryComplete);
        establishing.clear();
    }

    private void flush() {
        long now = System.nanoTime();
        for (Change change = changes.poll(); change != null; change = changes.poll()) {
            String topic = change.topic;
            Promise<Void> wanted = change.wanted;
            if (wanted == null) {
                own.release(TopicHash.of(topic), now);
            } else {
                own.want(TopicHash.of(topic), () -> established(topic, wanted));
            }
        }
        Long until = own.flush(now);
        if (until != null) {
            wake(until - now);
        }
    }

    private void wake(long nanos) {
        Context started = context;
        if (started != null && !waking) {
            waking = true;
            started.owner().setTimer(TimeUnit.NANOSECONDS.toMillis(nanos) + 1, ignored -> {
                waking = false;
                flush();
            });
        }
    }

    private void established(String topic, Promise<Void> wanted) {
        establishing.remove(topic, wanted);
        var unused = wanted.tryComplete();
    }
}
