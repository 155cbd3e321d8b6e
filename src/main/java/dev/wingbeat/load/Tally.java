package dev.wingbeat.load;

import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * The counts of one loop. Touched by the loop's thread only, until the loop has ended; then added up. Internal seam.
 *
 * <p>Times are nanoseconds. Histograms keep three digits.
 */
@SuppressWarnings("EnumOrdinal") // counted for each message: an array of numbers, no boxes
public final class Tally {

    private static final long MIN_NANOS = 1_000;
    private static final long MAX_NANOS = 3_600_000_000_000L;
    private static final int DIGITS = 3;
    private static final int MAX_NOTES = 10;

    /** The kinds of times that are measured. */
    public enum Span {
        CONNECT,
        JOIN,
        LEAVE,
        CYCLE,
        HEARTBEAT,
        ROUND_TRIP,
        DELIVERY,
        COMPLETE,
        /** Between two states of a room. */
        STATE_INTERVAL,
        /** The delay of a state after its tick, beyond the least that was seen. */
        STATE_LAG,
        /** From an input to the first state that shows it. */
        INPUT_TO_STATE,
        /** From the last state of one activation of a room to the first of the next. */
        OUTAGE,
        /** From the loss of a connection to the answer of the join that follows. */
        REJOIN,
        /** The delay of something sent, or of a connection opened. */
        SEND_LAG,
        /** The delay of a task that was due on the loop. */
        LOOP_LAG
    }

    /** The kinds of events that are counted, over the whole run or in the window. */
    public enum Count {
        SENT,
        RECEIVED,
        SENT_IN_WINDOW,
        RECEIVED_IN_WINDOW,
        CYCLES_IN_WINDOW,
        BYTES_IN,
        BYTES_IN_WINDOW,
        BYTES_OUT,
        READS,
        STATES,
        DIFFS,
        PAUSES,
        REJOINED
    }

    private final Histogram[] spans = new Histogram[Span.values().length];
    private final long[] counts = new long[Count.values().length];
    private final long[] anomalies = new long[Anomaly.values().length];
    private final List<List<String>> notes = new ArrayList<>();
    private @Nullable String firstNote;

    /** Begins with nothing. */
    public Tally() {
        for (int i = 0; i < anomalies.length; i++) {
            notes.add(new ArrayList<>());
        }
        for (int i = 0; i < spans.length; i++) {
            spans[i] = new Histogram(MIN_NANOS, MAX_NANOS, DIGITS);
        }
    }

    /** Notes a time. */
    public void took(Span span, long nanos) {
        of(span).recordValue(Math.min(Math.max(nanos, 0), MAX_NANOS));
    }

    /** Returns all times of a kind. */
    public Histogram of(Span span) {
        return spans[span.ordinal()];
    }

    /** Counts what is expected. */
    public void add(Count count, long more) {
        counts[count.ordinal()] += more;
    }

    /** Returns how many there were. */
    public long get(Count count) {
        return counts[count.ordinal()];
    }

    /** Counts what is not. */
    public void add(Anomaly anomaly, long more) {
        anomalies[anomaly.ordinal()] += more;
    }

    /** Returns how many there were. */
    public long get(Anomaly anomaly) {
        return anomalies[anomaly.ordinal()];
    }

    /** Counts an anomaly and keeps the first texts of its kind that tell more. */
    public void add(Anomaly anomaly, String note) {
        add(anomaly, 1);
        List<String> own = notes.get(anomaly.ordinal());
        if (own.size() < MAX_NOTES) {
            own.add(note);
        }
        if (firstNote == null) {
            firstNote = anomaly.text() + ": " + note;
        }
    }

    /** Returns what told more about the first anomaly; null when there was none. */
    @Nullable
    public String firstNote() {
        return firstNote;
    }

    /** Returns the first texts about a kind of anomalies. */
    public List<String> notes(Anomaly anomaly) {
        return List.copyOf(notes.get(anomaly.ordinal()));
    }

    /** Returns how many anomalies there were. */
    public long anomalies() {
        long sum = 0;
        for (long count : anomalies) {
            sum += count;
        }
        return sum;
    }

    /** Adds what another loop has counted. */
    public void add(Tally other) {
        for (Span span : Span.values()) {
            of(span).add(other.of(span));
        }
        for (int i = 0; i < counts.length; i++) {
            counts[i] += other.counts[i];
        }
        for (int i = 0; i < anomalies.length; i++) {
            anomalies[i] += other.anomalies[i];
            notes.get(i).addAll(other.notes.get(i));
        }
        if (firstNote == null) {
            firstNote = other.firstNote;
        }
    }
}
