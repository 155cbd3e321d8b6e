package dev.wingbeat.relay;

import dev.wingbeat.protocol.Payload;
import dev.wingbeat.room.RoomInput;
import dev.wingbeat.room.RoomKey;
import dev.wingbeat.room.RoomOutput;
import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/** Writes items as bytes, which {@link RoomItemReader} reads: a kind, then what it has, in order. */
final class RoomItemWriter {

    static final byte IN = 1;
    static final byte OUT = 2;
    static final byte ASK = 3;
    static final byte ANSWER = 4;

    static final byte COPY = 5;
    static final byte OVER = 6;

    static final byte JOIN = 1;
    static final byte MESSAGE = 2;
    static final byte LEFT = 3;
    static final byte DROPPED = 4;
    static final byte RESYNC = 5;

    static final byte JOINED = 1;
    static final byte REFUSED = 2;
    static final byte REPLIED = 3;
    static final byte PUSHED = 4;
    static final byte ENDED = 5;
    static final byte FORGOTTEN = 6;
    static final byte RETURNED = 7;

    static final int ABSENT = -1;

    private final Buffer buffer;

    RoomItemWriter(Buffer buffer) {
        this.buffer = buffer;
    }

    void write(RoomItem item) {
        switch (item) {
            case RoomItem.In in -> {
                head(IN, in.key(), in.epoch());
                write(in.input());
            }
            case RoomItem.Out out -> {
                head(OUT, out.key(), out.epoch());
                write(out.output());
            }
            case RoomItem.Copy copy -> {
                head(COPY, copy.key(), copy.epoch());
                buffer.appendByte(copy.use().code()).appendInt(copy.part()).appendInt(copy.of());
                payload(copy.bytes());
            }
            case RoomItem.Over(RoomKey key, long epoch) -> head(OVER, key, epoch);
            case RoomItem.Ask(long number, Payload question) -> {
                buffer.appendByte(ASK).appendLong(number);
                payload(question);
            }
            case RoomItem.Answer(long number, Payload answer) -> {
                buffer.appendByte(ANSWER).appendLong(number);
                payload(answer);
            }
        }
    }

    private void head(byte kind, RoomKey key, long epoch) {
        buffer.appendByte(kind);
        text(key.kind());
        text(key.id());
        buffer.appendLong(epoch);
    }

    private void write(RoomInput input) {
        switch (input) {
            case RoomInput.Join join -> {
                buffer.appendByte(JOIN).appendLong(join.from().number());
                text(join.playerId());
                text(join.seat());
                payload(join.profile());
                payload(join.params());
                buffer.appendByte((byte) (join.moved() ? 1 : 0));
            }
            case RoomInput.Message message -> {
                buffer.appendByte(MESSAGE).appendLong(message.from().number()).appendLong(message.ref());
                text(message.event());
                payload(message.payload());
            }
            case RoomInput.Left(var from) -> buffer.appendByte(LEFT).appendLong(from.number());
            case RoomInput.Dropped(var from) -> buffer.appendByte(DROPPED).appendLong(from.number());
            case RoomInput.Resync(var from) -> buffer.appendByte(RESYNC).appendLong(from.number());
        }
    }

    private void write(RoomOutput output) {
        switch (output) {
            case RoomOutput.Joined(long link, Payload response) -> {
                buffer.appendByte(JOINED).appendLong(link);
                payload(response);
            }
            case RoomOutput.Refused(long link, Payload response) -> {
                buffer.appendByte(REFUSED).appendLong(link);
                payload(response);
            }
            case RoomOutput.Replied replied -> {
                buffer.appendByte(REPLIED).appendLong(replied.link()).appendLong(replied.ref());
                text(replied.status());
                payload(replied.response());
            }
            case RoomOutput.Pushed pushed -> {
                buffer.appendByte(PUSHED).appendInt(pushed.links().size());
                pushed.links().forEach(buffer::appendLong);
                text(pushed.event());
                payload(pushed.payload());
            }
            case RoomOutput.Ended(long link, boolean failed) ->
                buffer.appendByte(ENDED).appendLong(link).appendByte((byte) (failed ? 1 : 0));
            case RoomOutput.Forgotten(long link) -> buffer.appendByte(FORGOTTEN).appendLong(link);
            case RoomOutput.Returned returned -> {
                buffer.appendByte(RETURNED).appendLong(returned.link()).appendLong(returned.ref());
                text(returned.event());
                payload(returned.payload());
            }
        }
    }

    private void text(@Nullable String text) {
        if (text == null) {
            buffer.appendInt(ABSENT);
            return;
        }
        Buffer bytes = Buffer.buffer(text);
        buffer.appendInt(bytes.length()).appendBuffer(bytes);
    }

    private void payload(Payload payload) {
        buffer.appendByte((byte) (payload.isBinary() ? 1 : 0)).appendInt(payload.length());
        buffer.appendBuffer(payload.buffer());
    }
}
