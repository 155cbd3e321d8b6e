package dev.wingbeat.jwt;

import static java.lang.System.Logger.Level.INFO;

import dev.wingbeat.connection.Assign;
import dev.wingbeat.connection.Assigns;
import dev.wingbeat.connection.ConnectInfo;
import dev.wingbeat.connection.ConnectResult;
import dev.wingbeat.connection.Credentials;
import dev.wingbeat.connection.UserSocket;
import dev.wingbeat.credential.TokenVerifier;
import dev.wingbeat.credential.Verification;
import dev.wingbeat.protocol.RateLimitedLog;
import io.vertx.core.Future;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A user socket that accepts clients by a JSON Web Token.
 *
 * <pre>{@code
 * endpoint.socket("/socket", JwtSocket.of(jwt, claims -> Assigns.of(USER, claims.subject())), routes -> ...)
 * }</pre>
 *
 * <p>The token is the one that clients hand over as {@code authToken}, if the mount has that option, else the parameter
 * {@code token}. Connections are named {@code user_socket:} and their subject: broadcasting {@code disconnect} there closes
 * them. A token with a claim {@code topic} is for that topic only, not for a connection.
 *
 * <p>A client that is refused gets HTTP 403, or 503 when the token could not be verified now. The log shows the
 * {@link JwtRefusal#code}, which the mount's error handler is given as the reason; it never shows the token.
 */
public final class JwtSocket implements UserSocket, TokenVerifier {

    /** The claims of the connection's token. */
    public static final Assign<JwtClaims> CLAIMS = Assign.of("jwt", JwtClaims.class);

    /** The claim of tokens that are good for a topic: an exact one, or a prefix followed by {@code *}. */
    public static final String TOPIC = "topic";

    private static final System.Logger LOGGER = System.getLogger(JwtSocket.class.getName());
    private static final RateLimitedLog REFUSED = new RateLimitedLog(LOGGER, INFO);

    private final Jwt jwt;
    private final Function<JwtClaims, Assigns> assigns;
    private final String parameter;

    private JwtSocket(Jwt jwt, Function<JwtClaims, Assigns> assigns, String parameter) {
        this.jwt = jwt;
        this.assigns = assigns;
        this.parameter = parameter;
    }

    /** Makes a user socket that assigns {@link #CLAIMS} only. */
    public static JwtSocket of(Jwt jwt) {
        return of(jwt, claims -> Assigns.NONE);
    }

    /**
     * Makes a user socket.
     *
     * @param assigns returns the values that a connection is assigned beside {@link #CLAIMS}; called on any thread, must not
     *     block. When it throws, the client gets HTTP 500
     */
    public static JwtSocket of(Jwt jwt, Function<JwtClaims, Assigns> assigns) {
        return new JwtSocket(jwt, assigns, "token");
    }

    /** Returns a copy that reads the token from another parameter. */
    public JwtSocket parameter(String name) {
        return new JwtSocket(jwt, assigns, name);
    }

    /** Returns the verifier of the tokens. */
    public Jwt jwt() {
        return jwt;
    }

    @Override
    public ConnectResult connect(ConnectInfo connect) {
        String token = connect.authToken() == null ? connect.param(parameter) : connect.authToken();
        Future<Jwt.Verdict> verdict = jwt.verify(token);
        return verdict.isComplete() ? result(verdict.result()) : ConnectResult.async(verdict.map(this::result));
    }

    private ConnectResult result(Jwt.Verdict verdict) {
        return switch (verdict) {
            case Jwt.Refused(var reason) -> refuse(reason);
            case Jwt.Valid(var claims) when claims.claim(TOPIC) != null -> refuse(JwtRefusal.PURPOSE);
            case Jwt.Valid(var claims) -> ConnectResult.accept(assigned(claims), credentials(claims));
        };
    }

    private static ConnectResult refuse(JwtRefusal reason) {
        REFUSED.log(() -> "token refused: " + reason.code());
        return reason == JwtRefusal.UNAVAILABLE ? ConnectResult.unavailable() : ConnectResult.refuse(reason.code());
    }

    private Assigns assigned(JwtClaims claims) {
        return Assigns.of(CLAIMS, claims).with(assigns.apply(claims));
    }

    private static Credentials credentials(JwtClaims claims) {
        return new Credentials(named(claims.subject()), named(claims.id()), claims.issuedAt(), claims.endsAt());
    }

    private static @Nullable String named(@Nullable String name) {
        return name == null || name.isEmpty() ? null : name;
    }

    /** Verifies a token that renews a connection, or is for a topic. */
    @Override
    public Future<Verification> verify(String token) {
        return jwt.verify(token).map(verdict -> switch (verdict) {
            case Jwt.Refused(var reason) -> Verification.refused(reason(reason));
            case Jwt.Valid(var claims) -> verified(claims);
        });
    }

    private Verification verified(JwtClaims claims) {
        if (claims.claim(TOPIC) == null) {
            return Verification.verified(assigned(claims), credentials(claims));
        }
        String topic = claims.text(TOPIC);
        return topic == null
                ? Verification.refused(Verification.Reason.INVALID)
                : Verification.verified(assigned(claims), credentials(claims), topic);
    }

    private static Verification.Reason reason(JwtRefusal refusal) {
        return switch (refusal) {
            case EXPIRED -> Verification.Reason.EXPIRED;
            case UNAVAILABLE -> Verification.Reason.UNAVAILABLE;
            default -> Verification.Reason.INVALID;
        };
    }

    @Override
    public @Nullable String id(Assigns assigns) {
        String subject = named(assigns.get(CLAIMS).subject());
        return subject == null ? null : "user_socket:" + subject;
    }
}
