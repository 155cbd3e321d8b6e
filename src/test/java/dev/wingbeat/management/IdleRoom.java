package dev.wingbeat.management;

import dev.wingbeat.channel.HandleResult;
import dev.wingbeat.protocol.Payload;
import dev.wingbeat.room.Player;
import dev.wingbeat.room.Room;
import dev.wingbeat.room.RoomContext;

/** A room in which nothing happens: its kind is what is looked at. */
final class IdleRoom implements Room {

    @Override
    public void create(RoomContext room, Payload params) {}

    @Override
    public HandleResult message(Player who, String event, Payload payload) {
        return HandleResult.unknown(event);
    }
}
