package dev.wingbeat.transport;

import dev.wingbeat.connection.ConnectInfoKey;
import dev.wingbeat.connection.OriginCheck;
import dev.wingbeat.connection.RefusalHandler;
import dev.wingbeat.connection.SessionConfig;
import dev.wingbeat.frame.Subprotocols;
import dev.wingbeat.protocol.Expect;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The WebSocket side of a mount.
 *
 * @param path appended to the mount path; may have variables such as {@code /ws/:tenant}
 * @param checkOrigin which origins may connect, null for the endpoint's setting
 * @param timeout closes a connection from which no byte has come for this long
 * @param maxMessageSize largest message in bytes
 * @param compress whether permessage-deflate is accepted when offered
 * @param subprotocols in order of preference; with none, what clients offer is ignored
 * @param connectInfo what {@code connect} learns beside the parameters
 * @param session where the session comes from, null without one
 * @param errorHandler answers refusals that carry a reason
 */
public record WebSocketConfig(
        String path,
        @Nullable OriginCheck checkOrigin,
        Duration timeout,
        int maxMessageSize,
        boolean compress,
        List<String> subprotocols,
        Set<ConnectInfoKey> connectInfo,
        @Nullable SessionConfig session,
        RefusalHandler errorHandler) {

    /** At {@code /websocket}, with a timeout of 60 seconds and messages of at most 1 MiB. */
    public static final WebSocketConfig DEFAULT = new WebSocketConfig(
            "/websocket",
            null,
            Duration.ofSeconds(60),
            1 << 20,
            false,
            List.of(),
            Set.of(),
            null,
            RefusalHandler.FORBIDDEN);

    /**
     * Checks the values and copies the collections.
     *
     * @throws IllegalArgumentException for a value out of range
     */
    public WebSocketConfig {
        Expect.path("path", path);
        Expect.positive("timeout", timeout);
        Expect.atLeast("maxMessageSize", maxMessageSize, 1);
        subprotocols = List.copyOf(subprotocols);
        subprotocols.forEach(Subprotocols::requireToken);
        connectInfo = Set.copyOf(connectInfo);
    }

    /** Returns a copy with another path. */
    public WebSocketConfig withPath(String path) {
        return new WebSocketConfig(
                path, checkOrigin, timeout, maxMessageSize, compress, subprotocols, connectInfo, session, errorHandler);
    }

    /** Returns a copy with another origin check; null means the endpoint's. */
    public WebSocketConfig withCheckOrigin(@Nullable OriginCheck checkOrigin) {
        return new WebSocketConfig(
                path, checkOrigin, timeout, maxMessageSize, compress, subprotocols, connectInfo, session, errorHandler);
    }

    /** Returns a copy with another idle timeout. */
    public WebSocketConfig withTimeout(Duration timeout) {
        return new WebSocketConfig(
                path, checkOrigin, timeout, maxMessageSize, compress, subprotocols, connectInfo, session, errorHandler);
    }

    /** Returns a copy with another limit for messages. */
    public WebSocketConfig withMaxMessageSize(int maxMessageSize) {
        return new WebSocketConfig(
                path, checkOrigin, timeout, maxMessageSize, compress, subprotocols, connectInfo, session, errorHandler);
    }

    /** Returns a copy that accepts compression or not. */
    public WebSocketConfig withCompress(boolean compress) {
        return new WebSocketConfig(
                path, checkOrigin, timeout, maxMessageSize, compress, subprotocols, connectInfo, session, errorHandler);
    }

    /** Returns a copy with other subprotocols. */
    public WebSocketConfig withSubprotocols(String... subprotocols) {
        return new WebSocketConfig(
                path,
                checkOrigin,
                timeout,
                maxMessageSize,
                compress,
                List.of(subprotocols),
                connectInfo,
                session,
                errorHandler);
    }

    /** Returns a copy that tells {@code connect} other things. */
    public WebSocketConfig withConnectInfo(ConnectInfoKey... connectInfo) {
        return new WebSocketConfig(
                path,
                checkOrigin,
                timeout,
                maxMessageSize,
                compress,
                subprotocols,
                Set.of(connectInfo),
                session,
                errorHandler);
    }

    /** Returns a copy with another source of the session. */
    public WebSocketConfig withSession(@Nullable SessionConfig session) {
        return new WebSocketConfig(
                path, checkOrigin, timeout, maxMessageSize, compress, subprotocols, connectInfo, session, errorHandler);
    }

    /** Returns a copy with another answer to refusals. */
    public WebSocketConfig withErrorHandler(RefusalHandler errorHandler) {
        return new WebSocketConfig(
                path, checkOrigin, timeout, maxMessageSize, compress, subprotocols, connectInfo, session, errorHandler);
    }
}
