package dev.wingbeat.placement;

import dev.wingbeat.protocol.Payload;
import dev.wingbeat.room.RoomInput;
import dev.wingbeat.room.RoomOutlet;
import dev.wingbeat.room.RoomOutput;
import dev.wingbeat.room.RoomServer;
import dev.wingbeat.roomloop.RoomGate;
import io.vertx.core.Future;

/** Answers for a room while it stands still. Confined to the room's loop. */
record StandIn(RoomGate gate, RoomServer server, RoomOutlet outlet) {

    static final String REASON = "unavailable";
    private static final Payload UNAVAILABLE = Payload.of("reason", REASON);

    /** Lets an input wait until the room goes on, or refuses it when the client can come back with it. */
    void receive(RoomInput input) {
        switch (input) {
            case RoomInput.Message(var from, long ref, var event, var payload) -> {
                if (ref != 0) {
                    outlet.send(from.node(), new RoomOutput.Replied(from.number(), ref, "error", UNAVAILABLE));
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

    /** Answers a signal. */
    static Future<Payload> signal() {
        return Future.failedFuture(REASON);
    }
}
