package dev.wingbeat.presence;

import static java.lang.System.Logger.Level.ERROR;

import dev.wingbeat.crdt.Entry;
import dev.wingbeat.metrics.Counter;
import dev.wingbeat.protocol.Events;
import dev.wingbeat.protocol.LogText;
import dev.wingbeat.protocol.Payload;
import dev.wingbeat.protocol.RateLimitedLog;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Tells the members of one topic on this node who comes and goes. Confined to the topic's tracker context.
 *
 * <p>Changes gather until the context has done what it has in hand, and as long as the topic has used up its diffs. States of
 * newcomers are what the last diff has left behind, and leave by the same way as diffs: what a client gets behind its state
 * is exactly what the state lacks. Who comes while changes are gathering gets the state behind the diff that tells them: it
 * lacks nobody who was there before. While a fetch is pending nothing else leaves; states and diffs take turns.
 */
final class TopicAnnouncer {

    private static final System.Logger LOGGER = System.getLogger(TopicAnnouncer.class.getName());
    private static final RateLimitedLog NOT_WRITTEN = new RateLimitedLog(LOGGER, ERROR);
    private static final RateLimitedLog HANDLER_FAILED = new RateLimitedLog(LOGGER, ERROR);

    private final String topic;
    private final Announcing shared;
    private final Counter diffs;
    private final boolean countOnly;
    private final int limit;
    private final PendingChanges pending = new PendingChanges();
    private List<Consumer<List<Payload>>> newcomers = new ArrayList<>(1);
    private final List<Consumer<List<Payload>>> behindTheNextDiff = new ArrayList<>(0);
    private @Nullable List<Payload> state;
    private double tokens;
    private int announcedCount = -1;
    private boolean changed;
    private boolean scheduled;
    private boolean fetching;
    private boolean stateWasLast;

    TopicAnnouncer(String topic, Announcing shared, Counter diffs) {
        this.topic = topic;
        this.shared = shared;
        this.diffs = diffs;
        this.countOnly = shared.countsOnly(topic);
        this.limit = PresenceFrames.payloadLimit(topic, shared.options().maxFrame());
        this.tokens = shared.options().burst();
    }

    /** Notes a change of the list. */
    void changed(List<Entry<Payload>> joins, List<Entry<Payload>> leaves) {
        if (!countOnly) {
            pending.add(joins, leaves);
        }
        changed = countOnly || !pending.isEmpty();
        if (!changed) {
            told(); // what has changed was taken back
        }
        if ((changed || !newcomers.isEmpty()) && !scheduled) {
            scheduled = true;
            shared.tracker().context(topic).runOnContext(ignored -> {
                scheduled = false;
                proceed();
            });
        }
    }

    /** Gives a newcomer the payloads of the state, now or when it is its turn. */
    void state(Consumer<List<Payload>> newcomer) {
        if (changed) {
            behindTheNextDiff.add(newcomer);
        } else {
            newcomers.add(newcomer);
        }
        proceed();
    }

    /** Lets time pass: more diffs may be sent. */
    void tick(double seconds) {
        tokens = Math.min(
                shared.options().burst(), tokens + seconds * shared.options().diffsPerSecond());
        proceed();
    }

    /** Returns whether nothing would be lost with this. */
    boolean isIdle() {
        return !changed
                && !scheduled
                && !fetching
                && newcomers.isEmpty()
                && tokens >= shared.options().burst();
    }

    private void proceed() {
        boolean more = true;
        while (more && !fetching) {
            boolean diff = changed && tokens >= 1 && !scheduled;
            if (!newcomers.isEmpty() && !(diff && stateWasLast)) {
                sendState();
            } else if (diff && nobodyListens()) {
                forget();
            } else if (diff) {
                tokens--;
                sendDiff();
            } else {
                more = false;
            }
        }
    }

    /** Returns whether a diff would reach nobody: whoever comes later begins with a state. */
    private boolean nobodyListens() {
        return shared.options().handleMetas() == null
                && !shared.pubSub().topics().contains(topic);
    }

    private void forget() {
        told();
        pending.clear();
        state = null;
        announcedCount = -1;
    }

    /** Notes that there are no changes that clients do not know, or are not about to. */
    private void told() {
        changed = false;
        newcomers.addAll(behindTheNextDiff);
        behindTheNextDiff.clear();
    }

    private void sendState() {
        stateWasLast = true;
        List<Consumer<List<Payload>>> served = newcomers;
        newcomers = new ArrayList<>(1);
        if (state != null) {
            deliver(served, state);
            return;
        }
        fetching = true;
        Map<String, PresenceEntry> plain = announced();
        shared.fetcher().extend(topic, plain).onSuccess(extended -> {
            fetching = false;
            List<Payload> parts =
                    written(() -> PresenceFrames.state(extended, limit), () -> PresenceFrames.state(plain, limit));
            state = parts;
            deliver(served, parts);
            proceed();
        });
    }

    private static void deliver(List<Consumer<List<Payload>>> newcomers, List<Payload> parts) {
        newcomers.forEach(newcomer -> newcomer.accept(parts));
    }

    private Map<String, PresenceEntry> announced() {
        Map<String, PresenceEntry> entries = new LinkedHashMap<>();
        pending.undone(shared.tracker().list(topic))
                .forEach((key, metas) -> entries.put(key, new PresenceEntry(metas)));
        return entries;
    }

    private void sendDiff() {
        stateWasLast = false;
        diffs.increment();
        told();
        if (countOnly) {
            sendCount();
            return;
        }
        state = null;
        fetching = true;
        PresenceDiff plain = pending.take();
        Future<Map<String, PresenceEntry>> joins = shared.fetcher().extend(topic, plain.joins());
        Future<Map<String, PresenceEntry>> leaves = shared.fetcher().extend(topic, plain.leaves());
        joins.compose(joined -> leaves.map(left -> new PresenceDiff(joined, left)))
                .onSuccess(diff -> {
                    fetching = false;
                    written(() -> PresenceFrames.diff(diff, limit), () -> PresenceFrames.diff(plain, limit))
                            .forEach(payload -> shared.pubSub().localBroadcast(topic, Events.PRESENCE_DIFF, payload));
                    tell(diff);
                    proceed();
                });
    }

    /** Returns the payloads; those of the plain entries when what was fetched cannot be written. */
    private List<Payload> written(Supplier<List<Payload>> extended, Supplier<List<Payload>> plain) {
        try {
            return extended.get();
        } catch (Throwable e) {
            NOT_WRITTEN.log(
                    () -> "what fetch returned for " + LogText.of(topic)
                            + " cannot be encoded; sent without its fields",
                    e);
            return plain.get();
        }
    }

    private void tell(PresenceDiff diff) {
        PresenceOptions.MetasHandler handler = shared.options().handleMetas();
        if (handler == null) {
            return;
        }
        try {
            handler.handleMetas(topic, diff, pending.undone(shared.tracker().list(topic)));
        } catch (Throwable e) {
            HANDLER_FAILED.log(() -> "handleMetas failed for " + LogText.of(topic), e);
        }
    }

    private void sendCount() {
        int count = shared.tracker().count(topic);
        if (count != announcedCount) {
            announcedCount = count;
            shared.pubSub().localBroadcast(topic, Events.PRESENCE_COUNT, Payload.of("count", count));
        }
    }
}
