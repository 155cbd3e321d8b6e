package dev.wingbeat.trace;

import io.vertx.core.buffer.Buffer;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * A span's place in its trace, as it travels: the ids and flags of W3C Trace Context, without the state of vendors. Internal seam;
 * immutable.
 *
 * @param traceHigh the first half of the trace's id
 * @param traceLow the other half
 * @param span the id of the span
 * @param flags of which the lowest bit says that the trace is sampled
 */
public record TraceContext(long traceHigh, long traceLow, long span, byte flags) {

    /** The length of {@link #appendTo}. */
    public static final int BYTES = 3 * Long.BYTES + 1;

    private static final int SAMPLED = 1;

    /** Version, trace, span and flags in hexadecimal, with three hyphens. */
    private static final int TEXT = 55;

    private static final int SPAN_AT = 36;
    private static final int FLAGS_AT = 53;

    /** Returns whether the spans of the trace are recorded. */
    public boolean isSampled() {
        return (flags & SAMPLED) != 0;
    }

    /** Reads a {@code traceparent}; null when it is absent, or none. */
    public static @Nullable TraceContext parse(@Nullable String traceparent) {
        if (traceparent == null || !isWellFormed(traceparent)) {
            return null;
        }
        try {
            var read = new TraceContext(
                    HexFormat.fromHexDigitsToLong(traceparent, 3, 19),
                    HexFormat.fromHexDigitsToLong(traceparent, 19, SPAN_AT - 1),
                    HexFormat.fromHexDigitsToLong(traceparent, SPAN_AT, FLAGS_AT - 1),
                    (byte) HexFormat.fromHexDigits(traceparent, FLAGS_AT, TEXT));
            boolean empty = (read.traceHigh | read.traceLow) == 0 || read.span == 0;
            return empty || HexFormat.fromHexDigits(traceparent, 0, 2) == 0xff ? null : read;
        } catch (NumberFormatException e) {
            return null;
        }
    }

    /** Returns whether the hyphens are where they should be, and no letter is a capital; later versions may be longer. */
    private static boolean isWellFormed(String text) {
        return text.length() >= TEXT
                && (text.length() == TEXT || (!text.startsWith("00") && text.charAt(TEXT) == '-'))
                && text.charAt(2) == '-'
                && text.charAt(SPAN_AT - 1) == '-'
                && text.charAt(FLAGS_AT - 1) == '-'
                && text.chars().limit(TEXT).noneMatch(letter -> letter >= 'A' && letter <= 'F');
    }

    /** Reads what {@link #appendTo} has written, from the beginning of a buffer. */
    public static TraceContext read(Buffer bytes) {
        return new TraceContext(
                bytes.getLong(0),
                bytes.getLong(Long.BYTES),
                bytes.getLong(2 * Long.BYTES),
                bytes.getByte(3 * Long.BYTES));
    }

    /** Appends it, {@value #BYTES} bytes long. */
    public Buffer appendTo(Buffer buffer) {
        return buffer.appendLong(traceHigh)
                .appendLong(traceLow)
                .appendLong(span)
                .appendByte(flags);
    }
}
