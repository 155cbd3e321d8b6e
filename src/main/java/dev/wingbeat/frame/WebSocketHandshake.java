package dev.wingbeat.frame;

import static java.lang.System.Logger.Level.DEBUG;
import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import dev.wingbeat.connection.Admission;
import dev.wingbeat.connection.ConnectInfo;
import dev.wingbeat.connection.ConnectOutcome;
import dev.wingbeat.connection.HttpRefusal;
import dev.wingbeat.connection.TransportMetrics.Refusal;
import dev.wingbeat.protocol.LogText;
import dev.wingbeat.protocol.RateLimitedLog;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The steps of a WebSocket handshake, whose order decides which refusal a client sees. Follows {@code
 * Phoenix.Transports.WebSocket}.
 *
 * <p>Internal seam.
 *
 * @param admission decides who may connect
 * @param subprotocols in order of preference
 * @param authToken whether clients may hand a token over beside the subprotocols
 * @param limits what one WebSocket may do
 * @param sinks the WebSockets of the loop
 * @param acceptor takes the WebSockets
 */
public record WebSocketHandshake(
        Admission admission,
        List<String> subprotocols,
        boolean authToken,
        WebSocketLimits limits,
        FrameSinks sinks,
        Acceptor acceptor) {

    private static final System.Logger LOGGER = System.getLogger(WebSocketHandshake.class.getName());

    private static final RateLimitedLog FAILED = new RateLimitedLog(LOGGER, WARNING);
    private static final RateLimitedLog REFUSED = new RateLimitedLog(LOGGER, INFO);

    /** Takes over the WebSockets of a mount. */
    public interface Acceptor {

        /** Asks the application whether a client may connect. */
        Future<ConnectOutcome> connect(ConnectInfo info);

        /** Opens a connection that was accepted. */
        FrameListener open(FrameSink sink, Accepted accepted);
    }

    /** A client that was accepted, and what was agreed on. */
    public record Accepted(
            ConnectOutcome.Connected connected, @Nullable String subprotocol, SocketAddress remoteAddress) {}

    /** Answers a request for the mount's path. */
    public void handle(HttpServerRequest request, Map<String, String> pathVariables) {
        if (!request.method().equals(HttpMethod.GET)) {
            admission.metrics().refused(Refusal.MALFORMED);
            new HttpRefusal(400, "").send(request);
            return;
        }
        Map<String, Object> params = admission.params(request, pathVariables);
        if (params != null) {
            negotiate(request, params);
        }
    }

    private void negotiate(HttpServerRequest request, Map<String, Object> params) {
        var offers = request.headers().getAll("sec-websocket-protocol");
        switch (Subprotocols.negotiate(offers, subprotocols, authToken)) {
            case Subprotocols.Accepted(var protocol, var token) ->
                admission.ask(
                        new Admission.Candidate(request, params, token),
                        acceptor::connect,
                        connected -> upgrade(request, connected, protocol));
            case Subprotocols.Refused(var offered, var allowed) ->
                refuse(
                        request,
                        "its subprotocols are " + LogText.of(offered.toString()) + " (expected: one of " + allowed
                                + ")");
            case Subprotocols.UndecodableToken undecodable ->
                refuse(request, "the token among its subprotocols cannot be decoded (expected: base64 of UTF-8)");
        }
    }

    private void refuse(HttpServerRequest request, String why) {
        admission.metrics().refused(Refusal.SUBPROTOCOL);
        REFUSED.log(() -> "refused " + request.remoteAddress() + " at " + LogText.of(String.valueOf(request.path()))
                + ": " + why);
        HttpRefusal.FORBIDDEN.send(request);
    }

    private void upgrade(HttpServerRequest request, ConnectOutcome.Connected connected, @Nullable String protocol) {
        String problem = UpgradeHeaders.problem(request.version(), request.method(), request.headers());
        if (problem != null) {
            admission.metrics().refused(Refusal.MALFORMED);
            new HttpRefusal(400, problem).send(request);
            return;
        }
        var accepted = new Accepted(connected, protocol, request.remoteAddress());
        sinks.upgrade(request, protocol, limits, sink -> acceptor.open(sink, accepted))
                .onFailure(cause -> {
                    connected.permit().release();
                    abandon(request, cause);
                });
    }

    private static void abandon(HttpServerRequest request, Throwable cause) {
        if (request.response().closed()) {
            LOGGER.log(DEBUG, "a client has gone in the middle of its handshake");
            return;
        }
        FAILED.log(
                () -> "the handshake of " + request.remoteAddress() + " at "
                        + LogText.of(String.valueOf(request.path())) + " failed",
                cause);
        request.connection().close().onFailure(later -> LOGGER.log(DEBUG, "a connection was not closed", later));
    }
}
