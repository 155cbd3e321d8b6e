package dev.wingbeat.jwt;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The claims of a token that was verified. Immutable.
 *
 * @param subject whom it is about: {@code sub}; null only where tokens need not name anybody
 * @param id the token's own id: {@code jti}
 * @param issuer the issuer of the token: {@code iss}
 * @param audience for whom: {@code aud}
 * @param issuedAt when: {@code iat}
 * @param notBefore from when it is good: {@code nbf}
 * @param expiresAt until when it is good: {@code exp}
 * @param endsAt when a connection by this token ends: {@code expire_at} where it says so, else {@code exp}; null for never
 * @param all all claims by their names: texts, {@link Long}s, {@link Double}s, booleans, lists and maps of them, and null
 */
public record JwtClaims(
        @Nullable String subject,
        @Nullable String id,
        @Nullable String issuer,
        List<String> audience,
        @Nullable Instant issuedAt,
        @Nullable Instant notBefore,
        @Nullable Instant expiresAt,
        @Nullable Instant endsAt,
        Map<String, @Nullable Object> all) {

    /** Copies the list; the map must not be changed. */
    public JwtClaims {
        audience = List.copyOf(audience);
    }

    /** Returns a claim, null when it is absent. */
    public @Nullable Object claim(String name) {
        return all.get(name);
    }

    /** Returns a claim, null when it is absent or not a text. */
    public @Nullable String text(String name) {
        return all.get(name) instanceof String text ? text : null;
    }

    /** Returns the names only: claims may be personal. */
    @Override
    public String toString() {
        return "JwtClaims" + all.keySet();
    }
}
