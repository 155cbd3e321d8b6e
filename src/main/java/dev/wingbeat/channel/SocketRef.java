package dev.wingbeat.channel;

import org.jspecify.annotations.Nullable;

/**
 * Replies to one event later, from any thread, as often as wanted. Replies are delivered as long as the connection lives,
 * also after the channel has ended. Follows {@code Phoenix.Channel.socket_ref/1}.
 */
public interface SocketRef {

    /** Replies with a status and a response: any JSON value, or binary. */
    void reply(String status, @Nullable Object response);
}
