package dev.wingbeat.websocket;

import dev.wingbeat.connection.AdmissionOptions;
import dev.wingbeat.connection.DrainerOptions;
import dev.wingbeat.connection.UserSocket;
import dev.wingbeat.frame.Subprotocols;
import dev.wingbeat.protocol.Expect;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/**
 * How plain WebSockets are mounted. Not thread-safe.
 */
public final class WebSocketOptions extends AdmissionOptions<WebSocketOptions> {

    private UserSocket userSocket = UserSocket.acceptingAll();
    private Duration idleTimeout = Duration.ofSeconds(60);
    private int maxMessageSize = 1 << 20;
    private List<String> subprotocols = List.of();
    private boolean authToken;
    private final DrainerOptions drainer = new DrainerOptions();

    @Override
    public WebSocketOptions from(WebSocketOptions other) {
        super.from(other);
        userSocket = other.userSocket;
        idleTimeout = other.idleTimeout;
        maxMessageSize = other.maxMessageSize;
        subprotocols = other.subprotocols;
        authToken = other.authToken;
        drainer.from(other.drainer);
        return this;
    }

    /** Sets what accepts or refuses clients, assigns values and names connections; everybody is accepted by default. */
    public WebSocketOptions userSocket(UserSocket userSocket) {
        this.userSocket = userSocket;
        return this;
    }

    public UserSocket userSocket() {
        return userSocket;
    }

    /** Sets for how long a client may be silent until its connection is closed, 60 seconds by default. */
    public WebSocketOptions idleTimeout(Duration idleTimeout) {
        Expect.positive("idleTimeout", idleTimeout);
        this.idleTimeout = idleTimeout;
        return this;
    }

    public Duration idleTimeout() {
        return idleTimeout;
    }

    /** Sets the largest message in bytes, 1 MiB by default. */
    public WebSocketOptions maxMessageSize(int maxMessageSize) {
        Expect.atLeast("maxMessageSize", maxMessageSize, 1);
        this.maxMessageSize = maxMessageSize;
        return this;
    }

    public int maxMessageSize() {
        return maxMessageSize;
    }

    /**
     * Sets the subprotocols in the order of preference. With none, the default, what clients offer is ignored; else a client that
     * offers others only is refused with 403.
     */
    public WebSocketOptions subprotocols(String... subprotocols) {
        List.of(subprotocols).forEach(Subprotocols::requireToken);
        this.subprotocols = List.of(subprotocols);
        return this;
    }

    public List<String> subprotocols() {
        return subprotocols;
    }

    /** Sets whether clients may hand a token over beside the subprotocols, as phoenix.js does; they may not by default. */
    public WebSocketOptions authToken(boolean authToken) {
        this.authToken = authToken;
        return this;
    }

    public boolean authToken() {
        return authToken;
    }

    /** Changes how connections are closed when the node stops. */
    public WebSocketOptions drainer(Consumer<DrainerOptions> change) {
        change.accept(drainer);
        return this;
    }

    public DrainerOptions drainer() {
        return drainer;
    }
}
