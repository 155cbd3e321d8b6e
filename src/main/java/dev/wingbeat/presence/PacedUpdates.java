package dev.wingbeat.presence;

import dev.wingbeat.limit.LimitName;
import dev.wingbeat.limit.NodeLimits;
import dev.wingbeat.limit.RateLimit;
import dev.wingbeat.protocol.Hop;
import dev.wingbeat.protocol.Payload;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Changes of one owner's metas, made no more often than the limit of the node allows. Of those that wait, a new meta takes the place of
 * the ones before it; functions are applied one after the other, so that none is lost. May be used from any thread.
 */
final class PacedUpdates {

    /** Makes a change; completes with the presence's new reference. */
    interface Maker extends Function<UnaryOperator<Payload>, Future<String>> {}

    /** A presence of the owner. */
    private record Slot(String topic, String key) {}

    /** A change, and who waits for it. */
    private record Waiting(UnaryOperator<Payload> change, Promise<String> made) {}

    /** The bucket of one presence, and what waits for its tokens; only to be touched under the lock of the slot. */
    private static final class Pace {
        private long fullAt;
        private @Nullable List<Waiting> waiting;

        Pace(long now) {
            this.fullAt = now;
        }
    }

    private final Vertx vertx;
    private final NodeLimits limits;
    private final Map<Slot, Pace> paces = new ConcurrentHashMap<>(2);

    PacedUpdates(Vertx vertx, NodeLimits limits) {
        this.vertx = vertx;
        this.limits = limits;
    }

    /**
     * Makes a change, now or when there is a token.
     *
     * @param change makes the new meta of the one before
     */
    Future<String> update(String topic, String key, UnaryOperator<Payload> change, Maker maker) {
        RateLimit limit = limits.current().presence();
        if (limit == null) {
            return maker.apply(change);
        }
        var slot = new Slot(topic, key);
        var waiting = new Waiting(change, Promise.promise());
        long[] wait = {0};
        boolean[] first = {false};
        var unused = paces.compute(slot, (same, known) -> {
            long now = limits.now();
            Pace pace = known == null ? new Pace(now) : known;
            long after = limit.taken(pace.fullAt, now, 1);
            wait[0] = pace.waiting == null ? limit.debt(after, now) : 1;
            if (wait[0] <= 0) {
                pace.fullAt = after;
            } else if (pace.waiting == null) {
                pace.waiting = new ArrayList<>(List.of(waiting));
                pace.fullAt = after; // the token that it waits for
                first[0] = true;
            } else {
                pace.waiting.add(waiting);
            }
            return pace;
        });
        if (wait[0] <= 0) {
            return maker.apply(change);
        }
        limits.count(LimitName.PRESENCE);
        if (first[0]) {
            vertx.setTimer(RateLimit.millis(wait[0]), passed -> flush(slot, maker));
        }
        return Hop.to(Vertx.currentContext(), waiting.made.future());
    }

    /** Makes what waits, now, and forgets the presence: it is about to go. */
    void end(String topic, String key, Maker maker) {
        var slot = new Slot(topic, key);
        flush(slot, maker);
        paces.remove(slot);
    }

    private void flush(Slot slot, Maker maker) {
        var taken = new ArrayList<Waiting>();
        var unused = paces.computeIfPresent(slot, (same, pace) -> {
            if (pace.waiting != null) {
                taken.addAll(pace.waiting);
                pace.waiting = null;
            }
            return pace;
        });
        if (!taken.isEmpty()) {
            maker.apply(before -> applied(taken, before))
                    .onComplete(
                            made -> taken.forEach(waiting -> waiting.made.tryComplete(made)),
                            cause -> taken.forEach(waiting -> waiting.made.tryFail(cause)));
        }
    }

    /** One that fails is not made, and the others are. */
    private static Payload applied(List<Waiting> changes, Payload before) {
        Payload now = before;
        for (Waiting waiting : changes) {
            try {
                now = waiting.change.apply(now);
            } catch (Throwable e) {
                waiting.made.tryFail(e);
            }
        }
        return now;
    }
}
