package dev.wingbeat.transport;

import dev.wingbeat.connection.DrainerOptions;
import dev.wingbeat.credential.CredentialKeeper;
import dev.wingbeat.limit.NameLimit;
import dev.wingbeat.protocol.Expect;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Options of a socket with channels: its transports and its limits. Not thread-safe. */
public final class SocketOptions {

    private boolean webSocketOn = true;
    private final WebSocketTransportOptions webSocket = new WebSocketTransportOptions();
    private boolean longPollOn = true;
    private final LongPollOptions longPoll = new LongPollOptions();
    private boolean authToken;
    private int maxChannels = 100;
    private int maxNameSize = NameLimit.DEFAULT;
    private Duration tokenGrace = CredentialKeeper.GRACE;
    private final DrainerOptions drainer = new DrainerOptions();

    /** Copies all values of another one, as they are now. */
    public SocketOptions from(SocketOptions other) {
        webSocketOn = other.webSocketOn;
        webSocket.from(other.webSocket);
        longPollOn = other.longPollOn;
        longPoll.from(other.longPoll);
        authToken = other.authToken;
        maxChannels = other.maxChannels;
        maxNameSize = other.maxNameSize;
        tokenGrace = other.tokenGrace;
        drainer.from(other.drainer);
        return this;
    }

    /** Sets whether there are WebSockets, as there are by default. */
    public SocketOptions webSocket(boolean on) {
        this.webSocketOn = on;
        return this;
    }

    /** Changes the WebSocket side. */
    public SocketOptions webSocket(Consumer<WebSocketTransportOptions> change) {
        change.accept(webSocket);
        return this;
    }

    /** Returns the WebSocket side, null when it is off. */
    public @Nullable WebSocketTransportOptions webSocket() {
        return webSocketOn ? webSocket : null;
    }

    /** Sets whether clients may use long-poll, as they may by default. */
    public SocketOptions longPoll(boolean on) {
        this.longPollOn = on;
        return this;
    }

    /** Changes the long-poll side. */
    public SocketOptions longPoll(Consumer<LongPollOptions> change) {
        change.accept(longPoll);
        return this;
    }

    /** Returns the long-poll side, null when it is off. */
    public @Nullable LongPollOptions longPoll() {
        return longPollOn ? longPoll : null;
    }

    /** Sets whether clients may hand a token over beside the subprotocols, or in a header on long-poll; they may not by default. */
    public SocketOptions authToken(boolean authToken) {
        this.authToken = authToken;
        return this;
    }

    public boolean authToken() {
        return authToken;
    }

    /** Sets how many channels one connection may join, 100 by default. */
    public SocketOptions maxChannels(int maxChannels) {
        Expect.atLeast("maxChannels", maxChannels, 1);
        this.maxChannels = maxChannels;
        return this;
    }

    public int maxChannels() {
        return maxChannels;
    }

    /** Sets the longest topic, event or ref of a client in bytes, 255 by default. */
    public SocketOptions maxNameSize(int maxNameSize) {
        Expect.between("maxNameSize", maxNameSize, NameLimit.MIN, NameLimit.MAX);
        this.maxNameSize = maxNameSize;
        return this;
    }

    public int maxNameSize() {
        return maxNameSize;
    }

    /**
     * Sets for how long a connection goes on when its {@link dev.wingbeat.connection.Credentials} have ended, 30 seconds by default,
     * 0 to 300. It joins no more topics meanwhile.
     */
    public SocketOptions tokenGrace(Duration tokenGrace) {
        Expect.notNegative("tokenGrace", tokenGrace);
        Expect.atMost("tokenGrace", tokenGrace, CredentialKeeper.MAX_GRACE);
        this.tokenGrace = tokenGrace;
        return this;
    }

    public Duration tokenGrace() {
        return tokenGrace;
    }

    /** Changes how connections are closed when the node stops. */
    public SocketOptions drainer(Consumer<DrainerOptions> change) {
        change.accept(drainer);
        return this;
    }

    public DrainerOptions drainer() {
        return drainer;
    }

    /**
     * Checks that the values fit each other. Called by the builder of an endpoint.
     *
     * @throws IllegalArgumentException as {@link WebSocketTransportOptions#check}
     */
    public void check() {
        if (webSocketOn) {
            webSocket.check();
        }
        if (longPollOn) {
            longPoll.check();
        }
    }
}
