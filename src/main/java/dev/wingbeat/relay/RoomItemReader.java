package dev.wingbeat.relay;

import dev.wingbeat.protocol.Payload;
import dev.wingbeat.room.RoomInput;
import dev.wingbeat.room.RoomKey;
import dev.wingbeat.room.RoomOutput;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads what {@link RoomItemWriter} has written. Whatever the bytes say, nothing beyond them is read, and no payload that clients
 * could not be sent.
 */
final class RoomItemReader {

    private final String origin;
    private final Buffer buffer;
    private int position;
    private boolean unreadable;

    /**
     * Makes one.
     *
     * @param origin the node that has sent it, whose channels its inputs come from
     */
    RoomItemReader(String origin, Buffer buffer) {
        this.origin = origin;
        this.buffer = buffer;
    }

    boolean isAtEnd() {
        return position == buffer.length();
    }

    long int64() {
        return buffer.getLong(advance(Long.BYTES));
    }

    byte int8() {
        return buffer.getByte(advance(1));
    }

    /** Reads the next item; null when a payload of it is none that clients could be sent, which is no reason to leave others out. */
    @Nullable
    RoomItem item() {
        unreadable = false;
        RoomItem item = next();
        return unreadable ? null : item;
    }

    private RoomItem next() {
        byte kind = int8();
        return switch (kind) {
            case RoomItemWriter.IN -> new RoomItem.In(key(), int64(), input());
            case RoomItemWriter.OUT -> new RoomItem.Out(key(), int64(), output());
            case RoomItemWriter.COPY ->
                new RoomItem.Copy(key(), int64(), RoomItem.Use.of(int8()), int32(), int32(), payload());
            case RoomItemWriter.OVER -> new RoomItem.Over(key(), int64());
            case RoomItemWriter.ASK -> new RoomItem.Ask(int64(), payload());
            case RoomItemWriter.ANSWER -> new RoomItem.Answer(int64(), payload());
            default -> throw unknown(kind);
        };
    }

    private RoomKey key() {
        return new RoomKey(text(), text());
    }

    private RoomInput input() {
        byte kind = int8();
        var from = new RoomInput.Link(origin, int64());
        return switch (kind) {
            case RoomItemWriter.JOIN ->
                new RoomInput.Join(from, textOrNull(), textOrNull(), payload(), payload(), int8() != 0);
            case RoomItemWriter.MESSAGE -> new RoomInput.Message(from, int64(), text(), payload());
            case RoomItemWriter.LEFT -> new RoomInput.Left(from);
            case RoomItemWriter.DROPPED -> new RoomInput.Dropped(from);
            case RoomItemWriter.RESYNC -> new RoomInput.Resync(from);
            default -> throw unknown(kind);
        };
    }

    private RoomOutput output() {
        byte kind = int8();
        return switch (kind) {
            case RoomItemWriter.JOINED -> new RoomOutput.Joined(int64(), payload());
            case RoomItemWriter.REFUSED -> new RoomOutput.Refused(int64(), payload());
            case RoomItemWriter.REPLIED -> new RoomOutput.Replied(int64(), int64(), text(), payload());
            case RoomItemWriter.PUSHED -> new RoomOutput.Pushed(links(), text(), payload());
            case RoomItemWriter.ENDED -> new RoomOutput.Ended(int64(), int8() != 0);
            case RoomItemWriter.FORGOTTEN -> new RoomOutput.Forgotten(int64());
            case RoomItemWriter.RETURNED -> new RoomOutput.Returned(int64(), int64(), text(), payload());
            default -> throw unknown(kind);
        };
    }

    private List<Long> links() {
        int count = int32();
        Objects.checkFromIndexSize(position, Math.multiplyExact(count, Long.BYTES), buffer.length());
        List<Long> links = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            links.add(int64());
        }
        return links;
    }

    private int int32() {
        return buffer.getInt(advance(Integer.BYTES));
    }

    private String text() {
        String text = textOrNull();
        if (text == null) {
            throw new IllegalArgumentException("room item: no text");
        }
        return text;
    }

    private @Nullable String textOrNull() {
        int length = int32();
        return length == RoomItemWriter.ABSENT ? null : buffer.getString(advance(length), position);
    }

    private Payload payload() {
        boolean binary = int8() != 0;
        int length = int32();
        byte[] bytes = buffer.getBytes(advance(length), position);
        Payload payload = binary ? Payload.binary(bytes) : Payload.checkedJson(bytes);
        unreadable |= payload == null;
        return payload == null ? Payload.EMPTY : payload;
    }

    /** Passes some bytes, and returns where they begin. */
    private int advance(int bytes) {
        int from = Objects.checkFromIndexSize(position, bytes, buffer.length());
        position += bytes;
        return from;
    }

    private static IllegalArgumentException unknown(byte kind) {
        return new IllegalArgumentException("room item: kind " + kind);
    }
}
