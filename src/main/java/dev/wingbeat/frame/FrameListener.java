package dev.wingbeat.frame;

import dev.wingbeat.connection.CloseReason;
import dev.wingbeat.connection.DisconnectReason;

/**
 * Receives what a {@link FrameSink} receives. Called on the connection's loop. Internal seam.
 */
public interface FrameListener {

    /** Receives a whole message; the array is the listener's to keep. Not called once the socket is closing. */
    void message(byte[] bytes, boolean binary);

    /** Returns how many bytes of the heap wait behind the listener. */
    default long held() {
        return 0;
    }

    /** Returns for how many nanoseconds that has waited which should wait shortly; 0 when nothing does. */
    default long heldFor() {
        return 0;
    }

    /** Returns the code with which the client is closed for a reason: one that it knows. */
    default int code(DisconnectReason reason) {
        return reason.code();
    }

    /** Called when the sink is writable again, which it was not; never from inside a call to the sink. */
    default void writableAgain() {}

    /** Called once when the socket has ended, never from inside a call to the sink. */
    void closed(CloseReason reason);
}
