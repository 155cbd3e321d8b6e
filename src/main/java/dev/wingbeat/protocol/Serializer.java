package dev.wingbeat.protocol;

import org.jspecify.annotations.Nullable;

/**
 * Encodes messages for, and decodes messages from, the clients of one protocol version.
 *
 * <p>Both serializers are stateless and may be used from any thread. Internal seam.
 */
public sealed interface Serializer permits V1JsonSerializer, V2JsonSerializer {

    /** Protocol 1.0.0: JSON objects. */
    Serializer V1 = new V1JsonSerializer();

    /** Protocol 2.0.0: JSON arrays, and binary frames for binary payloads. */
    Serializer V2 = new V2JsonSerializer();

    /** The number of serializers, for tables with one slot per {@link #index()}. */
    int COUNT = 2;

    /**
     * Returns the serializer for the version a client asks for, or null when there is none.
     *
     * <p>The version must be a full semantic version: {@code 1.0.x} or {@code 2.0.x}, not older than {@code x.0.0}.
     */
    static @Nullable Serializer forVsn(String vsn) {
        return Versions.serializer(vsn);
    }

    /** Returns the slot of this serializer in tables of size {@link #COUNT}. */
    int index();

    /** Returns the protocol version, such as {@code 2.0.0}. */
    String vsn();

    /**
     * Encodes one message as a whole frame.
     *
     * @throws UnencodableException when the message has no form in this version: a binary payload in V1, or a topic,
     *     event, status or ref of more than 255 bytes beside a binary payload in V2
     */
    Frame encode(Outbound message);

    /**
     * Decodes one whole message.
     *
     * @param bytes the message, unmasked and reassembled; given up by the caller, since payloads point into it
     * @param binary whether it came in binary frames
     * @throws MalformedFrameException when it is not a message of this version
     */
    Inbound decode(byte[] bytes, boolean binary);
}
