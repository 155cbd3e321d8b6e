package dev.wingbeat.room;

import dev.wingbeat.protocol.Payload;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Sends to players: one output for each node. Confined to the room's thread. */
final class RoomVoice {

    private final RoomOutlet outlet;

    RoomVoice(RoomOutlet outlet) {
        this.outlet = outlet;
    }

    /** Pushes an event to those who are connected. */
    void push(Collection<Seat> to, String event, Payload payload) {
        Map<String, List<Long>> nodes = new LinkedHashMap<>(2);
        for (Seat seat : to) {
            RoomInput.Link link = seat.link();
            if (link != null) {
                nodes.computeIfAbsent(link.node(), node -> new ArrayList<>(to.size()))
                        .add(link.number());
            }
        }
        nodes.forEach((node, links) -> outlet.send(node, new RoomOutput.Pushed(links, event, payload)));
    }

    void joined(RoomInput.Link link, Payload response) {
        outlet.send(link.node(), new RoomOutput.Joined(link.number(), response));
    }

    void refused(RoomInput.Link link, Payload response) {
        outlet.send(link.node(), new RoomOutput.Refused(link.number(), response));
    }

    void replied(RoomInput.Link link, long ref, String status, Payload response) {
        if (ref != 0) {
            outlet.send(link.node(), new RoomOutput.Replied(link.number(), ref, status, response));
        }
    }

    /** Tells a player who is connected that the room has ended. */
    void ended(Seat seat) {
        RoomInput.Link link = seat.link();
        if (link != null) {
            ended(link, false);
        }
    }

    /** Gives a message back that another activation may take. */
    void returned(RoomInput.Message message) {
        outlet.send(message.from().node(), RoomOutput.Returned.of(message));
    }

    /** Makes channels join again whose input was not taken. */
    void forgotten(RoomInput input) {
        if (input instanceof RoomInput.Message message) {
            returned(message);
        }
        outlet.send(input.from().node(), new RoomOutput.Forgotten(input.from().number()));
    }

    void ended(RoomInput.Link link, boolean failed) {
        outlet.send(link.node(), new RoomOutput.Ended(link.number(), failed));
    }
}
