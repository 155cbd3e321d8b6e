package dev.wingbeat.frame;

import dev.wingbeat.connection.DisconnectReason;
import dev.wingbeat.limit.RateLimit;
import dev.wingbeat.protocol.Frame;
import org.jspecify.annotations.Nullable;

/**
 * One WebSocket after its handshake: the seam behind which it does not matter how frames reach the wire. Confined to the
 * connection's loop.
 *
 * <p>The sink answers pings, joins fragments, completes the close handshake, and closes by itself what is silent too long,
 * sends too much or does not read. What it receives goes to its {@link FrameListener}.
 *
 * <p>Internal seam.
 */
public interface FrameSink {

    /** Sends a message. It leaves with the others of this turn of the loop. Nothing happens once the socket is closing. */
    void send(Frame frame);

    /** Returns how many bytes of messages have not reached the kernel yet. */
    long pending();

    /** Returns whether little enough waits for the client that it should be sent more. */
    boolean writable();

    /** Returns the bytes that the client may still send now; null when they are not limited. */
    RateLimit.@Nullable Left bytesLeft();

    /** Sends a ping of at most 125 bytes. */
    void ping(byte[] bytes);

    /** Begins to close, for a reason of the protocol. Nothing happens when it is closing already. */
    void close(DisconnectReason reason);

    /** Begins to close with a code of RFC 6455 section 7.4 and a text of at most 123 bytes. */
    void close(int code, String text);
}
