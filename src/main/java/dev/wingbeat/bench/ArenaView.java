package dev.wingbeat.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.wingbeat.load.JsonCursor;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A bot's reading of the messages of its room: versions, times, and its own position. The rest is walked over, without making
 * an object of it. Confined to its client's loop.
 */
final class ArenaView {

    /** Stands for a value that the message lacks. */
    static final long NONE = -1;

    private static final byte[] ROOM = bytes("room");
    private static final byte[] STATE = bytes("state");
    private static final byte[] X = bytes("x");
    private static final byte[] YOU = bytes("you");
    private static final byte[] SEAT = bytes("seat");
    private static final byte[] EPOCH = bytes("epoch");
    private static final byte[] RATE = bytes("rate");
    private static final byte[] TICK = bytes("tick");
    private static final byte[] PART = bytes("part");
    private static final byte[] OF = bytes("of");
    private static final byte[] PLAYERS = bytes("players");

    private final JsonCursor cursor = new JsonCursor();
    private byte[] bytes = {};
    private byte[] me = {};

    long epoch;
    long version;
    long base;
    long tick;
    long part;
    long parts;
    long x;

    /** Ticks a second, 0 until the room has said it. */
    long rate;

    /** The token of the seat; null before there is one. */
    @Nullable
    String seat;

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    /** Reads the payload of a state, a patch or the answer to a join. */
    void read(byte[] in, int from, int to) {
        bytes = in;
        epoch = version = base = tick = part = parts = x = NONE;
        boolean stranger = me.length == 0;
        cursor.reset(in, from, to);
        object();
        if (stranger && me.length > 0 && x == NONE) { // the state stood ahead of whom it is read for
            cursor.reset(in, from, to);
            object();
        }
    }

    private void object() {
        cursor.need('{');
        if (cursor.take('}')) {
            return;
        }
        do {
            cursor.string();
            int begin = cursor.from();
            int end = cursor.to();
            cursor.need(':');
            if (end - begin == 1) {
                letter(bytes[begin]);
            } else {
                word(begin, end);
            }
        } while (cursor.more('}'));
    }

    private void letter(byte key) {
        switch (key) {
            case 'v' -> version = cursor.number();
            case 'b' -> base = cursor.number();
            case 'p', 's' -> state();
            default -> cursor.skip();
        }
    }

    private void word(int from, int to) {
        if (is(TICK, from, to)) {
            tick = cursor.number();
        } else if (is(ROOM, from, to)) {
            object();
        } else if (is(STATE, from, to)) {
            state();
        } else if (is(EPOCH, from, to)) {
            epoch = cursor.number();
        } else if (is(RATE, from, to)) {
            rate = cursor.number();
        } else if (is(PART, from, to)) {
            part = cursor.number();
        } else if (is(OF, from, to)) {
            parts = cursor.number();
        } else if (is(YOU, from, to)) {
            cursor.string();
            me = Arrays.copyOfRange(bytes, cursor.from(), cursor.to());
        } else if (is(SEAT, from, to)) {
            cursor.string();
            seat = new String(bytes, cursor.from(), cursor.to() - cursor.from(), UTF_8);
        } else {
            cursor.skip();
        }
    }

    private boolean is(byte[] word, int from, int to) {
        return Arrays.equals(bytes, from, to, word, 0, word.length);
    }

    private void state() {
        find(PLAYERS, this::players);
    }

    private void players() {
        find(me, this::mine);
    }

    private void mine() {
        find(X, () -> x = cursor.number());
    }

    /** Reads the value of one name of an object, and passes over the others. */
    private void find(byte[] name, Runnable value) {
        if (enter()) {
            do {
                cursor.string();
                boolean found = cursor.was(name);
                cursor.need(':');
                if (found) {
                    value.run();
                } else {
                    cursor.skip();
                }
            } while (cursor.more('}'));
        }
    }

    /** Enters an object that has members; reads any other value, and returns false. */
    private boolean enter() {
        if (cursor.peek() != '{') {
            cursor.skip();
            return false;
        }
        cursor.need('{');
        return !cursor.take('}');
    }
}
