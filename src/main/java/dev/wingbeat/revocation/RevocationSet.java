package dev.wingbeat.revocation;

import dev.wingbeat.connection.Credentials;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a node knows to be revoked. Two sets are merged by union: in whatever order marks come, and however often, the same are left. A mark
 * that another one covers is left out, and so is one that is over.
 *
 * <p>Changed by one thread, read by any.
 */
final class RevocationSet {

    /** Into how many parts the marks are divided, to find out in which two sets differ. */
    static final int PARTS = 256;

    private final Map<String, List<Mark>> tokens = new ConcurrentHashMap<>();
    private final Map<String, List<Mark>> subjects = new ConcurrentHashMap<>();
    private final long[] parts = new long[PARTS];
    private final AtomicInteger size = new AtomicInteger();
    private final AtomicLong version = new AtomicLong();

    /** Adds a mark unless it is covered, or over; returns whether it was added. */
    boolean add(Mark mark, long now) {
        if (mark.until() <= now) {
            return false;
        }
        Map<String, List<Mark>> marks = of(mark);
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
        version.incrementAndGet();
        return true;
    }

    /** Forgets what is over. */
    void expire(long now) {
        expire(tokens, now);
        expire(subjects, now);
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
                if (issued < mark.before() && mark.until() > now) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Returns how many there are. May be called from any thread. */
    int size() {
        return size.get();
    }

    /** Returns how often something was added. May be called from any thread. */
    long version() {
        return version.get();
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
    }

    /** Returns the part of a mark. */
    static int partOf(Mark mark) {
        return (int) (mark.hash() & (PARTS - 1));
    }

    private void count(Mark mark, int change) {
        long hash = mark.hash();
        parts[(int) (hash & (PARTS - 1))] ^= hash;
        size.addAndGet(change);
    }

    private Map<String, List<Mark>> of(Mark mark) {
        return switch (mark.kind()) {
            case TOKEN -> tokens;
            case SUBJECT -> subjects;
        };
    }
}
