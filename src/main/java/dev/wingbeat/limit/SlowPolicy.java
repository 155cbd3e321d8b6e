package dev.wingbeat.limit;

import dev.wingbeat.protocol.Expect;
import org.jspecify.annotations.Nullable;

/**
 * A policy for the pushes and broadcasts of a route while a client does not keep up. It applies when more than 64 KiB wait for
 * the connection: until then everything is sent at once. Replies, the protocol's own messages and presence are sent under every
 * policy, and what is sent on a topic keeps its order. Immutable.
 *
 * <p>A client that takes nothing for the stall timeout is closed, whatever the policy.
 */
public final class SlowPolicy {

    /** The slots of one topic. */
    static final int SLOTS = 256;

    /** The most that may be kept of one topic. */
    static final int MAX_KEPT = 1_000;

    /** The kinds of policies. */
    enum Kind {
        DISCONNECT("disconnect"),
        LATEST("latest"),
        DROP_OLDEST("drop_oldest"),
        VOLATILE("volatile");

        private final String label;

        Kind(String label) {
            this.label = label;
        }
    }

    private static final SlowPolicy DISCONNECT = new SlowPolicy(Kind.DISCONNECT, 0, null);
    private static final SlowPolicy LATEST = new SlowPolicy(Kind.LATEST, SLOTS, null);
    private static final SlowPolicy VOLATILE = new SlowPolicy(Kind.VOLATILE, 0, null);

    private final Kind kind;
    private final int max;
    private final @Nullable String key;

    private SlowPolicy(Kind kind, int max, @Nullable String key) {
        this.kind = kind;
        this.max = max;
        this.key = key;
    }

    /** Lets everything wait, and closes the connection when too much does. The default. */
    public static SlowPolicy disconnect() {
        return DISCONNECT;
    }

    /** Lets the latest message of each event wait, of up to 256 events of a topic: for prices and positions. */
    public static SlowPolicy latest() {
        return LATEST;
    }

    /**
     * Lets the latest message of each event and each value of a key of its payload wait, up to 256 of a topic.
     *
     * @param key of JSON objects, such as {@code id}; messages without it are latest by their event alone
     */
    public static SlowPolicy latest(String key) {
        return new SlowPolicy(Kind.LATEST, SLOTS, key);
    }

    /**
     * Lets the last messages of a topic wait. A push {@code slow} before them tells how many were dropped, as
     * {@code {"dropped":12}}.
     *
     * @param kept how many may wait, 1 to 1,000
     * @throws IllegalArgumentException for a number out of range
     */
    public static SlowPolicy dropOldest(int kept) {
        Expect.between("kept", kept, 1, MAX_KEPT);
        return new SlowPolicy(Kind.DROP_OLDEST, kept, null);
    }

    /** Drops everything and tells nobody: for who is typing, and where cursors are. */
    public static SlowPolicy dropWhenSlow() {
        return VOLATILE;
    }

    /** Returns whether everything waits. */
    public boolean keepsAll() {
        return kind == Kind.DISCONNECT;
    }

    /** Returns the name that the metrics have for it. */
    public String label() {
        return kind.label;
    }

    Kind kind() {
        return kind;
    }

    /** Returns how many messages of a topic may wait. */
    int max() {
        return max;
    }

    /** Returns the key of payloads whose values are told apart, null for none. */
    @Nullable
    String key() {
        return key;
    }

    @Override
    public String toString() {
        return kind.label + (key != null ? "(" + key + ")" : kind == Kind.DROP_OLDEST ? "(" + max + ")" : "");
    }
}
