package dev.wingbeat.websocket;

import dev.wingbeat.connection.DrainerOptions;
import dev.wingbeat.connection.UserSocket;
import dev.wingbeat.frame.HandshakeOptions;
import java.util.function.Consumer;

/** Options of plain WebSockets. Not thread-safe. */
public final class WebSocketOptions extends HandshakeOptions<WebSocketOptions> {

    private UserSocket userSocket = UserSocket.acceptingAll();
    private boolean authToken;
    private final DrainerOptions drainer = new DrainerOptions();

    @Override
    public WebSocketOptions from(WebSocketOptions other) {
        super.from(other);
        userSocket = other.userSocket;
        authToken = other.authToken;
        drainer.from(other.drainer);
        return this;
    }

    /**
     * Sets the user socket, which accepts or refuses clients, assigns values and names connections; by default, it accepts
     * everybody.
     */
    public WebSocketOptions userSocket(UserSocket userSocket) {
        this.userSocket = userSocket;
        return this;
    }

    public UserSocket userSocket() {
        return userSocket;
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
