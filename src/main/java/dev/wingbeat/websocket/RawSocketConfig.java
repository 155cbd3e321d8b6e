package dev.wingbeat.websocket;

import dev.wingbeat.connection.AdmissionConfig;
import dev.wingbeat.connection.DrainerConfig;
import dev.wingbeat.connection.OriginCheck;
import dev.wingbeat.connection.UserSocket;
import dev.wingbeat.frame.Subprotocols;
import dev.wingbeat.protocol.Expect;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How raw WebSockets are mounted.
 *
 * @param admission who may connect
 * @param timeout closes a connection from which no byte has come for this long
 * @param maxMessageSize largest message in bytes
 * @param subprotocols in the server's order of preference; with none, what clients offer is ignored, else a client that
 *     offers others only is refused with 403
 * @param authToken whether clients may hand a token over beside the subprotocols, as phoenix.js does
 * @param drainer how connections are closed when the node stops
 */
public record RawSocketConfig(
        AdmissionConfig admission,
        Duration timeout,
        int maxMessageSize,
        List<String> subprotocols,
        boolean authToken,
        DrainerConfig drainer) {

    /** Everybody whose origin the endpoint allows; a timeout of 60 seconds and messages of at most 1 MiB. */
    public static final RawSocketConfig DEFAULT = new RawSocketConfig(
            AdmissionConfig.DEFAULT, Duration.ofSeconds(60), 1 << 20, List.of(), false, DrainerConfig.DEFAULT);

    /**
     * Checks the values and copies the list.
     *
     * @throws IllegalArgumentException for a value out of range
     */
    public RawSocketConfig {
        Expect.positive("timeout", timeout);
        Expect.atLeast("maxMessageSize", maxMessageSize, 1);
        subprotocols = List.copyOf(subprotocols);
        subprotocols.forEach(Subprotocols::requireToken);
    }

    /** Returns a copy with other rules for who may connect. */
    public RawSocketConfig withAdmission(AdmissionConfig admission) {
        return new RawSocketConfig(admission, timeout, maxMessageSize, subprotocols, authToken, drainer);
    }

    /** Returns a copy that asks another user socket who may connect. */
    public RawSocketConfig withUserSocket(UserSocket userSocket) {
        return withAdmission(admission.withUserSocket(userSocket));
    }

    /** Returns a copy with another origin check; null means the endpoint's. */
    public RawSocketConfig withCheckOrigin(@Nullable OriginCheck checkOrigin) {
        return withAdmission(admission.withCheckOrigin(checkOrigin));
    }

    /** Returns a copy with another idle timeout. */
    public RawSocketConfig withTimeout(Duration timeout) {
        return new RawSocketConfig(admission, timeout, maxMessageSize, subprotocols, authToken, drainer);
    }

    /** Returns a copy with another limit for messages. */
    public RawSocketConfig withMaxMessageSize(int maxMessageSize) {
        return new RawSocketConfig(admission, timeout, maxMessageSize, subprotocols, authToken, drainer);
    }

    /** Returns a copy with other subprotocols. */
    public RawSocketConfig withSubprotocols(String... subprotocols) {
        return new RawSocketConfig(admission, timeout, maxMessageSize, List.of(subprotocols), authToken, drainer);
    }

    /** Returns a copy that takes tokens or not. */
    public RawSocketConfig withAuthToken(boolean authToken) {
        return new RawSocketConfig(admission, timeout, maxMessageSize, subprotocols, authToken, drainer);
    }

    /** Returns a copy with another drainer. */
    public RawSocketConfig withDrainer(DrainerConfig drainer) {
        return new RawSocketConfig(admission, timeout, maxMessageSize, subprotocols, authToken, drainer);
    }
}
