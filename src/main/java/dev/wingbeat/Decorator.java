package dev.wingbeat;

import dev.wingbeat.channel.Channel;
import dev.wingbeat.connection.UserSocket;
import dev.wingbeat.websocket.WebSocketHandler;

/**
 * Puts something of its own around what an application declares, to see what its callbacks do. Internal seam between the root
 * and testkit. May be called on any thread.
 */
public interface Decorator {

    /** Returns what is called in place of a channel that the application has made for a join. */
    Channel channel(Channel made);

    /** Returns what is called in place of a user socket. */
    UserSocket userSocket(UserSocket declared);

    /** Returns what is called in place of a handler that the application has made for a plain WebSocket. */
    WebSocketHandler webSocket(WebSocketHandler made);

    /** Learns that a callback of the room of a topic has thrown. */
    void roomFailed(String callback, String topic, Throwable cause);
}
