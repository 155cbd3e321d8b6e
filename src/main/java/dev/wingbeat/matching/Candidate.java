package dev.wingbeat.matching;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A ticket that waits, and its place among its kin: those of the same size and properties, but for the numbers. */
final class Candidate {

    /** The common ground of tickets that may fit. */
    private record Kin(int size, Map<String, Object> fixed) {}

    /** Stands for a number, which may differ. */
    private static final Object NUMBER = new Object();

    private final Ticket ticket;
    private final long since;
    private final long order;
    private final double first;
    private final Kin kin;
    private final double[] numbers;
    private final Range[] ranges;
    private final double[] reach;
    private boolean taken;

    /** Its neighbours that are not taken, while groups are made. */
    private @Nullable Candidate lower;

    private @Nullable Candidate higher;

    /**
     * Makes one.
     *
     * @param order tells which of two came first
     */
    Candidate(Ticket ticket, long order) {
        this.ticket = ticket;
        this.since = ticket.since();
        this.order = order;
        Map<String, Object> fixed = new TreeMap<>();
        List<String> named = new ArrayList<>();
        List<Double> values = new ArrayList<>();
        new TreeMap<>(ticket.properties()).forEach((name, value) -> {
            if (value instanceof Number number) {
                fixed.put(name, NUMBER);
                named.add(name);
                values.add(number.doubleValue());
            } else {
                fixed.put(name, value);
            }
        });
        this.kin = new Kin(ticket.size(), fixed);
        this.numbers = values.stream().mapToDouble(Double::doubleValue).toArray();
        this.first = numbers.length == 0 ? 0 : numbers[0];
        this.ranges = named.stream()
                .map(name -> ticket.ranges().getOrDefault(name, Range.NONE))
                .toArray(Range[]::new);
        this.reach = new double[ranges.length];
    }

    Ticket ticket() {
        return ticket;
    }

    /** Compares who came first. */
    static int compareAge(Candidate one, Candidate other) {
        return one.since == other.since ? Long.compare(one.order, other.order) : Long.compare(one.since, other.since);
    }

    /** Compares by the number by which neighbours are near. */
    static int compareNumber(Candidate one, Candidate other) {
        int order = Double.compare(one.first, other.first);
        return order == 0 ? Long.compare(one.order, other.order) : order;
    }

    Object kin() {
        return kin;
    }

    /** Returns the number by which neighbours are near. */
    double first() {
        return first;
    }

    boolean isTaken() {
        return taken;
    }

    /** Sets how far it reaches now. */
    void widen(long now) {
        long waited = Math.max(0, now - since);
        for (int i = 0; i < reach.length; i++) {
            reach[i] = ranges[i].after(waited);
        }
    }

    boolean reaches(Candidate other) {
        return reach.length == 0 || Math.abs(first - other.first) <= reach[0];
    }

    /** Returns whether both reach each other, by all numbers; they are kin. */
    boolean fits(Candidate other) {
        for (int i = 0; i < numbers.length; i++) {
            if (!(Math.abs(numbers[i] - other.numbers[i]) <= Math.min(reach[i], other.reach[i]))) {
                return false;
            }
        }
        return true;
    }

    void link(@Nullable Candidate below) {
        lower = below;
        higher = null;
        if (below != null) {
            below.higher = this;
        }
    }

    @Nullable
    Candidate lower() {
        return lower;
    }

    @Nullable
    Candidate higher() {
        return higher;
    }

    /** Removes it: it is nobody's neighbour any more. */
    void take() {
        taken = true;
        if (lower != null) {
            lower.higher = higher;
        }
        if (higher != null) {
            higher.lower = lower;
        }
        lower = null;
        higher = null;
    }
}
