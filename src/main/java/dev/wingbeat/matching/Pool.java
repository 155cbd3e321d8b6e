package dev.wingbeat.matching;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Tickets that may fit: of one size, and the same properties but for the numbers. Not thread-safe. */
final class Pool {

    private final int size;

    /** The same ones in both orders; kept, since sorting what is nearly sorted costs little. */
    private final List<Candidate> byAge = new ArrayList<>();

    private final List<Candidate> byNumber = new ArrayList<>();

    /** Whose turn it is in this round, and how many comparisons it may still have. */
    private int next;

    private int work;

    Pool(int size) {
        this.size = size;
    }

    void add(Candidate candidate) {
        byAge.add(candidate);
        byNumber.add(candidate);
    }

    boolean isEmpty() {
        return byAge.isEmpty();
    }

    /** Begins a round; false when there are too few for a group. */
    boolean begin(long now) {
        next = 0;
        clean();
        if (byAge.size() < size) {
            next = byAge.size();
            return false;
        }
        byAge.sort(Candidate::compareAge);
        byNumber.sort(Candidate::compareNumber);
        Candidate below = null;
        for (Candidate candidate : byNumber) {
            candidate.widen(now);
            candidate.link(below);
            below = candidate;
        }
        return true;
    }

    /** Makes groups for about so many comparisons; returns how many of them are left, none when it is to go on later. */
    int match(int comparisons, int neighbours, Consumer<List<Candidate>> matched) {
        work = comparisons;
        while (next < byAge.size() && work > 0) {
            Candidate candidate = byAge.get(next++);
            work--;
            List<Candidate> group = candidate.isTaken() ? List.of() : group(candidate, neighbours);
            if (group.size() == size) {
                group.forEach(Candidate::take);
                matched.accept(group);
            }
        }
        return Math.max(0, work);
    }

    private void clean() {
        byAge.removeIf(Candidate::isTaken);
        byNumber.removeIf(Candidate::isTaken);
    }

    /** Gathers those who fit, the nearest first, and of two as near the lower one. */
    private List<Candidate> group(Candidate eldest, int neighbours) {
        List<Candidate> group = new ArrayList<>(size);
        group.add(eldest);
        Candidate lower = reached(eldest, eldest.lower());
        Candidate higher = reached(eldest, eldest.higher());
        int most = Math.max(neighbours, 2 * size); // of a large group, enough that some may not fit
        for (int i = 0; i < most && group.size() < size; i++) {
            Candidate nearest = nearer(eldest, lower, higher);
            if (nearest == null) {
                return group;
            }
            if (nearest.equals(lower)) {
                lower = reached(eldest, nearest.lower());
            } else {
                higher = reached(eldest, nearest.higher());
            }
            work -= group.size();
            if (fits(group, nearest)) {
                group.add(nearest);
            }
        }
        return group;
    }

    private static @Nullable Candidate reached(Candidate eldest, @Nullable Candidate next) {
        return next != null && eldest.reaches(next) ? next : null;
    }

    private static @Nullable Candidate nearer(Candidate eldest, @Nullable Candidate lower, @Nullable Candidate higher) {
        if (lower == null || higher == null) {
            return lower == null ? higher : lower;
        }
        return eldest.first() - lower.first() <= higher.first() - eldest.first() ? lower : higher;
    }

    private static boolean fits(List<Candidate> group, Candidate candidate) {
        for (Candidate member : group) {
            if (!member.fits(candidate)) {
                return false;
            }
        }
        return true;
    }
}
