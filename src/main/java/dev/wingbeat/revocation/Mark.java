package dev.wingbeat.revocation;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.wingbeat.revocation.Revocation.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A revocation as nodes exchange it; times are milliseconds since 1970.
 *
 * @param before the tokens that were issued before this time, {@link #ALL} for whatever tokens there are. Of a block, beyond all times
 *     of issue, the time at which it was made: a later one may lift it
 * @param lifts whether it lifts the blocks that were made before it, and revokes nothing
 */
record Mark(Kind kind, String name, long before, long until, boolean lifts) {

    /** A time before which all tokens were issued. */
    static final long ALL = Long.MAX_VALUE;

    private static final long FAR = Duration.ofDays(365_000).toSeconds();
    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    /** The first of the times that blocks have. */
    static final long BLOCKS = 1L << 62;

    private static final int LIFTS = 16;

    /** Makes one that revokes. */
    Mark(Kind kind, String name, long before, long until) {
        this(kind, name, before, until, false);
    }

    /** Makes one of a revocation, which is made at a time if it is a block. */
    static Mark of(Revocation revocation, long now) {
        Instant before = revocation.issuedBefore();
        return new Mark(
                revocation.kind(),
                revocation.name(),
                revocation.isBlock() ? BLOCKS + now : before == null ? ALL : millis(before),
                millis(revocation.until()));
    }

    /** Returns when a block, or what lifts one, was made. */
    long made() {
        return before - BLOCKS;
    }

    /** Returns the revocation that it is. */
    Revocation revocation() {
        return new Revocation(
                kind, name, before >= BLOCKS ? null : Instant.ofEpochMilli(before), Instant.ofEpochMilli(until));
    }

    /** Returns whether it keeps a subject or an address out altogether, and can be lifted. */
    boolean isBlock() {
        return kind != Kind.TOKEN && before >= BLOCKS && !lifts;
    }

    /** Returns what lifts all blocks among these marks of a name, at a time; null when there is none. */
    static @Nullable Mark lifting(List<Mark> marks, long now) {
        Mark block = marks.stream().filter(Mark::isBlock).findFirst().orElse(null);
        if (block == null) {
            return null;
        }
        long last = marks.stream().mapToLong(Mark::before).max().orElse(0);
        long until = marks.stream().mapToLong(Mark::until).max().orElse(0);
        return new Mark(block.kind, block.name, Math.max(BLOCKS + now, last + 1), until, true);
    }

    /** Returns a time of the thousand years before or after 1970; what is further away is there. */
    static long millis(Instant time) {
        return TimeUnit.SECONDS.toMillis(Math.clamp(time.getEpochSecond(), -FAR, FAR))
                + TimeUnit.NANOSECONDS.toMillis(time.getNano());
    }

    /**
     * Returns whether another one does not count beside this, which revokes the same for as long, or has lifted it. A block covers no
     * revocation of single tokens: it may be lifted, and these stay. What lifts a block is known for as long as the block would be: so
     * in whatever order they come, the same is left.
     */
    boolean covers(Mark other) {
        if (kind != other.kind || until < other.until || !name.equals(other.name)) {
            return false;
        }
        boolean lifted = lifts && !other.lifts;
        return lifted
                ? other.isBlock() && before > other.before
                : lifts == other.lifts && isBlock() == other.isBlock() && before >= other.before;
    }

    /** Returns what other nodes know the kind by, and whether it lifts. */
    int kindNumber() {
        int number = switch (kind) {
            case TOKEN -> 0;
            case SUBJECT -> 1;
            case ADDRESS -> 2;
        };
        return lifts ? number + LIFTS : number;
    }

    /** Returns the kind that other nodes know by a number; null for one that is not known here. */
    static @Nullable Kind kind(int number) {
        return switch (lifts(number) ? number - LIFTS : number) {
            case 0 -> Kind.TOKEN;
            case 1 -> Kind.SUBJECT;
            case 2 -> Kind.ADDRESS;
            default -> null;
        };
    }

    /** Returns whether a mark of such a number lifts. */
    static boolean lifts(int number) {
        return number >= LIFTS;
    }

    /** Returns a number that is the same on all nodes, and hardly ever that of another mark. */
    long hash() {
        long hash = FNV_OFFSET;
        for (byte part : name.getBytes(UTF_8)) {
            hash = (hash ^ part) * FNV_PRIME;
        }
        hash = mixed(hash ^ kindNumber());
        hash = mixed(hash ^ before);
        return mixed(hash ^ until);
    }

    private static long mixed(long bits) {
        long mixed = (bits ^ (bits >>> 33)) * 0xff51afd7ed558ccdL;
        mixed = (mixed ^ (mixed >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return mixed ^ (mixed >>> 33);
    }
}
