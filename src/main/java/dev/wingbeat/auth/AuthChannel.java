package dev.wingbeat.auth;

import dev.wingbeat.channel.Channel;
import dev.wingbeat.channel.ChannelRoute;
import dev.wingbeat.channel.Execution;
import dev.wingbeat.channel.HandleResult;
import dev.wingbeat.channel.InternalSocket;
import dev.wingbeat.channel.JoinResult;
import dev.wingbeat.channel.Socket;
import dev.wingbeat.connection.Assigns;
import dev.wingbeat.credential.ConnectionCredentials;
import dev.wingbeat.credential.CredentialKeeper;
import dev.wingbeat.credential.Renewal;
import dev.wingbeat.credential.TokenVerifier;
import dev.wingbeat.protocol.Hop;
import dev.wingbeat.protocol.Payload;
import io.vertx.core.Future;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The channel of the topic {@code auth}: renews the credentials of its connection, and those of other channels of the connection, by
 * tokens that the client presents, and tells the client when it is time to. A token that is refused changes nothing. Internal seam.
 */
public final class AuthChannel implements Channel {

    private static final String REFRESH = "refresh";
    private static final String EXPIRING = "token_expiring";
    private static final String EXPIRES_IN = "expires_in";

    private final TokenVerifier verifier;
    private final Function<String, @Nullable TokenVerifier> topicVerifiers;

    private AuthChannel(TokenVerifier verifier, Function<String, @Nullable TokenVerifier> topicVerifiers) {
        this.verifier = verifier;
        this.topicVerifiers = topicVerifiers;
    }

    /**
     * Returns the route to such channels.
     *
     * @param verifier says what the tokens of connections are worth
     * @param topicVerifiers finds the verifier of the tokens of a topic, null for those that need none
     */
    public static ChannelRoute route(TokenVerifier verifier, Function<String, @Nullable TokenVerifier> topicVerifiers) {
        return new ChannelRoute(
                ConnectionCredentials.TOPIC,
                () -> new AuthChannel(verifier, topicVerifiers),
                Execution.EVENT_LOOP,
                Assigns.NONE);
    }

    @Override
    public JoinResult join(String topic, Payload payload, Socket socket) {
        ConnectionCredentials credentials = of(socket);
        socket.afterJoin(() -> credentials.listen(notice -> socket.push(EXPIRING, response(notice))));
        socket.onEnd(() -> credentials.listen(null));
        if (payload.isObject() && payload.json().getValue("token") == null) {
            return JoinResult.ok(response(credentials.expiresIn()));
        }
        long wait = credentials.mayRefresh();
        return wait > 0
                ? JoinResult.errorResponse(limited(wait))
                : JoinResult.async(renewed(payload, socket).map(AuthChannel::joined));
    }

    @Override
    public HandleResult handleIn(String event, Payload payload, Socket socket) {
        if (!event.equals(REFRESH)) {
            return HandleResult.unknown(event);
        }
        long wait = of(socket).mayRefresh();
        return wait > 0
                ? HandleResult.errorResponse(limited(wait))
                : HandleResult.async(renewed(payload, socket).map(AuthChannel::answered));
    }

    private Future<Renewal> renewed(Payload payload, Socket socket) {
        ConnectionCredentials credentials = of(socket);
        String token = CredentialKeeper.token(payload);
        Object topic = payload.isObject() ? payload.json().getValue("topic") : null;
        if (topic == null) {
            return here(socket, CredentialKeeper.ask(verifier, token, socket.topic()))
                    .map(credentials::renew);
        }
        String name = topic.toString();
        TokenVerifier ofTopic = topicVerifiers.apply(name);
        return ofTopic == null
                ? Future.succeededFuture(Renewal.Refused.NOT_JOINED)
                : here(socket, CredentialKeeper.ask(ofTopic, token, name))
                        .map(verification -> credentials.renew(name, verification));
    }

    /** Returns to the loop of the connection with what was verified elsewhere. */
    private static <T> Future<T> here(Socket socket, Future<T> verified) {
        return verified.isComplete() ? verified : Hop.to(((InternalSocket) socket).context(), verified);
    }

    private static JoinResult joined(Renewal renewal) {
        return switch (renewal) {
            case Renewal.Renewed(Long expiresIn) -> JoinResult.ok(response(expiresIn));
            case Renewal.Refused(String reason) -> JoinResult.error(reason);
        };
    }

    private static HandleResult answered(Renewal renewal) {
        return switch (renewal) {
            case Renewal.Renewed(Long expiresIn) -> HandleResult.ok(response(expiresIn));
            case Renewal.Refused(String reason) -> HandleResult.error(reason);
        };
    }

    private static Payload response(@Nullable Long expiresIn) {
        return expiresIn == null ? Payload.EMPTY : Payload.of(EXPIRES_IN, expiresIn);
    }

    private static Payload response(ConnectionCredentials.Notice notice) {
        return notice.grace() == null
                ? Payload.of(EXPIRES_IN, notice.expiresIn())
                : Payload.of(EXPIRES_IN, notice.expiresIn(), "grace", notice.grace());
    }

    private static Map<String, Object> limited(long waitMillis) {
        var response = new LinkedHashMap<String, Object>();
        response.put("reason", "rate_limited");
        response.put("retry_after", waitMillis);
        response.put("limit", REFRESH);
        return response;
    }

    private static ConnectionCredentials of(Socket socket) {
        return ((InternalSocket) socket).credentials();
    }
}
