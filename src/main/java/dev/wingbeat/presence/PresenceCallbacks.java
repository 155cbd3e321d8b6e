package dev.wingbeat.presence;

import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an application adds to a {@link Presence}. Both callbacks run on the topic's tracker context, which is an event loop:
 * they must not block.
 *
 * @param fetch extends entries before clients see them, null to leave them as they are
 * @param metas hears of every diff, null if nobody needs to
 */
public record PresenceCallbacks(
        @Nullable Fetch fetch, @Nullable MetasHandler metas) {

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
         * Takes a diff after it has been broadcast, and who is present now, by key. The diffs of one topic come in order, one
         * after the other; those of two topics may come at the same time. Not called for topics that announce counts only.
         */
        void handleMetas(String topic, PresenceDiff diff, Map<String, List<PresenceMeta>> presences);
    }

    /** Nothing is added. */
    public static final PresenceCallbacks NONE = new PresenceCallbacks(null, null);

    /** Returns a copy with another fetch. */
    public PresenceCallbacks withFetch(Fetch fetch) {
        return new PresenceCallbacks(fetch, metas);
    }

    /** Returns a copy with another handler of diffs. */
    public PresenceCallbacks withMetas(MetasHandler metas) {
        return new PresenceCallbacks(fetch, metas);
    }
}
