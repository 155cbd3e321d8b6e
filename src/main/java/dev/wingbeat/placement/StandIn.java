package dev.wingbeat.placement;

import dev.wingbeat.protocol.Payload;
import dev.wingbeat.room.RoomInput;
import dev.wingbeat.room.RoomOutlet;
import dev.wingbeat.room.RoomOutput;
import dev.wingbeat.room.RoomServer;
import dev.wingbeat.roomloop.RoomGate;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** Answers for a room while it stands still. Confined to the room's loop. */
record StandIn(RoomGate gate, RoomServer server, RoomOutlet outlet) {

    static final String REASON = "unavailable";

    /** The players, and values of the state, that are shown. */
    private static final int SHOWN = 500;

    static final Payload UNAVAILABLE = Payload.of("reason", REASON);

    /** Lets an input wait until the room goes on, or refuses it when the client can come back with it. */
    void receive(RoomInput input) {
        switch (input) {
            case RoomInput.Message(var from, long ref, var event, var payload) -> {
                if (ref != 0) {
                    outlet.send(from.node(), unavailable(from.number(), ref));
                }
            }
            case RoomInput.Join join
            when !join.moved() ->
                outlet.send(
                        join.from().node(), new RoomOutput.Refused(join.from().number(), UNAVAILABLE));
            default -> {
                var unused = gate.at(gate.nanoTime(), () -> server.receive(input));
            }
        }
    }

    /**
     * Returns what somebody is told who has something for a room that is not here, null for nothing.
     *
     * @param later whether there is a later activation, which players move to: their channels stay
     */
    static @Nullable RoomOutput absent(RoomInput input, boolean later) {
        return switch (input) {
            case RoomInput.Left left -> null;
            case RoomInput.Dropped dropped -> null;
            case RoomInput.Join join
            when !join.moved() -> new RoomOutput.Ended(input.from().number(), true);
            case RoomInput.Message message when later -> RoomOutput.Returned.of(message);
            default -> later ? null : new RoomOutput.Ended(input.from().number(), true);
        };
    }

    /** Returns the answer to a message that no activation has taken. */
    static RoomOutput.Replied unavailable(long link, long ref) {
        return new RoomOutput.Replied(link, ref, "error", UNAVAILABLE);
    }

    /** Reserves a seat: {@code seat} is its token, or {@code reason} says why there is none. */
    JsonObject reserve() {
        String token = gate.isClosed() ? null : server.reserve();
        return token == null
                ? new JsonObject().put("reason", gate.isClosed() ? REASON : "full")
                : new JsonObject().put("seat", token);
    }

    /** Returns the view that operators have of the room. */
    JsonObject shown() {
        return new JsonObject().put("stands_still", gate.isClosed()).mergeIn(new JsonObject(server.shown(SHOWN)));
    }

    /** Answers a signal. */
    static Future<Payload> signal() {
        return Future.failedFuture(REASON);
    }
}
