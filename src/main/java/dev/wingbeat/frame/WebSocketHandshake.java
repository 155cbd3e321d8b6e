package dev.wingbeat.frame;

import static java.lang.System.Logger.Level.INFO;

import dev.wingbeat.connection.ConnectInfo;
import dev.wingbeat.connection.ConnectOutcome;
import dev.wingbeat.connection.HttpRefusal;
import dev.wingbeat.connection.MountAdmission;
import dev.wingbeat.connection.RequestCheck;
import dev.wingbeat.connection.TransportMetrics.Refusal;
import dev.wingbeat.protocol.LogText;
import dev.wingbeat.protocol.RateLimitedLog;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * The steps of a WebSocket handshake, whose order decides which refusal a client sees. Follows {@code
 * Phoenix.Transports.WebSocket}.
 *
 * <p>Internal seam.
 *
 * @param check checks the query and the origin
 * @param subprotocols in order of preference
 * @param authToken whether clients may hand a token over beside the subprotocols
 * @param question asks the application
 * @param admission decides who may connect
 * @param upgrade makes WebSockets of the requests of those who may
 */
public record WebSocketHandshake(
        RequestCheck check,
        List<String> subprotocols,
        boolean authToken,
        Function<ConnectInfo, Future<ConnectOutcome>> question,
        MountAdmission admission,
        WebSocketUpgrade upgrade) {

    private static final RateLimitedLog REFUSED =
            new RateLimitedLog(System.getLogger(WebSocketHandshake.class.getName()), INFO);

    /** Makes the handshake of a mount. */
    public WebSocketHandshake(
            HandshakeOptions<?> options,
            boolean authToken,
            Function<ConnectInfo, Future<ConnectOutcome>> question,
            MountAdmission admission,
            WebSocketUpgrade upgrade) {
        this(
                new RequestCheck(options, admission.defaults(), admission.refuser()),
                options.subprotocols(),
                authToken,
                question,
                admission,
                upgrade);
    }

    /** Answers a request for the mount's path. */
    public void handle(HttpServerRequest request, Map<String, String> pathVariables) {
        if (!request.method().equals(HttpMethod.GET)) {
            check.refuser().refuse(request, Refusal.MALFORMED, new HttpRefusal(400, ""));
            return;
        }
        Map<String, Object> params = check.params(request, pathVariables);
        if (params != null) {
            negotiate(request, params);
        }
    }

    private void negotiate(HttpServerRequest request, Map<String, Object> params) {
        var offers = request.headers().getAll("sec-websocket-protocol");
        switch (Subprotocols.negotiate(offers, subprotocols, authToken)) {
            case Subprotocols.Accepted(var protocol, var token) ->
                admission.ask(
                        new MountAdmission.Candidate(request, params, token, question),
                        connected -> upgrade.answer(request, connected, protocol));
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
        REFUSED.log(() -> "refused " + request.remoteAddress() + " at " + LogText.of(String.valueOf(request.path()))
                + ": " + why);
        check.refuser().refuse(request, Refusal.SUBPROTOCOL, HttpRefusal.FORBIDDEN);
    }
}
