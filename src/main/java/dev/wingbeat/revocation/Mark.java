package dev.wingbeat.revocation;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.wingbeat.revocation.Revocation.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/**
 * A revocation as nodes exchange it; times are milliseconds since 1970.
 *
 * @param before the tokens that were issued before this time, {@link #ALL} for whatever tokens there are
 */
record Mark(Kind kind, String name, long before, long until) {

    /** A time before which all tokens were issued. */
    static final long ALL = Long.MAX_VALUE;

    private static final long FAR = Duration.ofDays(365_000).toSeconds();
    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    static Mark of(Revocation revocation) {
        Instant before = revocation.issuedBefore();
        return new Mark(
                revocation.kind(),
                revocation.name(),
                before == null ? ALL : millis(before),
                millis(revocation.until()));
    }

    /** Returns a time of the thousand years before or after 1970; what is further away is there. */
    static long millis(Instant time) {
        return TimeUnit.SECONDS.toMillis(Math.clamp(time.getEpochSecond(), -FAR, FAR))
                + TimeUnit.NANOSECONDS.toMillis(time.getNano());
    }

    /** Returns whether this revokes all that another one does, for as long. */
    boolean covers(Mark other) {
        return kind == other.kind && before >= other.before && until >= other.until && name.equals(other.name);
    }

    /** Returns what other nodes know the kind by. */
    int kindNumber() {
        return switch (kind) {
            case TOKEN -> 0;
            case SUBJECT -> 1;
        };
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
