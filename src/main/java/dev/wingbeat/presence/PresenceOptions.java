package dev.wingbeat.presence;

import dev.wingbeat.protocol.Expect;
import dev.wingbeat.tracker.TrackerConfig;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Options of a {@link Presence}: how it announces changes, what the application adds to entries, and how nodes keep each other
 * up to date. Not thread-safe.
 *
 * <p>{@link #fetch} and {@link #handleMetas} run on the topic's tracker context, which is an event loop: they must not block.
 */
public final class PresenceOptions {

    /** Extends entries before anybody sees them. Follows {@code fetch/2} of {@code Phoenix.Presence}. */
    @FunctionalInterface
    public interface Fetch {

        /**
         * Returns the entries with further fields, see {@link PresenceEntry#with}; their metas are to be kept. Called once for
         * each list, and for each side of a diff that is not empty, never for each client: one query for all keys will do, and
         * newcomers between two diffs share a state.
         * While the future is pending, further changes gather for the next diff. If it fails, or takes too long, the entries
         * go out as they are.
         */
        Future<Map<String, PresenceEntry>> fetch(String topic, Map<String, PresenceEntry> entries);
    }

    /** Hears of every diff on this node. Follows {@code handle_metas/4} of {@code Phoenix.Presence}. */
    @FunctionalInterface
    public interface MetasHandler {

        /**
         * Receives a diff after it has been broadcast, and who is present now, by key. The diffs of one topic come in order, one
         * after the other; those of two topics may come at the same time. Not called for topics that announce counts only.
         */
        void handleMetas(String topic, PresenceDiff diff, Map<String, List<PresenceMeta>> presences);
    }

    private static final int MIN_FRAME = 4096;

    private int burst = 10;
    private double diffsPerSecond = 4;
    private int maxFrame = 60 * 1024;
    private Predicate<String> countsOnly = topic -> false;
    private @Nullable Fetch fetch;
    private Duration fetchTimeout = Duration.ofSeconds(5);
    private @Nullable MetasHandler handleMetas;
    private Duration heartbeat = TrackerConfig.DEFAULT.heartbeat();
    private Duration downPeriod = TrackerConfig.DEFAULT.downPeriod();
    private Duration permdownPeriod = TrackerConfig.DEFAULT.permdownPeriod();

    /** Copies all values of another one, as they are now. */
    public PresenceOptions from(PresenceOptions other) {
        burst = other.burst;
        diffsPerSecond = other.diffsPerSecond;
        maxFrame = other.maxFrame;
        countsOnly = other.countsOnly;
        fetch = other.fetch;
        fetchTimeout = other.fetchTimeout;
        handleMetas = other.handleMetas;
        heartbeat = other.heartbeat;
        downPeriod = other.downPeriod;
        permdownPeriod = other.permdownPeriod;
        return this;
    }

    /** Sets how many diffs of a topic may follow each other at once, 10 by default. */
    public PresenceOptions burst(int burst) {
        Expect.atLeast("burst", burst, 1);
        this.burst = burst;
        return this;
    }

    public int burst() {
        return burst;
    }

    /**
     * Sets how many diffs of a topic there may be in a second, once the burst is used up, 4 by default; changes between two of them
     * share one.
     */
    public PresenceOptions diffsPerSecond(double diffsPerSecond) {
        if (!(diffsPerSecond > 0)) {
            throw new IllegalArgumentException("diffsPerSecond: " + diffsPerSecond + " (expected: > 0)");
        }
        this.diffsPerSecond = diffsPerSecond;
        return this;
    }

    public double diffsPerSecond() {
        return diffsPerSecond;
    }

    /** Sets the size in bytes that no frame exceeds, 60 KiB by default: larger states and diffs are sent in parts. */
    public PresenceOptions maxFrame(int maxFrame) {
        Expect.atLeast("maxFrame", maxFrame, MIN_FRAME);
        this.maxFrame = maxFrame;
        return this;
    }

    public int maxFrame() {
        return maxFrame;
    }

    /**
     * Sets the topics whose members are told how many keys are present by {@code presence_count}, and nothing else; none by
     * default.
     */
    public PresenceOptions countsOnly(Predicate<String> countsOnly) {
        this.countsOnly = countsOnly;
        return this;
    }

    public Predicate<String> countsOnly() {
        return countsOnly;
    }

    /** Sets the function that extends entries before clients see them; null, the default, to leave them as they are. */
    public PresenceOptions fetch(@Nullable Fetch fetch) {
        this.fetch = fetch;
        return this;
    }

    public @Nullable Fetch fetch() {
        return fetch;
    }

    /** Sets how long {@link #fetch} may take, 5 seconds by default. */
    public PresenceOptions fetchTimeout(Duration fetchTimeout) {
        Expect.positive("fetchTimeout", fetchTimeout);
        this.fetchTimeout = fetchTimeout;
        return this;
    }

    public Duration fetchTimeout() {
        return fetchTimeout;
    }

    /** Sets the handler of every diff; null, the default, for none. */
    public PresenceOptions handleMetas(@Nullable MetasHandler handleMetas) {
        this.handleMetas = handleMetas;
        return this;
    }

    public @Nullable MetasHandler handleMetas() {
        return handleMetas;
    }

    /** Sets how often each node tells the others a digest of its entries, every second by default, and at most every 5 seconds. */
    public PresenceOptions heartbeat(Duration heartbeat) {
        this.heartbeat = heartbeat;
        return this;
    }

    /**
     * Sets how long a node that is no member of the cluster any more keeps its entries in the lists, 2 seconds by default and not
     * less than a heartbeat; the cluster has waited before it gave the node up.
     */
    public PresenceOptions downPeriod(Duration downPeriod) {
        this.downPeriod = downPeriod;
        return this;
    }

    /**
     * Sets how long the hidden entries of a node that is no member are kept, should it come back: 20 minutes by default, and longer
     * than the down period.
     */
    public PresenceOptions permdownPeriod(Duration permdownPeriod) {
        this.permdownPeriod = permdownPeriod;
        return this;
    }

    /** Returns how nodes keep each other up to date; fails for periods that contradict each other. */
    TrackerConfig tracker() {
        return new TrackerConfig(heartbeat, downPeriod, permdownPeriod);
    }
}
