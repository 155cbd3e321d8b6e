package dev.wingbeat.client;

import dev.wingbeat.protocol.Events;
import dev.wingbeat.protocol.Frame;
import dev.wingbeat.protocol.Message;
import dev.wingbeat.protocol.Payload;
import dev.wingbeat.protocol.Ref;
import dev.wingbeat.protocol.Serializer;
import io.vertx.core.json.JsonObject;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Frames from the client's side. Text is alike on both sides, so the server's {@link Serializer} does it; binary frames are
 * not: a client's push has a ref, and the server sends three kinds. Internal seam between client and testkit.
 */
public final class ClientCodec {

    /** A message of a server: {@code status} is there in replies only, {@code joinRef} not in broadcasts and in V1. */
    public record Incoming(
            @Nullable String joinRef,
            @Nullable String ref,
            String topic,
            String event,
            @Nullable String status,
            Payload payload) {

        /**
         * Returns whether it is for the join with this ref, which the server has accepted or not. A topic may be joined again
         * before the end of an earlier join has come; version 1 does not say which join ends, but ends none that it has not
         * accepted.
         */
        boolean isOf(String join, boolean accepted) {
            boolean end = event.equals(Events.PHX_CLOSE) || event.equals(Events.PHX_ERROR);
            return joinRef == null ? !end || accepted : joinRef.equals(join);
        }
    }

    private static final byte PUSH = 0;
    private static final byte REPLY = 1;
    private static final byte BROADCAST = 2;
    private static final int MAX_PART = 255;

    private final Serializer serializer;

    /** Makes the codec of a version. */
    public ClientCodec(Serializer serializer) {
        this.serializer = serializer;
    }

    /** Returns the version as the query has it. */
    public String vsn() {
        return serializer.vsn();
    }

    /**
     * Checks that a payload, and the names beside it, can be sent in this version.
     *
     * @throws IllegalArgumentException when they cannot
     */
    public void check(String topic, String event, Payload payload) {
        if (payload.isBinary() && serializer.equals(Serializer.V1)) {
            throw new IllegalArgumentException("payload: binary (expected: JSON, the only kind of version 1.0.0)");
        }
        if (payload.isBinary()) {
            part("topic", topic);
            part("event", event);
        }
    }

    /** Encodes a message with a JSON payload. */
    public String text(Message message) {
        Frame frame = serializer.encode(message);
        return new String(frame.array(), frame.payloadOffset(), frame.payloadLength(), StandardCharsets.UTF_8);
    }

    /** Encodes a message with a binary payload. */
    public ByteBuffer binary(Message message) {
        Payload payload = message.payload();
        byte[][] parts = {
            part("join_ref", orEmpty(message.joinRef())),
            part("ref", orEmpty(message.ref())),
            part("topic", message.topic()),
            part("event", message.event())
        };
        int length = 1
                + parts.length
                + Arrays.stream(parts).mapToInt(part -> part.length).sum();
        var frame = ByteBuffer.allocate(length + payload.length()).put(PUSH);
        for (byte[] part : parts) {
            frame.put((byte) part.length);
        }
        for (byte[] part : parts) {
            frame.put(part);
        }
        payload.copyTo(frame.array(), length);
        return frame.position(0);
    }

    /**
     * Decodes a text message.
     *
     * @throws RuntimeException when it is no message of this version
     */
    public Incoming decode(String text) {
        if (!(serializer.decode(text.getBytes(StandardCharsets.UTF_8), false) instanceof Message message)) {
            throw new IllegalArgumentException("topic: no string (expected: one)");
        }
        String joinRef = text(message.joinRef());
        String ref = text(message.ref());
        if (!message.event().equals(Events.PHX_REPLY)) {
            return new Incoming(joinRef, ref, message.topic(), message.event(), null, message.payload());
        }
        JsonObject reply = message.payload().json();
        String status = String.valueOf(reply.getValue("status"));
        Payload response = Payload.of(reply.getValue("response"));
        return new Incoming(joinRef, ref, message.topic(), message.event(), status, response);
    }

    /**
     * Decodes a binary message.
     *
     * @throws RuntimeException when it is none
     */
    public Incoming decode(ByteBuffer frame) {
        byte kind = frame.get();
        int sizes = kind == PUSH ? 3 : kind == REPLY ? 4 : 2;
        int[] lengths = new int[sizes];
        for (int i = 0; i < sizes; i++) {
            lengths[i] = frame.get() & 0xff;
        }
        String[] parts = new String[sizes];
        for (int i = 0; i < sizes; i++) {
            byte[] part = new byte[lengths[i]];
            frame.get(part);
            parts[i] = new String(part, StandardCharsets.UTF_8);
        }
        byte[] bytes = new byte[frame.remaining()];
        frame.get(bytes);
        Payload payload = Payload.binary(bytes);
        return switch (kind) {
            case PUSH -> new Incoming(parts[0], null, parts[1], parts[2], null, payload);
            case REPLY -> new Incoming(parts[0], parts[1], parts[2], Events.PHX_REPLY, parts[3], payload);
            case BROADCAST -> new Incoming(null, null, parts[0], parts[1], null, payload);
            default -> throw new IllegalArgumentException("kind: " + kind + " (expected: 0, 1 or 2)");
        };
    }

    private static @Nullable String text(@Nullable Ref ref) {
        return ref == null ? null : ref.text();
    }

    private static String orEmpty(@Nullable Ref ref) {
        return ref == null ? "" : ref.text();
    }

    private static byte[] part(String name, String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        if (utf8.length > MAX_PART) {
            throw new IllegalArgumentException(
                    name + ": " + utf8.length + " bytes beside a binary payload (expected: <= " + MAX_PART + ")");
        }
        return utf8;
    }
}
