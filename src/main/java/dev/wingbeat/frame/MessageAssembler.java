package dev.wingbeat.frame;

import dev.wingbeat.connection.DisconnectReason;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.io.ByteArrayOutputStream;
import java.util.zip.DataFormatException;
import org.jspecify.annotations.Nullable;

/** Makes messages of one connection's data frames: joins fragments, undoes compression, minds the limit. */
final class MessageAssembler {

    /** A message that must not be. */
    static final class RejectedMessageException extends Exception {
        private static final long serialVersionUID = 1L;
        private final DisconnectReason reason;

        RejectedMessageException(DisconnectReason reason) {
            super(reason.name(), null, false, false);
            this.reason = reason;
        }

        DisconnectReason reason() {
            return reason;
        }
    }

    private final WebSocketLimits limits;
    private final PerMessageDeflate deflate;
    private @Nullable ByteArrayOutputStream fragments;
    private int held;
    private boolean binary;
    private boolean compressed;

    MessageAssembler(WebSocketLimits limits, PerMessageDeflate deflate) {
        this.limits = limits;
        this.deflate = deflate;
    }

    /** Returns whether the message that {@link #add} has returned is binary. */
    boolean binary() {
        return binary;
    }

    /** Returns how many bytes of the heap hold a message that is not complete. */
    int held() {
        return held;
    }

    /** Forgets a message that will not be completed. */
    void clear() {
        fragments = null;
        held = 0;
    }

    /** Adds a text, binary or continuation frame; returns the message it completes, null while it is not complete. */
    byte @Nullable [] add(WebSocketFrame frame) throws RejectedMessageException {
        boolean first = !(frame instanceof ContinuationWebSocketFrame);
        if (frame.rsv() != 0 && !(first && frame.rsv() == PerMessageDeflate.RSV1_OF_NETTY)) {
            throw new RejectedMessageException(DisconnectReason.PROTOCOL_ERROR); // RFC 7692 section 6
        }
        byte[] bytes = ByteBufUtil.getBytes(frame.content());
        if (first) {
            binary = frame instanceof BinaryWebSocketFrame;
            compressed = frame.rsv() != 0;
            if (frame.isFinalFragment()) {
                return whole(bytes);
            }
            held = bytes.length * 2;
            fragments = new ByteArrayOutputStream(held);
        }
        return joined(bytes, frame.isFinalFragment());
    }

    private byte @Nullable [] joined(byte[] bytes, boolean last) throws RejectedMessageException {
        ByteArrayOutputStream begun = fragments;
        if (begun == null) {
            throw new RejectedMessageException(DisconnectReason.PROTOCOL_ERROR); // RFC 6455 section 5.4
        }
        if (begun.size() + (long) bytes.length > limits.maxMessageSize()) {
            throw new RejectedMessageException(DisconnectReason.TOO_BIG);
        }
        begun.writeBytes(bytes);
        if (begun.size() > held) {
            held = Math.max(2 * held, begun.size()); // as the stream grows
        }
        if (!last) {
            return null;
        }
        clear();
        return whole(begun.toByteArray());
    }

    private byte[] whole(byte[] bytes) throws RejectedMessageException {
        if (!compressed) {
            return bytes;
        }
        try {
            byte[] message = deflate.inflate(bytes, limits.maxMessageSize());
            if (message == null) {
                throw new RejectedMessageException(DisconnectReason.TOO_BIG);
            }
            return message;
        } catch (DataFormatException e) {
            throw new RejectedMessageException(DisconnectReason.INVALID_UTF8); // 1007: data that is not what it says
        }
    }
}
