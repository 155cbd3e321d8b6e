package dev.wingbeat.frame;

import dev.wingbeat.connection.AdmissionOptions;
import dev.wingbeat.protocol.Expect;
import java.time.Duration;
import java.util.List;

/**
 * The options that all WebSockets have in common, with channels or without. Not thread-safe.
 *
 * @param <T> the options of the kind of mount
 */
public abstract class HandshakeOptions<T extends HandshakeOptions<T>> extends AdmissionOptions<T> {

    private Duration idleTimeout = Duration.ofSeconds(60);
    private int maxMessageSize = 1 << 20;
    private List<String> subprotocols = List.of();

    /** Creates the defaults: messages of up to 1 MiB, from clients that are silent for a minute at most. */
    protected HandshakeOptions() {}

    @Override
    public T from(T other) {
        super.from(other);
        HandshakeOptions<?> given = other;
        idleTimeout = given.idleTimeout;
        maxMessageSize = given.maxMessageSize;
        subprotocols = given.subprotocols;
        return self();
    }

    /** Sets for how long a client may be silent until its connection is closed, 60 seconds by default. */
    public T idleTimeout(Duration idleTimeout) {
        Expect.positive("idleTimeout", idleTimeout);
        this.idleTimeout = idleTimeout;
        return self();
    }

    public Duration idleTimeout() {
        return idleTimeout;
    }

    /** Sets the largest message in bytes, 1 MiB by default. */
    public T maxMessageSize(int maxMessageSize) {
        Expect.atLeast("maxMessageSize", maxMessageSize, 1);
        this.maxMessageSize = maxMessageSize;
        return self();
    }

    public int maxMessageSize() {
        return maxMessageSize;
    }

    /**
     * Sets the subprotocols in the order of preference. With none, the default, what clients offer is ignored; else a client that
     * offers others only is refused with 403.
     */
    public T subprotocols(String... subprotocols) {
        List.of(subprotocols).forEach(Subprotocols::requireToken);
        this.subprotocols = List.of(subprotocols);
        return self();
    }

    public List<String> subprotocols() {
        return subprotocols;
    }
}
