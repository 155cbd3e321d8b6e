package dev.wingbeat.transport;

import dev.wingbeat.connection.AdmissionOptions;
import dev.wingbeat.frame.Subprotocols;
import dev.wingbeat.protocol.Expect;
import java.time.Duration;
import java.util.List;

/**
 * The WebSocket side of a socket with channels. Not thread-safe.
 */
public final class WebSocketTransportOptions extends AdmissionOptions<WebSocketTransportOptions> {

    private String path = "/websocket";
    private Duration idleTimeout = Duration.ofSeconds(60);
    private int maxMessageSize = 1 << 20;
    private boolean compress;
    private List<String> subprotocols = List.of();

    @Override
    public WebSocketTransportOptions from(WebSocketTransportOptions other) {
        super.from(other);
        path = other.path;
        idleTimeout = other.idleTimeout;
        maxMessageSize = other.maxMessageSize;
        compress = other.compress;
        subprotocols = other.subprotocols;
        return this;
    }

    /** Sets what is appended to the path of the socket, {@code /websocket} by default; it may have variables such as {@code /ws/:tenant}. */
    public WebSocketTransportOptions path(String path) {
        Expect.path("path", path);
        this.path = path;
        return this;
    }

    public String path() {
        return path;
    }

    /** Sets for how long a client may be silent until its connection is closed, 60 seconds by default. */
    public WebSocketTransportOptions idleTimeout(Duration idleTimeout) {
        Expect.positive("idleTimeout", idleTimeout);
        this.idleTimeout = idleTimeout;
        return this;
    }

    public Duration idleTimeout() {
        return idleTimeout;
    }

    /** Sets the largest message in bytes, 1 MiB by default. */
    public WebSocketTransportOptions maxMessageSize(int maxMessageSize) {
        Expect.atLeast("maxMessageSize", maxMessageSize, 1);
        this.maxMessageSize = maxMessageSize;
        return this;
    }

    public int maxMessageSize() {
        return maxMessageSize;
    }

    /** Sets whether permessage-deflate is accepted when it is offered; it is not by default. */
    public WebSocketTransportOptions compress(boolean compress) {
        this.compress = compress;
        return this;
    }

    public boolean compress() {
        return compress;
    }

    /**
     * Sets the subprotocols in the order of preference. With none, the default, what clients offer is ignored; else a client that
     * offers others only is refused with 403.
     */
    public WebSocketTransportOptions subprotocols(String... subprotocols) {
        List.of(subprotocols).forEach(Subprotocols::requireToken);
        this.subprotocols = List.of(subprotocols);
        return this;
    }

    public List<String> subprotocols() {
        return subprotocols;
    }
}
