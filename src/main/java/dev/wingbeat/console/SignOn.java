package dev.wingbeat.console;

import static java.lang.System.Logger.Level.ERROR;

import dev.wingbeat.admin.Caller;
import dev.wingbeat.admin.Scope;
import dev.wingbeat.console.ConsoleAuth.Operator;
import dev.wingbeat.console.ConsoleAuth.Role;
import dev.wingbeat.protocol.RateLimitedLog;
import dev.wingbeat.token.PhoenixToken;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Lets in operators whom the application's own sign-on knows, by a signed token for the WebSocket: cookies do not count there, since a
 * page of elsewhere could make a browser send them. All nodes with the same secret accept the token. May be used from any thread.
 */
final class SignOn {

    /** The beginning of a signed token, which no digest has. */
    static final String SIGNED = "SFMyNTY.";

    /** The time for which a token is good. */
    static final Duration LASTS = Duration.ofMinutes(10);

    private static final RateLimitedLog FAILED = new RateLimitedLog(System.getLogger(SignOn.class.getName()), ERROR);
    private static final String SALT = "wingbeat console";
    private static final String NAME = "name";
    private static final long PATIENCE_SECONDS = 10;

    private final ConsoleAuth auth;
    private final PhoenixToken tokens;

    /** Makes it with the secret that the nodes share. */
    SignOn(ConsoleAuth auth, String secretKeyBase) {
        this.auth = auth;
        this.tokens = PhoenixToken.of(secretKeyBase, SALT);
    }

    /** Returns a token for whoever asks; nothing for nobody, and for somebody without a role. Fails when that cannot be told. */
    Future<Optional<String>> token(HttpServerRequest request) {
        return Future.succeededFuture(request)
                .compose(auth::operator)
                .timeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
                .map(found ->
                        found.filter(operator -> !operator.roles().isEmpty()).map(this::signed))
                .onFailure(cause -> FAILED.log(() -> "the sign-on of the console failed", cause));
    }

    private String signed(Operator operator) {
        Map<String, Object> data = new TreeMap<>();
        data.put(NAME, operator.name());
        operator.roles().forEach(role -> data.put(role.name(), true));
        return tokens.sign(data, LASTS);
    }

    /** Returns whose token it is; null for one that is over, or none of ours. */
    @Nullable
    Caller caller(String token) {
        return tokens.verify(token) instanceof PhoenixToken.Valid(Map<?, ?> data)
                        && data.get(NAME) instanceof String name
                ? new Caller(name, scopes(data), List.of())
                : null;
    }

    private static Set<Scope> scopes(Map<?, ?> data) {
        Set<Scope> scopes = EnumSet.of(Scope.CONSOLE, Scope.READ);
        if (data.containsKey(Role.ACT.name())) {
            scopes.addAll(EnumSet.of(Scope.PUBLISH, Scope.ACT, Scope.ADMIN));
        }
        if (data.containsKey(Role.TAP.name())) {
            scopes.add(Scope.TAP);
        }
        return scopes;
    }
}
