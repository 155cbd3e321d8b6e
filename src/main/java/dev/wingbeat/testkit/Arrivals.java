package dev.wingbeat.testkit;

import dev.wingbeat.protocol.Payload;
import dev.wingbeat.testkit.Monitor.Waits;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The messages that have arrived at one place, oldest first: looked through from the beginning, the first that matches is
 * taken out, the others stay.
 */
final class Arrivals {

    /** The arrivals that a failing test shows. */
    private static final int SHOWN = 30;

    private static final class Arrival {
        private final String event;
        private final Payload payload;
        private boolean taken;

        Arrival(String event, Payload payload) {
            this.event = event;
            this.payload = payload;
        }

        boolean isA(String wanted, @Nullable Object expected) {
            return event.equals(wanted) && Match.matches(expected, payload);
        }
    }

    private final String kind;
    private final String where;
    private final Monitor monitor;
    private final Supplier<Waits> waits;
    private final Supplier<@Nullable String> end;
    private final List<Arrival> arrivals = new ArrayList<>();

    /**
     * Makes the place.
     *
     * @param kind what arrives here, such as {@code push}
     * @param where its name, such as a topic
     * @param end tells why nothing can come any more, null while it can; asked inside the monitor
     */
    Arrivals(String kind, String where, Monitor monitor, Supplier<Waits> waits, Supplier<@Nullable String> end) {
        this.kind = kind;
        this.where = where;
        this.monitor = monitor;
        this.waits = waits;
        this.end = end;
    }

    /** Adds what has come; inside the monitor. */
    void add(String event, Payload payload) {
        arrivals.add(new Arrival(event, payload));
    }

    /** Waits for an event and takes it out. */
    Payload take(String event, @Nullable Object expected) {
        return take(described(event, expected), () -> find(event, expected));
    }

    /** Waits for whatever comes next, which must be this event, and takes it out. */
    Payload takeNext(String event, @Nullable Object expected) {
        String described = described(event, expected) + " as the next";
        return take(described, () -> {
            Arrival first = arrivals.stream()
                    .filter(arrival -> !arrival.taken)
                    .findFirst()
                    .orElse(null);
            if (first != null && !first.isA(event, expected)) {
                throw new AssertionError("no " + kind + ' ' + described + " on " + where + "; " + shown());
            }
            return first;
        });
    }

    private Payload take(String described, Supplier<@Nullable Arrival> find) {
        Optional<Arrival> found = monitor.await(waits.get().arrival(), () -> {
            Arrival match = find.get();
            return match == null && end.get() == null ? null : Optional.ofNullable(match);
        });
        if (found == null || found.isEmpty()) {
            throw new AssertionError("no " + kind + ' ' + described + " on " + where
                    + (found == null ? " within " + seconds() : "") + "; " + shown());
        }
        Arrival match = found.get();
        monitor.change(() -> match.taken = true);
        return match.payload;
    }

    private String seconds() {
        return waits.get().arrival().toMillis() / 1000.0 + " s";
    }

    /** Waits its time in full, and fails when the event has come by then. */
    void refute(String event, @Nullable Object expected) {
        Arrival found = monitor.await(waits.get().absence(), () -> find(event, expected));
        if (found != null) {
            throw new AssertionError(kind + ' ' + described(event, Match.any()) + ' ' + Match.text(found.payload)
                    + " arrived on " + where + " (expected: no " + described(event, expected) + "); " + shown());
        }
    }

    /** Returns the payloads of an event that were not taken out. */
    List<Payload> untaken(String event) {
        return monitor.read(() -> arrivals.stream()
                .filter(arrival -> !arrival.taken && arrival.event.equals(event))
                .map(arrival -> arrival.payload)
                .toList());
    }

    /** Returns the events that were not taken out. */
    List<String> untaken() {
        return monitor.read(() -> arrivals.stream()
                .filter(arrival -> !arrival.taken)
                .map(arrival -> arrival.event)
                .toList());
    }

    private @Nullable Arrival find(String event, @Nullable Object expected) {
        return arrivals.stream()
                .filter(arrival -> !arrival.taken && arrival.isA(event, expected))
                .findFirst()
                .orElse(null);
    }

    private static String described(String event, @Nullable Object expected) {
        return '"' + event + '"' + (Match.any().equals(expected) ? "" : " with " + Match.text(expected));
    }

    /** Writes what has arrived, for a failing test. */
    String shown() {
        return monitor.read(() -> {
            String over = end.get();
            var text = new StringBuilder(over == null ? "" : over + "; ");
            if (arrivals.isEmpty()) {
                return text.append("nothing arrived").toString();
            }
            text.append("arrived, newest last:");
            for (Arrival arrival : arrivals.subList(Math.max(0, arrivals.size() - SHOWN), arrivals.size())) {
                text.append("\n  ")
                        .append(arrival.event)
                        .append(' ')
                        .append(Match.text(arrival.payload))
                        .append(arrival.taken ? " (asserted)" : "");
            }
            return text.toString();
        });
    }
}
