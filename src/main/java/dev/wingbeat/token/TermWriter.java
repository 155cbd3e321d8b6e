package dev.wingbeat.token;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes Erlang's external term format, with the tags that OTP 26 and newer write. The twin of {@link TermReader}. */
final class TermWriter {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final DataOutputStream out = new DataOutputStream(bytes);
    private int terms;

    private TermWriter() {}

    /**
     * Writes one term, its version in front.
     *
     * @throws IllegalArgumentException for a value that has no term, or one that is too deep or large
     */
    static byte[] write(@Nullable Object value) {
        var writer = new TermWriter();
        try {
            writer.out.writeByte(TermTag.VERSION);
            writer.term(value, 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // an array takes everything
        }
        return writer.bytes.toByteArray();
    }

    private void term(@Nullable Object value, int depth) throws IOException {
        if (depth > TermLimits.MAX_DEPTH || ++terms > TermLimits.MAX_TERMS) {
            throw new IllegalArgumentException("data: too deep or large (expected: at most " + TermLimits.MAX_DEPTH
                    + " levels, " + TermLimits.MAX_TERMS + " terms)");
        }
        switch (value) {
            case null -> atom("nil");
            case Boolean truth -> atom(truth.toString());
            case Atom(String name) -> atom(name);
            case Byte number -> integer(number);
            case Short number -> integer(number);
            case Integer number -> integer(number);
            case Long number -> integer(number);
            case BigInteger number when number.bitLength() < Long.SIZE -> integer(number.longValue());
            case BigInteger number -> big(number);
            case Float number -> floating(number);
            case Double number -> floating(number);
            case String text -> binary(utf8(text));
            case byte[] binary -> binary(binary);
            case Collection<?> list -> list(list, depth + 1);
            case Tuple(var elements) -> tuple(elements, depth + 1);
            case Map<?, ?> map -> map(map, depth + 1);
            default ->
                throw new IllegalArgumentException("data: " + value.getClass().getName()
                        + " (expected: null, a boolean, number, String, byte[], Collection, Map, Atom or Tuple)");
        }
    }

    private void integer(long value) throws IOException {
        if (value >= 0 && value <= 0xff) {
            out.writeByte(TermTag.SMALL_INTEGER);
            out.writeByte((int) value);
        } else if (value == (int) value) {
            out.writeByte(TermTag.INTEGER);
            out.writeInt((int) value);
        } else {
            big(BigInteger.valueOf(value));
        }
    }

    private void big(BigInteger value) throws IOException {
        byte[] bigEndian = value.abs().toByteArray();
        int leading = bigEndian[0] == 0 ? 1 : 0;
        int length = bigEndian.length - leading;
        if (length > 0xff) {
            throw new IllegalArgumentException("data: an integer of " + length + " bytes (expected: at most 255)");
        }
        out.writeByte(TermTag.SMALL_BIG);
        out.writeByte(length);
        out.writeByte(value.signum() < 0 ? 1 : 0);
        for (int i = bigEndian.length - 1; i >= leading; i--) {
            out.writeByte(bigEndian[i]);
        }
    }

    private void floating(double value) throws IOException {
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException("data: " + value + " (expected: a finite number)");
        }
        out.writeByte(TermTag.FLOAT);
        out.writeDouble(value);
    }

    private void binary(byte[] binary) throws IOException {
        out.writeByte(TermTag.BINARY);
        out.writeInt(binary.length);
        out.write(binary);
    }

    private void list(Collection<?> list, int depth) throws IOException {
        if (!list.isEmpty()) {
            out.writeByte(TermTag.LIST);
            out.writeInt(list.size());
            for (Object element : list) {
                term(element, depth);
            }
        }
        out.writeByte(TermTag.EMPTY_LIST);
    }

    private void tuple(Collection<?> elements, int depth) throws IOException {
        if (elements.size() > 0xff) {
            throw new IllegalArgumentException(
                    "data: a tuple of " + elements.size() + " elements (expected: at most 255)");
        }
        out.writeByte(TermTag.SMALL_TUPLE);
        out.writeByte(elements.size());
        for (Object element : elements) {
            term(element, depth);
        }
    }

    private void map(Map<?, ?> map, int depth) throws IOException {
        out.writeByte(TermTag.MAP);
        out.writeInt(map.size());
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            term(entry.getKey(), depth);
            term(entry.getValue(), depth);
        }
    }

    private void atom(String name) throws IOException {
        byte[] utf8 = utf8(name);
        if (utf8.length <= 0xff) {
            out.writeByte(TermTag.SMALL_ATOM_UTF8);
            out.writeByte(utf8.length);
        } else {
            out.writeByte(TermTag.ATOM_UTF8);
            out.writeShort(utf8.length);
        }
        out.write(utf8);
    }

    private static byte[] utf8(String text) {
        try {
            ByteBuffer encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
            byte[] utf8 = new byte[encoded.remaining()];
            encoded.get(utf8);
            return utf8;
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("data: a text with half a surrogate pair (expected: Unicode)", e);
        }
    }
}
