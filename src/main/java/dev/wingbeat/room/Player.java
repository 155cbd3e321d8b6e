package dev.wingbeat.room;

import dev.wingbeat.protocol.Payload;

/** A player with a seat in a room. The same object for as long as the seat is taken; only for the room's thread. */
public interface Player {

    /** Returns the id from {@link RoomOptions#playerId}, or a random one for this seat if that gives none. */
    String id();

    /** Returns the JSON object from {@link RoomOptions#profile}, empty by default. */
    Payload profile();

    /** Returns whether the player is connected: false while only the seat is held. */
    boolean connected();
}
