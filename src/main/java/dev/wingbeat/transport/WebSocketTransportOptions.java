package dev.wingbeat.transport;

import dev.wingbeat.frame.HandshakeOptions;
import dev.wingbeat.protocol.Expect;

/**
 * The WebSocket side of a socket with channels. Not thread-safe.
 */
public final class WebSocketTransportOptions extends HandshakeOptions<WebSocketTransportOptions> {

    private String path = "/websocket";
    private boolean compress;

    @Override
    public WebSocketTransportOptions from(WebSocketTransportOptions other) {
        super.from(other);
        path = other.path;
        compress = other.compress;
        return this;
    }

    /**
     * Sets the path below that of the socket, {@code /websocket} by default; it may have variables such as {@code /ws/:tenant}.
     */
    public WebSocketTransportOptions path(String path) {
        Expect.path("path", path);
        this.path = path;
        return this;
    }

    public String path() {
        return path;
    }

    /** Sets whether permessage-deflate is accepted when it is offered; it is not by default. */
    public WebSocketTransportOptions compress(boolean compress) {
        this.compress = compress;
        return this;
    }

    public boolean compress() {
        return compress;
    }
}
