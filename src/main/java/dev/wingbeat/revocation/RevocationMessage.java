package dev.wingbeat.revocation;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.wingbeat.revocation.Revocation.Kind;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A message between nodes. A node skips what it does not know yet: messages and marks of kinds that came later. */
sealed interface RevocationMessage {

    /** These are revoked. */
    record Marks(List<Mark> marks) implements RevocationMessage {
        /** Copies the list. */
        public Marks {
            marks = List.copyOf(marks);
        }
    }

    /** A number that differs where other marks are known. */
    record Digest(long digest) implements RevocationMessage {}

    /** The numbers of all parts: who has others sends what is in these parts, from one of them on. */
    @SuppressWarnings("ArrayRecordComponent") // nobody changes or compares it
    record Parts(int from, long[] parts) implements RevocationMessage {}

    /** Behind the answer to {@link Parts}: it goes on from this part, if that is one. */
    record Answered(int next) implements RevocationMessage {}

    /** The bytes of a mark before its name. */
    int MARK_HEAD = 1 + 8 + 8;

    /** Writes a message. */
    static Buffer encode(RevocationMessage message) {
        Buffer out = Buffer.buffer();
        switch (message) {
            case Marks(var marks) -> {
                out.appendByte((byte) 1);
                marks.forEach(mark -> encode(mark, out));
            }
            case Digest(long digest) -> out.appendByte((byte) 2).appendLong(digest);
            case Parts(int from, long[] parts) -> {
                out.appendByte((byte) 3).appendShort((short) from);
                for (long part : parts) {
                    out.appendLong(part);
                }
            }
            case Answered(int next) -> out.appendByte((byte) 4).appendShort((short) next);
        }
        return out;
    }

    private static void encode(Mark mark, Buffer out) {
        byte[] name = mark.name().getBytes(UTF_8);
        out.appendShort((short) (MARK_HEAD + name.length))
                .appendByte((byte) mark.kindNumber())
                .appendLong(mark.before())
                .appendLong(mark.until())
                .appendBytes(name);
    }

    /**
     * Reads a message; null for one of a kind that is not known here.
     *
     * @throws IllegalArgumentException when it cannot be read
     */
    static @Nullable RevocationMessage decode(Buffer bytes) {
        try {
            return switch (bytes.getByte(0)) {
                case 1 -> new Marks(marks(bytes));
                case 2 -> new Digest(bytes.getLong(1));
                case 3 -> parts(bytes);
                case 4 -> new Answered(bytes.getUnsignedShort(1));
                default -> null;
            };
        } catch (IndexOutOfBoundsException e) {
            throw new IllegalArgumentException("message: " + bytes.length() + " bytes (expected: a whole one)", e);
        }
    }

    private static Parts parts(Buffer bytes) {
        long[] parts = new long[RevocationSet.PARTS];
        for (int part = 0; part < parts.length; part++) {
            parts[part] = bytes.getLong(3 + 8 * part);
        }
        return new Parts(bytes.getUnsignedShort(1), parts);
    }

    private static List<Mark> marks(Buffer bytes) {
        var marks = new ArrayList<Mark>();
        int at = 1;
        while (at < bytes.length()) {
            int end = at + 2 + bytes.getUnsignedShort(at);
            int number = bytes.getByte(at + 2);
            Kind kind = Mark.kind(number);
            if (kind != null) {
                String name = bytes.getString(at + 2 + MARK_HEAD, end, "UTF-8");
                marks.add(new Mark(kind, name, bytes.getLong(at + 3), bytes.getLong(at + 11), Mark.lifts(number)));
            }
            at = end;
        }
        return marks;
    }
}
