package dev.wingbeat.placement;

import dev.wingbeat.protocol.WingbeatException;
import dev.wingbeat.room.RoomKey;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** The result of a search for a room. */
sealed interface Located {

    /**
     * It is there.
     *
     * @param made whether this question has made it: of all who want a room that is nowhere at once, only one is told so
     */
    record At(Activation activation, boolean made) implements Located {}

    /** Returns that a room is there, and has been before. */
    static Located there(Activation activation) {
        return new At(activation, false);
    }

    /**
     * It is nowhere.
     *
     * @param limit what keeps it from being made, null when that is no limit
     */
    record Refused(String reason, @Nullable String limit) implements Located {

        Refused(String reason) {
            this(reason, null);
        }

        /** Returns the response for a client. */
        JsonObject response() {
            var response = new JsonObject().put("reason", reason);
            return limit == null ? response : response.put("limit", limit);
        }
    }

    /** Returns its form between nodes. */
    default JsonObject written() {
        return switch (this) {
            case At(Activation(String node, long epoch), boolean made) ->
                new JsonObject().put("node", node).put("epoch", epoch).put("made", made);
            case Refused refused -> refused.response();
        };
    }

    /** Returns where the room is; fails when it is nowhere. */
    default Future<Activation> activation(RoomKey key) {
        return switch (this) {
            case At(Activation at, boolean made) -> Future.succeededFuture(at);
            case Refused refused ->
                Future.failedFuture(
                        new WingbeatException("room " + key + ": " + refused.reason() + " (expected: a room)"));
        };
    }

    /** Returns it for those who want a room that somebody else is having made. */
    default Located ofOthers() {
        return this instanceof At at ? there(at.activation()) : this;
    }

    /** Reads that form. */
    static Located read(JsonObject written) {
        String reason = written.getString("reason");
        return reason == null
                ? new At(
                        new Activation(written.getString("node"), written.getLong("epoch")),
                        written.getBoolean("made", false))
                : new Refused(reason, written.getString("limit"));
    }
}
