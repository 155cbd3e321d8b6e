package dev.wingbeat;

import dev.wingbeat.channel.Channel;
import dev.wingbeat.connection.UserSocket;
import dev.wingbeat.websocket.WebSocketHandler;

/**
 * Puts something of its own around what an application declares, to see what its callbacks do. Internal seam between the root
 * and testkit. May be called on any thread.
 */
public interface Decorator {

    /** Returns the channel to use in place of one that the application has made for a join. */
    Channel channel(Channel made);

    /** Returns the user socket to use in place of another one. */
    UserSocket userSocket(UserSocket declared);

    /** Returns the handler to use in place of one that the application has made for a plain WebSocket. */
    WebSocketHandler webSocket(WebSocketHandler made);

    /** Called when a callback of the room of a topic has thrown. */
    void roomFailed(String callback, String topic, Throwable cause);
}
