package dev.wingbeat.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;

/**
 * The content of a measured message: who of its topic sent it, as which of its messages, and when it was due. The server may
 * write the object anew, with its keys in another order. Internal seam.
 */
public final class Stamp {

    private static final byte[] SENDER = "{\"k\":".getBytes(UTF_8);
    private static final byte[] NUMBER = ",\"s\":".getBytes(UTF_8);
    private static final byte[] TIME = ",\"t\":".getBytes(UTF_8);
    private static final byte[] FILLER = ",\"p\":\"".getBytes(UTF_8);
    private static final byte[] END = "\"}".getBytes(UTF_8);
    private static final int ALL = 15;
    private static final int USUAL_NUMBERS = 1 + 5 + 11;

    /** The smallest payload: below, there is no room for the figures. */
    public static final int MIN_LENGTH =
            SENDER.length + NUMBER.length + TIME.length + FILLER.length + END.length + USUAL_NUMBERS;

    private final byte[] filler;
    private final JsonCursor cursor = new JsonCursor();

    public long sender;
    public long number;
    public long time;

    /** Makes stamps in payloads of about this size in bytes. */
    Stamp(int size) {
        filler = new byte[Math.max(0, size - MIN_LENGTH)];
        Arrays.fill(filler, (byte) 'x');
    }

    /** Returns the most bytes that a payload takes. */
    int room() {
        return MIN_LENGTH - USUAL_NUMBERS + 3 * 20 + filler.length;
    }

    /** Writes the payload with the figures of this stamp; returns where it ends. */
    int write(byte[] into, int at) {
        int next = Bytes.put(into, at, SENDER);
        next = Bytes.put(into, next, sender);
        next = Bytes.put(into, next, NUMBER);
        next = Bytes.put(into, next, number);
        next = Bytes.put(into, next, TIME);
        next = Bytes.put(into, next, time);
        next = Bytes.put(into, next, FILLER);
        next = Bytes.put(into, next, filler);
        return Bytes.put(into, next, END);
    }

    /** Reads the figures of a payload; returns false when it is not one of ours, unchanged. */
    public boolean read(byte[] bytes, int from, int to) {
        cursor.reset(bytes, from, to);
        if (!cursor.take('{')) {
            return false;
        }
        try {
            int found = 0;
            do {
                cursor.string();
                byte key = cursor.to() - cursor.from() == 1 ? bytes[cursor.from()] : 0;
                cursor.need(':');
                found |= member(key);
            } while (cursor.more('}'));
            return found == ALL;
        } catch (UnreadableMessageException e) {
            return false;
        }
    }

    private int member(byte key) {
        return switch (key) {
            case 'k' -> {
                sender = cursor.number();
                yield sender < 0 ? 0 : 1;
            }
            case 's' -> {
                number = cursor.number();
                yield number < 0 ? 0 : 2;
            }
            case 't' -> {
                time = cursor.number();
                yield time < 0 ? 0 : 4;
            }
            case 'p' -> {
                cursor.need('"');
                yield cursor.takeAll(filler) && cursor.take('"') ? 8 : 0;
            }
            default -> {
                cursor.skip();
                yield 0;
            }
        };
    }
}
