package dev.wingbeat.lane;

import dev.wingbeat.protocol.Broadcast;
import dev.wingbeat.protocol.Payload;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** Reads what any verticle of the cluster publishes to the address of a lane. */
final class PlainBroadcast {

    private PlainBroadcast() {}

    /**
     * Returns the broadcast that a message asks for.
     *
     * @throws IllegalArgumentException when it is none that clients can be sent
     */
    static Broadcast read(JsonObject message) {
        Object payload = message.getValue("payload");
        if (payload == null) {
            throw new IllegalArgumentException("payload: null (expected: a JSON object)");
        }
        return Broadcast.of(text(message, "topic"), text(message, "event"), checked(Payload.of(payload)));
    }

    private static Payload checked(Payload payload) {
        Payload checked = payload.isBinary()
                ? payload
                : Payload.checkedJson(payload.buffer().getBytes());
        if (checked == null) {
            throw new IllegalArgumentException(payload + " (expected: strict JSON)");
        }
        return checked;
    }

    private static String text(JsonObject message, String name) {
        @Nullable Object value = message.getValue(name);
        if (value instanceof String text) {
            return text;
        }
        throw new IllegalArgumentException(
                name + ": " + (value == null ? "null" : value.getClass().getName()) + " (expected: a string)");
    }
}
