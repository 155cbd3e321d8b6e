package dev.wingbeat.credential;

import dev.wingbeat.connection.Assign;
import dev.wingbeat.connection.Assigns;
import dev.wingbeat.connection.Credentials;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Tokens that say what they are worth in plain text, such as {@code sub=alice,jti=t1,iat=0,exp=100,role=admin}; times are seconds
 * since 1970. With {@code is=expired} and the like they are refused, with {@code is=broken} verification fails, with {@code
 * elsewhere=yes} it completes on another thread.
 */
public final class PlainTokens implements TokenVerifier {

    /** What the claim {@code role} is assigned as. */
    public static final Assign<String> ROLE = Assign.of("role", String.class);

    private static Map<String, String> claims(String token) {
        return Stream.of(token.split(","))
                .map(claim -> claim.split("=", 2))
                .collect(Collectors.toMap(claim -> claim[0], claim -> claim[1]));
    }

    private static @Nullable Instant time(@Nullable String seconds) {
        return seconds == null ? null : Instant.ofEpochSecond(Long.parseLong(seconds));
    }

    /** Returns what a token says. */
    public static Credentials credentials(String token) {
        var claims = claims(token);
        return new Credentials(claims.get("sub"), claims.get("jti"), time(claims.get("iat")), time(claims.get("exp")));
    }

    /** Returns what a token assigns. */
    public static Assigns assigns(String token) {
        return Assigns.of(ROLE, claims(token).getOrDefault("role", "user"));
    }

    private static Verification judge(String token) {
        if (!token.contains("=")) {
            return Verification.refused(Verification.Reason.INVALID);
        }
        var claims = claims(token);
        if (claims.containsKey("is")) {
            return Verification.refused(Verification.Reason.valueOf(claims.get("is")));
        }
        return new Verification.Verified(assigns(token), credentials(token), claims.get("topic"));
    }

    @Override
    public Future<Verification> verify(String token) {
        if (token.equals("broken")) {
            return Future.failedFuture("the keys are out of reach");
        }
        if (!token.contains("elsewhere=")) {
            return Future.succeededFuture(judge(token));
        }
        Promise<Verification> later = Promise.promise();
        Thread.ofVirtual().start(() -> later.complete(judge(token)));
        return later.future();
    }
}
