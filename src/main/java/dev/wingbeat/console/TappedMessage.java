package dev.wingbeat.console;

import dev.wingbeat.client.ClientCodec;
import dev.wingbeat.connection.ConnectionView;
import dev.wingbeat.protocol.Events;
import dev.wingbeat.protocol.Frame;
import dev.wingbeat.protocol.MalformedFrameException;
import dev.wingbeat.protocol.Message;
import dev.wingbeat.protocol.Payload;
import dev.wingbeat.protocol.Ref;
import dev.wingbeat.protocol.Serializer;
import dev.wingbeat.protocol.Unroutable;
import io.vertx.core.json.JsonObject;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One message between a client and its node, taken apart once more for whoever looks at it.
 *
 * @param received whether the client has sent it
 * @param bytes the size of the whole message
 */
record TappedMessage(
        boolean received,
        String topic,
        String event,
        @Nullable String ref,
        Payload payload,
        int bytes) {

    /** The event of what is no message of the protocol: its connection is closed. */
    static final String UNREADABLE = "unreadable";

    /** Under these keys is what proves who somebody is, and whose a seat in a room is: for nobody else's eyes. */
    private static final Set<String> SECRETS = Set.of("token", "seat");

    private static final String HIDDEN = "•••";

    /** Reads what the client of a connection has sent. */
    static TappedMessage received(ConnectionView from, byte[] message, boolean binary) {
        try {
            return of(true, from, message, binary).withoutSecrets();
        } catch (MalformedFrameException unreadable) { // as the hub will find
            return new TappedMessage(true, "", UNREADABLE, null, Payload.binary(message), message.length);
        }
    }

    /** Reads what the client of a connection is sent. */
    static TappedMessage sent(ConnectionView to, Frame frame) {
        byte[] message = Arrays.copyOfRange(frame.array(), frame.payloadOffset(), frame.array().length);
        if (!frame.isBinary()) {
            return of(false, to, message, false).withoutSecrets();
        }
        var read = new ClientCodec(Serializer.V2).decode(ByteBuffer.wrap(message));
        return new TappedMessage(false, read.topic(), read.event(), read.ref(), read.payload(), message.length);
    }

    private static TappedMessage of(boolean received, ConnectionView of, byte[] message, boolean binary) {
        Serializer serializer = of.version().equals(Serializer.V1.vsn()) ? Serializer.V1 : Serializer.V2;
        return switch (serializer.decode(message, binary)) {
            case Message read ->
                new TappedMessage(
                        received, read.topic(), read.event(), text(read.ref()), read.payload(), message.length);
            case Unroutable read ->
                new TappedMessage(
                        received,
                        read.topic().json(),
                        received ? "" : Events.PHX_REPLY,
                        text(read.ref()),
                        Payload.EMPTY,
                        message.length);
        };
    }

    private TappedMessage withoutSecrets() {
        if (!payload.isObject()) {
            return this;
        }
        JsonObject shown = payload.json().copy();
        return hide(shown) ? new TappedMessage(received, topic, event, ref, Payload.of(shown), bytes) : this;
    }

    /** Hides what is secret in an object, and in those within; returns whether anything was. */
    private static boolean hide(JsonObject object) {
        boolean hidden = false;
        for (String key : Set.copyOf(object.fieldNames())) {
            Object value = object.getValue(key);
            if (value instanceof JsonObject within) {
                hidden |= hide(within);
            } else if (value instanceof String && SECRETS.contains(key)) {
                object.put(key, HIDDEN);
                hidden = true;
            }
        }
        return hidden;
    }

    private static @Nullable String text(@Nullable Ref ref) {
        return ref == null ? null : ref.text();
    }

    /** Returns {@code in} or {@code out}, as the node sees it. */
    String direction() {
        return received ? "in" : "out";
    }
}
