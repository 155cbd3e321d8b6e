package dev.wingbeat.room;

import dev.wingbeat.protocol.Payload;

/** Somebody with a seat in a room. The same object for as long as the seat is taken; confined to the room's thread. */
public interface Player {

    /** Returns what the route says of the player ({@link RoomOptions#playerId}), or a random name of this seat. */
    String id();

    /** Returns what the route tells of the player ({@link RoomOptions#profile}); an empty object unless it does. */
    Payload profile();

    /** Returns whether there is a connection: false while the seat is held. */
    boolean connected();
}
