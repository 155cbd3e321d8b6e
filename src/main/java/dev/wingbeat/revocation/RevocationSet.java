package dev.wingbeat.revocation;

import dev.wingbeat.connection.Credentials;
import dev.wingbeat.limit.AddressBlocks;
import dev.wingbeat.revocation.Revocation.Kind;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The revocations that a node knows. Two sets are merged by union: in whatever order marks come, and however often, the same
 * are left. A mark that another one covers is left out, and so is one that is over.
 *
 * <p>Changed by one thread, read by any.
 */
final class RevocationSet {

    /** Into how many parts the marks are divided, to find out in which two sets differ. */
    static final int PARTS = 256;

    private final Map<String, List<Mark>> tokens = new ConcurrentHashMap<>();
    private final Map<String, List<Mark>> subjects = new ConcurrentHashMap<>();
    private final Map<String, List<Mark>> addresses = new ConcurrentHashMap<>();
    private final long[] parts = new long[PARTS];
    private final AtomicInteger size = new AtomicInteger();
    private final AtomicInteger lifting = new AtomicInteger();
    private final AtomicLong version = new AtomicLong();
    private final AtomicLong addressVersion = new AtomicLong();

    /** Adds a mark unless it is covered, or over; returns whether it was added. */
    boolean add(Mark mark, long now) {
        if (mark.until() <= now) {
            return false;
        }
        Map<String, List<Mark>> marks = of(mark.kind());
        List<Mark> before = marks.getOrDefault(mark.name(), List.of());
        if (before.stream().anyMatch(other -> other.covers(mark))) {
            return false;
        }
        var after = new ArrayList<Mark>();
        after.add(mark);
        before.stream().filter(other -> !mark.covers(other)).forEach(after::add);
        marks.put(mark.name(), List.copyOf(after));
        count(mark, 1); // first: whoever asks meanwhile does not find an empty set
        before.stream().filter(mark::covers).forEach(covered -> count(covered, -1));
        (mark.kind() == Kind.ADDRESS ? addressVersion : version).incrementAndGet();
        return true;
    }

    /** Forgets what is over. */
    void expire(long now) {
        expire(tokens, now);
        expire(subjects, now);
        expire(addresses, now);
    }

    private void expire(Map<String, List<Mark>> marks, long now) {
        for (String name : List.copyOf(marks.keySet())) {
            marks.computeIfPresent(name, (ignored, all) -> left(all, now));
        }
    }

    /** Returns those that are not over; null when there is none. */
    private @Nullable List<Mark> left(List<Mark> marks, long now) {
        var left = new ArrayList<Mark>();
        for (Mark mark : marks) {
            if (mark.until() > now) {
                left.add(mark);
            } else {
                count(mark, -1);
            }
        }
        return left.isEmpty() ? null : List.copyOf(left);
    }

    /** Returns whether credentials are revoked. May be called from any thread. */
    boolean isRevoked(Credentials credentials, long now) {
        if (size.get() == 0) {
            return false;
        }
        long issued = credentials.issuedAt() == null ? Long.MIN_VALUE : Mark.millis(credentials.issuedAt());
        return revokes(tokens, credentials.jti(), issued, now) || revokes(subjects, credentials.subject(), issued, now);
    }

    private static boolean revokes(Map<String, List<Mark>> marks, @Nullable String name, long issued, long now) {
        List<Mark> found = name == null ? null : marks.get(name);
        if (found != null) {
            for (Mark mark : found) {
                if (issued < mark.before() && mark.until() > now && !mark.lifts()) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Returns whether an address is blocked. May be called from any thread. */
    boolean isBlocked(InetAddress client, long now) {
        return hasAddresses() && revokes(addresses, AddressBlocks.nameOf(client), Long.MIN_VALUE, now);
    }

    /** Returns whether any address may be blocked. May be called from any thread. */
    boolean hasAddresses() {
        return !addresses.isEmpty();
    }

    /** Returns the mark of what is revoked now: if it is a block, one that is later than what has lifted those before it. */
    Mark mark(Revocation revocation, long now) {
        long lifted = of(revocation.kind()).getOrDefault(revocation.name(), List.of()).stream()
                .filter(Mark::lifts)
                .mapToLong(Mark::made)
                .max()
                .orElse(0);
        return Mark.of(revocation, Math.max(now, lifted + 1));
    }

    /** Returns what lifts the blocks of a name; null when there is nothing to lift. */
    @Nullable
    Mark lifting(Kind kind, String name, long now) {
        return Mark.lifting(of(kind).getOrDefault(name, List.of()), now);
    }

    /** Returns the blocks, the longest one of each name. May be called from any thread. */
    List<Mark> blocks(long now) {
        return Stream.concat(subjects.values().stream(), addresses.values().stream())
                .flatMap(marks -> marks.stream()
                        .filter(mark -> mark.isBlock() && mark.until() > now)
                        .max(Comparator.comparingLong(Mark::until))
                        .stream())
                .toList();
    }

    /** Returns how many there are, with those that lift others. May be called from any thread. */
    int size() {
        return size.get();
    }

    /** Returns how many there are that revoke something. May be called from any thread. */
    int revoking() {
        return Math.max(0, size.get() - lifting.get());
    }

    /** Returns how often something about tokens and subjects was added. May be called from any thread. */
    long version() {
        return version.get();
    }

    /** Returns how often something about addresses was added. May be called from any thread. */
    long addressVersion() {
        return addressVersion.get();
    }

    /** Returns a number for each part, which is another one when other marks are in it. */
    long[] parts() {
        return parts.clone();
    }

    /** Returns one number for all parts. */
    long digest() {
        long digest = 0;
        for (long part : parts) {
            digest = digest * 31 + part;
        }
        return digest;
    }

    /** Shows all marks. */
    void forEach(Consumer<Mark> action) {
        tokens.values().forEach(marks -> marks.forEach(action));
        subjects.values().forEach(marks -> marks.forEach(action));
        addresses.values().forEach(marks -> marks.forEach(action));
    }

    /** Returns the part of a mark. */
    static int partOf(Mark mark) {
        return (int) (mark.hash() & (PARTS - 1));
    }

    private void count(Mark mark, int change) {
        long hash = mark.hash();
        parts[(int) (hash & (PARTS - 1))] ^= hash;
        size.addAndGet(change);
        if (mark.lifts()) {
            lifting.addAndGet(change);
        }
    }

    private Map<String, List<Mark>> of(Kind kind) {
        return switch (kind) {
            case TOKEN -> tokens;
            case SUBJECT -> subjects;
            case ADDRESS -> addresses;
        };
    }
}
