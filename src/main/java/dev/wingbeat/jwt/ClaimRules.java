package dev.wingbeat.jwt;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The rules for the claims of a genuine token.
 *
 * @param issuers whose tokens are good, empty for everybody's
 * @param audiences for whom tokens are good, one of them; empty for whomever
 */
record ClaimRules(
        Duration leeway, boolean requireExpiry, boolean requireSubject, Set<String> issuers, Set<String> audiences) {

    ClaimRules {
        issuers = Set.copyOf(issuers);
        audiences = Set.copyOf(audiences);
    }

    /** Returns what is wrong, null for nothing; times first. */
    @Nullable
    JwtRefusal refusal(JwtClaims claims, Instant now) {
        JwtRefusal byTime = byTime(claims, now);
        if (byTime != null) {
            return byTime;
        }
        if (!issuers.isEmpty() && (claims.issuer() == null || !issuers.contains(claims.issuer()))) {
            return JwtRefusal.ISSUER;
        }
        if (!audiences.isEmpty() && Collections.disjoint(audiences, claims.audience())) {
            return JwtRefusal.AUDIENCE;
        }
        boolean nobody = claims.subject() == null || claims.subject().isEmpty();
        return nobody && requireSubject ? JwtRefusal.NO_SUBJECT : null;
    }

    private @Nullable JwtRefusal byTime(JwtClaims claims, Instant now) {
        if (claims.expiresAt() == null && requireExpiry) {
            return JwtRefusal.NO_EXPIRY;
        }
        if (isOver(claims.expiresAt(), now) || isOver(claims.endsAt(), now)) {
            return JwtRefusal.EXPIRED;
        }
        boolean early = isAhead(claims.notBefore(), now) || isAhead(claims.issuedAt(), now);
        return early ? JwtRefusal.NOT_YET : null;
    }

    private boolean isOver(@Nullable Instant end, Instant now) {
        return end != null && !now.isBefore(end.plus(leeway));
    }

    private boolean isAhead(@Nullable Instant begin, Instant now) {
        return begin != null && now.isBefore(begin.minus(leeway));
    }
}
