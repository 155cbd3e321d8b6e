package dev.wingbeat.protocol;

import static java.util.Objects.requireNonNull;

/** An event for every subscriber of a topic: encoded once per serializer, both refs null on the wire. */
public record Broadcast(String topic, String event, Payload payload) implements Outbound {

    /**
     * Makes a broadcast of a payload as it is.
     *
     * @throws IllegalArgumentException when the event is one of the protocol's own
     */
    public Broadcast {
        requireNonNull(topic, "topic: null (expected: a name)");
        Events.sendable(event);
        requireNonNull(payload, "payload: null (expected: a JSON object or binary)");
    }

    /**
     * Makes a broadcast that every client of V2 can be sent.
     *
     * @throws IllegalArgumentException when the payload is not what {@link Payload#message} takes, or the event one of the
     *     protocol's own
     * @throws UnencodableException when the payload is binary, and topic or event have more than 255 bytes
     */
    public static Broadcast of(String topic, String event, Object payload) {
        var broadcast = new Broadcast(topic, event, Payload.message(payload));
        if (broadcast.payload.isBinary()) {
            V2BinaryCodec.check(broadcast);
        }
        return broadcast;
    }
}
