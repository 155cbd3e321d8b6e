package dev.wingbeat.channel;

import dev.wingbeat.connection.DisconnectReason;
import dev.wingbeat.limit.RateLimit;
import dev.wingbeat.limit.SlowQueues;
import dev.wingbeat.protocol.Frame;
import org.jspecify.annotations.Nullable;

/** Internal seam. Confined to the connection's loop. When it is writable again, it calls {@link SocketServer#writable}. */
public interface TransportLink extends SlowQueues.Outlet {

    /** Returns {@code websocket} or {@code longpoll}. */
    String transport();

    /** Sends a message; nothing happens once the connection is closed. Never calls back into the sender. */
    @Override
    void send(Frame frame);

    /** Returns how many bytes wait for the client to take them. */
    long pending();

    /** Returns the bytes that the client may still send now; null when they are not limited. */
    RateLimit.@Nullable Left bytesLeft();

    /**
     * Begins to close the connection; nothing happens when it is closed already. {@link SocketServer#closed} follows later,
     * never from inside this call.
     */
    void close(DisconnectReason reason);
}
