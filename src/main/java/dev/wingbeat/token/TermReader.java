package dev.wingbeat.token;

import java.math.BigInteger;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * Reads Erlang's external term format, as far as data goes: no pids, functions or bit strings. What it makes of a term is
 * told at {@link PhoenixToken}. Follows the format of OTP 27.
 */
final class TermReader {

    private final ByteBuffer bytes;
    private int terms;

    private TermReader(ByteBuffer bytes) {
        this.bytes = bytes;
    }

    /** Reads the one term that the bytes hold, its version in front. */
    static @Nullable Object read(byte[] external) throws MalformedTermException {
        try {
            var bytes = ByteBuffer.wrap(external);
            if (u8(bytes) != TermTag.VERSION) {
                throw new MalformedTermException("version: " + external[0] + " (expected: 131)");
            }
            if (bytes.hasRemaining() && external[1] == TermTag.COMPRESSED) {
                bytes.get();
                bytes = ByteBuffer.wrap(inflate(bytes));
            }
            Object term = new TermReader(bytes).term(0);
            if (bytes.hasRemaining()) {
                throw new MalformedTermException(bytes.remaining() + " bytes behind the term");
            }
            return term;
        } catch (BufferUnderflowException e) {
            throw new MalformedTermException("the term ends early");
        }
    }

    private @Nullable Object term(int depth) throws MalformedTermException {
        if (depth > TermLimits.MAX_DEPTH) {
            throw new MalformedTermException("a deeper term (expected: at most " + TermLimits.MAX_DEPTH + " levels)");
        }
        count(1);
        int tag = u8(bytes);
        return switch (tag) {
            case TermTag.SMALL_INTEGER -> (long) u8(bytes);
            case TermTag.INTEGER -> (long) bytes.getInt();
            case TermTag.SMALL_BIG -> big(u8(bytes));
            case TermTag.LARGE_BIG -> big(size());
            case TermTag.FLOAT -> finite(bytes.getDouble());
            case TermTag.BINARY -> binary(size());
            case TermTag.EMPTY_LIST -> List.of();
            case TermTag.CHARLIST -> charlist(bytes.getShort() & 0xffff);
            case TermTag.LIST -> list(size(), depth + 1);
            case TermTag.SMALL_TUPLE -> new Tuple(elements(u8(bytes), depth + 1));
            case TermTag.LARGE_TUPLE -> new Tuple(elements(size(), depth + 1));
            case TermTag.MAP -> map(size(), depth + 1);
            case TermTag.ATOM_UTF8 -> atom(bytes.getShort() & 0xffff, StandardCharsets.UTF_8);
            case TermTag.SMALL_ATOM_UTF8 -> atom(u8(bytes), StandardCharsets.UTF_8);
            case TermTag.ATOM_LATIN1 -> atom(bytes.getShort() & 0xffff, StandardCharsets.ISO_8859_1);
            case TermTag.SMALL_ATOM_LATIN1 -> atom(u8(bytes), StandardCharsets.ISO_8859_1);
            default -> throw new MalformedTermException("tag: " + tag + " (expected: one of a data term)");
        };
    }

    private void count(int more) throws MalformedTermException {
        terms += more;
        if (terms > TermLimits.MAX_TERMS) {
            throw new MalformedTermException("a larger term (expected: at most " + TermLimits.MAX_TERMS + " terms)");
        }
    }

    private Number big(int length) throws MalformedTermException {
        int sign = u8(bytes);
        byte[] littleEndian = take(length);
        if (sign > 1) {
            throw new MalformedTermException("sign: " + sign + " (expected: 0 or 1)");
        }
        for (int i = 0, j = length - 1; i < j; i++, j--) {
            byte swapped = littleEndian[i];
            littleEndian[i] = littleEndian[j];
            littleEndian[j] = swapped;
        }
        var value = new BigInteger(sign == 0 ? 1 : -1, littleEndian);
        return value.bitLength() < Long.SIZE ? (Number) value.longValue() : value;
    }

    private static double finite(double value) throws MalformedTermException {
        if (!Double.isFinite(value)) {
            throw new MalformedTermException("float: " + value + " (expected: a finite one)");
        }
        return value;
    }

    private Object binary(int length) throws MalformedTermException {
        byte[] binary = take(length);
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(binary))
                    .toString();
        } catch (CharacterCodingException e) {
            return binary;
        }
    }

    /** Reads what Erlang writes for a list of small integers. */
    private List<Object> charlist(int length) throws MalformedTermException {
        count(length);
        var list = new ArrayList<Object>();
        for (byte element : take(length)) {
            list.add((long) (element & 0xff));
        }
        return Collections.unmodifiableList(list);
    }

    private List<@Nullable Object> list(int length, int depth) throws MalformedTermException {
        var list = elements(length, depth);
        if (u8(bytes) != TermTag.EMPTY_LIST) {
            throw new MalformedTermException("an improper list");
        }
        return Collections.unmodifiableList(list);
    }

    private List<@Nullable Object> elements(int length, int depth) throws MalformedTermException {
        var elements = new ArrayList<@Nullable Object>();
        for (int i = 0; i < length; i++) {
            elements.add(term(depth));
        }
        return elements;
    }

    private Map<@Nullable Object, @Nullable Object> map(int length, int depth) throws MalformedTermException {
        var map = new LinkedHashMap<@Nullable Object, @Nullable Object>();
        for (int i = 0; i < length; i++) {
            map.put(term(depth), term(depth));
        }
        if (map.size() != length) {
            throw new MalformedTermException("a map with the same key twice");
        }
        return Collections.unmodifiableMap(map);
    }

    private @Nullable Object atom(int length, Charset charset) throws MalformedTermException {
        String name;
        try {
            name = charset.newDecoder().decode(ByteBuffer.wrap(take(length))).toString();
        } catch (CharacterCodingException e) {
            throw new MalformedTermException("an atom that is no UTF-8");
        }
        if (name.codePointCount(0, name.length()) > Atom.MAX_LENGTH) {
            throw new MalformedTermException("an atom of more than " + Atom.MAX_LENGTH + " characters");
        }
        return switch (name) {
            case "nil" -> null;
            case "true" -> true;
            case "false" -> false;
            default -> new Atom(name);
        };
    }

    private int size() throws MalformedTermException {
        int size = bytes.getInt();
        if (size < 0) {
            throw new MalformedTermException("size: " + Integer.toUnsignedString(size));
        }
        return size;
    }

    private byte[] take(int length) throws MalformedTermException {
        if (length > bytes.remaining()) {
            throw new MalformedTermException(length + " bytes (expected: at most " + bytes.remaining() + ")");
        }
        byte[] taken = new byte[length];
        bytes.get(taken);
        return taken;
    }

    private static int u8(ByteBuffer bytes) {
        return bytes.get() & 0xff;
    }

    private static byte[] inflate(ByteBuffer compressed) throws MalformedTermException {
        int size = compressed.getInt();
        if (size < 0 || size > TermLimits.MAX_INFLATED) {
            throw new MalformedTermException("size: " + Integer.toUnsignedString(size) + " inflated (expected: at most "
                    + TermLimits.MAX_INFLATED + ")");
        }
        byte[] inflated = new byte[size];
        var inflater = new Inflater();
        try {
            inflater.setInput(compressed);
            int length = inflater.inflate(inflated);
            if (length != size
                    || inflater.inflate(new byte[1]) != 0
                    || !inflater.finished()
                    || compressed.hasRemaining()) {
                throw new MalformedTermException("a compressed term of another size than it says");
            }
            return inflated;
        } catch (DataFormatException e) {
            throw new MalformedTermException("a compressed term that cannot be inflated");
        } finally {
            inflater.end();
        }
    }
}
