package dev.wingbeat.connection;

import dev.wingbeat.pubsub.Loop;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who may connect to a raw WebSocket or an event stream.
 *
 * @param userSocket accepts or refuses, assigns values, and names the connection so that it can be disconnected
 * @param checkOrigin which origins may connect, null for the endpoint's setting
 * @param connectInfo what {@code connect} learns beside the parameters
 * @param session where the session comes from, null without one
 * @param errorHandler answers refusals that carry a reason
 */
public record AdmissionConfig(
        UserSocket userSocket,
        @Nullable OriginCheck checkOrigin,
        Set<ConnectInfoKey> connectInfo,
        @Nullable SessionConfig session,
        RefusalHandler errorHandler) {

    /** Everybody whose origin the endpoint allows, with nothing assigned. */
    public static final AdmissionConfig DEFAULT =
            new AdmissionConfig(UserSocket.acceptingAll(), null, Set.of(), null, RefusalHandler.FORBIDDEN);

    /**
     * Checks the values that must fit each other.
     *
     * @throws IllegalArgumentException for a session without a reader, or one that neither the origin check nor the CSRF
     *     check protects
     */
    public AdmissionConfig {
        connectInfo = Set.copyOf(connectInfo);
        SessionConfig.requireSafe(connectInfo, session, checkOrigin);
    }

    /** Returns a copy that asks another user socket. */
    public AdmissionConfig withUserSocket(UserSocket userSocket) {
        return new AdmissionConfig(userSocket, checkOrigin, connectInfo, session, errorHandler);
    }

    /** Returns a copy with another origin check; null means the endpoint's. */
    public AdmissionConfig withCheckOrigin(@Nullable OriginCheck checkOrigin) {
        return new AdmissionConfig(userSocket, checkOrigin, connectInfo, session, errorHandler);
    }

    /** Returns a copy that tells {@code connect} other things. */
    public AdmissionConfig withConnectInfo(ConnectInfoKey... connectInfo) {
        return new AdmissionConfig(userSocket, checkOrigin, Set.of(connectInfo), session, errorHandler);
    }

    /** Returns a copy with a session that {@code connect} learns too. */
    public AdmissionConfig withSession(SessionConfig session, ConnectInfoKey... connectInfo) {
        return new AdmissionConfig(userSocket, checkOrigin, Set.of(connectInfo), session, errorHandler);
    }

    /** Returns a copy with another answer to refusals. */
    public AdmissionConfig withErrorHandler(RefusalHandler errorHandler) {
        return new AdmissionConfig(userSocket, checkOrigin, connectInfo, session, errorHandler);
    }

    /** Makes the running side of it. */
    public Admission admission(String transport, EndpointDefaults defaults, Loop loop) {
        return new Admission(
                checkOrigin, new ConnectInfoCollector(transport, connectInfo, session), errorHandler, defaults, loop);
    }
}
