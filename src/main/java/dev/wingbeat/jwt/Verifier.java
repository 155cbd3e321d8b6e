package dev.wingbeat.jwt;

import dev.wingbeat.jwt.Algorithm.KeyKind;
import dev.wingbeat.jwt.Jwt.Refused;
import dev.wingbeat.jwt.Jwt.Valid;
import dev.wingbeat.jwt.Jwt.Verdict;
import io.vertx.core.Future;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Verifies tokens by one set of options, and remembers what it has verified by them. May be used from any thread. */
final class Verifier {

    private static final int MAX_LENGTH = 8 * 1024;
    private static final int MAX_CACHED = 100_000;

    /** Keys that a token is tried with which does not say its key: each one costs. */
    private static final int MAX_TRIED = 4;

    private final List<VerifyingKey> keys;
    private final Map<String, Jwks> keySets = new LinkedHashMap<>();
    private final Set<Algorithm> allowed;
    private final boolean slow;
    private final ClaimRules rules;
    private final InstantSource clock;
    private final BoundedWork work;
    private final TokenCache cache;

    Verifier(JwtOptions options, Function<URI, Jwks> keySet, BoundedWork work) {
        this.keys = options.keys();
        options.keySets().forEach((issuer, url) -> keySets.put(issuer, keySet.apply(url)));
        this.allowed = options.allowed();
        this.slow = allowed.stream().anyMatch(algorithm -> algorithm.kind() != KeyKind.SECRET);
        this.rules = options.rules();
        this.clock = options.clock();
        this.work = work;
        this.cache = new TokenCache(MAX_CACHED, clock.instant());
    }

    /** Returns the key sets by issuer. */
    Map<String, Jwks> keySets() {
        return keySets;
    }

    /** Decides; the future completes on any thread, at once where nothing has to be awaited. */
    Future<Verdict> decide(@Nullable String token) {
        if (token == null || token.isEmpty()) {
            return refuse(JwtRefusal.MISSING);
        }
        if (token.length() > MAX_LENGTH) {
            return refuse(JwtRefusal.TOO_LARGE);
        }
        ByteBuffer key = slow ? TokenCache.key(token) : null;
        JwtClaims known = key == null ? null : cache.get(key, clock.instant());
        if (known != null) {
            return Future.succeededFuture(judge(known));
        }
        ParsedToken parsed = ParsedToken.of(token);
        if (parsed == null) {
            return refuse(JwtRefusal.MALFORMED);
        }
        Algorithm algorithm = parsed.algorithm();
        if (algorithm == null || !allowed.contains(algorithm)) {
            return refuse(JwtRefusal.ALGORITHM);
        }
        if (key == null || algorithm.kind() == KeyKind.SECRET) {
            return Future.succeededFuture(verify(parsed, algorithm, keys, null));
        }
        return verifyLater(parsed, algorithm, key);
    }

    /** Tries the keys that are set first. One without the token's name may be another one than that which the issuer publishes by it. */
    private Future<Verdict> verifyLater(ParsedToken token, Algorithm algorithm, ByteBuffer key) {
        List<VerifyingKey> mine = keys.stream()
                .filter(known -> known.kind() == algorithm.kind() && known.isNamed(token.keyId()))
                .toList();
        if (mine.isEmpty() && !keySets.isEmpty()) {
            return verifyPublished(token, algorithm, key);
        }
        Future<Verdict> own = compute(token, algorithm, keys, key);
        boolean named =
                mine.stream().anyMatch(known -> known.id() != null && known.id().equals(token.keyId()));
        return named || keySets.isEmpty()
                ? own
                : own.compose(verdict -> verdict.equals(new Refused(JwtRefusal.SIGNATURE))
                        ? verifyPublished(token, algorithm, key)
                        : Future.succeededFuture(verdict));
    }

    private Future<Verdict> verifyPublished(ParsedToken token, Algorithm algorithm, ByteBuffer key) {
        Jwks published =
                keySets.getOrDefault(String.valueOf(token.claims().issuer()), keySets.get(JwtOptions.ANY_ISSUER));
        if (published == null) {
            return refuse(JwtRefusal.ISSUER);
        }
        return published.keys(token.keyId()).compose(answer -> switch (answer) {
            case Jwks.Unavailable unavailable -> refuse(JwtRefusal.UNAVAILABLE);
            case Jwks.Known(var found) -> compute(token, algorithm, found, key);
        });
    }

    private Future<Verdict> compute(
            ParsedToken token, Algorithm algorithm, List<VerifyingKey> candidates, ByteBuffer key) {
        Future<Verdict> verdict = work.compute(() -> verify(token, algorithm, candidates, key));
        return verdict == null ? refuse(JwtRefusal.UNAVAILABLE) : verdict;
    }

    /** Verifies by the keys of the token's name, those of its algorithm. A token without one must leave few to choose from. */
    private Verdict verify(
            ParsedToken token, Algorithm algorithm, List<VerifyingKey> candidates, @Nullable ByteBuffer cacheKey) {
        Instant now = clock.instant();
        List<VerifyingKey> named =
                candidates.stream().filter(key -> key.isNamed(token.keyId())).toList();
        List<VerifyingKey> fitting =
                named.stream().filter(key -> key.isFor(algorithm, now)).toList();
        if (fitting.isEmpty() || fitting.size() > MAX_TRIED) {
            boolean other = token.keyId() != null
                    && named.stream().anyMatch(key -> token.keyId().equals(key.id()));
            return new Refused(other ? JwtRefusal.ALGORITHM : JwtRefusal.UNKNOWN_KEY);
        }
        for (VerifyingKey key : fitting) {
            if (key.verifies(token)) {
                if (cacheKey != null) {
                    cache.put(cacheKey, token.claims(), key.until(), now);
                }
                return judge(token.claims());
            }
        }
        return new Refused(JwtRefusal.SIGNATURE);
    }

    private Verdict judge(JwtClaims claims) {
        JwtRefusal refusal = rules.refusal(claims, clock.instant());
        return refusal == null ? new Valid(claims) : new Refused(refusal);
    }

    private static Future<Verdict> refuse(JwtRefusal reason) {
        return Future.succeededFuture(new Refused(reason));
    }
}
