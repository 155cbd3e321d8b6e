package dev.wingbeat.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.wingbeat.token.PhoenixToken;
import dev.wingbeat.token.PhoenixToken.Unverified;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The content of a token as text, whoever has made it. */
final class TokenText {

    private static final List<String> TIMES = List.of("iat", "nbf", "exp", "expire_at");

    private TokenText() {}

    /**
     * Returns lines for people.
     *
     * @throws IllegalArgumentException for what is no token that can be read without a secret; it is not shown
     */
    static String decode(String token) {
        Unverified phoenix = PhoenixToken.unverified(token);
        if (phoenix != null) {
            return String.join(
                    "\n",
                    "data       " + TermText.show(phoenix.data()),
                    "signed at  " + phoenix.signedAt(),
                    "max age    "
                            + (phoenix.maxAge().equals(PhoenixToken.FOREVER)
                                    ? "infinity"
                                    : phoenix.maxAge().toMillis() / 1_000.0 + " s"),
                    "not verified");
        }
        String[] parts = token.split("\\.", -1);
        if (parts.length != 3) {
            throw unreadable(null);
        }
        try {
            var lines = new ArrayList<String>();
            lines.add("header  " + part(parts[0]).encodePrettily());
            JsonObject claims = part(parts[1]);
            lines.add("claims  " + claims.encodePrettily());
            for (String name : TIMES) {
                if (claims.getValue(name) instanceof Number seconds && seconds.longValue() > 0) {
                    lines.add("%-6s  %s".formatted(name, Instant.ofEpochSecond(seconds.longValue())));
                }
            }
            lines.add("not verified");
            return String.join("\n", lines);
        } catch (DecodeException | IllegalArgumentException | DateTimeException e) {
            throw unreadable(e);
        }
    }

    private static JsonObject part(String encoded) {
        return new JsonObject(new String(Base64.getUrlDecoder().decode(encoded), UTF_8));
    }

    private static IllegalArgumentException unreadable(@Nullable Exception cause) {
        return new IllegalArgumentException(
                "TOKEN: unreadable (expected: a signed token of Phoenix, or a JSON Web Token; encrypted ones take decrypt)",
                cause);
    }
}
