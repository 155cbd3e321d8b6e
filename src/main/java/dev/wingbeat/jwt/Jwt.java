package dev.wingbeat.jwt;

import static java.lang.System.Logger.Level.WARNING;

import dev.wingbeat.jwt.Algorithm.KeyKind;
import dev.wingbeat.metrics.Meter;
import dev.wingbeat.metrics.Metrics;
import io.vertx.core.Future;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Verifies JSON Web Tokens. Thread-safe; make one, and keep it: it remembers keys and tokens.
 *
 * <pre>{@code
 * var jwt = Jwt.of(options -> options.jwks("https://auth.example.com/", "https://auth.example.com/.well-known/jwks.json")
 *         .audience("game"));
 * }</pre>
 *
 * <p>A token is verified in this order, and the first thing that is wrong is the answer: size and form, algorithm, key,
 * signature, {@code exp}, {@code nbf} and {@code iat}, {@code iss}, {@code aud}, {@code sub}. The key decides by which
 * algorithms it verifies, the header of a token only chooses among them. With HMAC that takes microseconds and happens where
 * {@link #verify} is called; all else happens on threads of its own, as many as there are processors. When a thousand tokens
 * wait for them, or for a key set, others are refused as {@link JwtRefusal#UNAVAILABLE}. What such a token says is remembered for up to a minute
 * by its SHA-256.
 *
 * <p>Key sets are fetched when they are first needed, and kept: see {@link JwtOptions#jwks(String, String)} and the page on
 * tokens.
 */
public final class Jwt {

    private static final int MAX_LENGTH = 8 * 1024;
    private static final int MAX_WAITING = 1_000;
    /** Keys that a token is tried with which does not say its key: each one costs. */
    private static final int MAX_TRIED = 4;

    private static final int MAX_CACHED = 100_000;

    private static final System.Logger LOGGER = System.getLogger(Jwt.class.getName());

    private final List<VerifyingKey> keys;
    private final Map<String, Jwks> keySets = new LinkedHashMap<>();
    private final Set<Algorithm> allowed;
    private final boolean slow;
    private final ClaimRules rules;
    private final InstantSource clock;
    private final BoundedWork work;
    private final TokenCache cache;
    private final LongAdder accepted = new LongAdder();
    private final Map<JwtRefusal, LongAdder> refused = new EnumMap<>(JwtRefusal.class);

    Jwt(JwtOptions options, Function<URI, Jwks> keySet, BoundedWork work) {
        this.keys = options.keys();
        options.keySets().forEach((issuer, url) -> keySets.put(issuer, keySet.apply(url)));
        this.allowed = options.allowed();
        this.slow = allowed.stream().anyMatch(algorithm -> algorithm.kind() != KeyKind.SECRET);
        this.rules = options.rules();
        this.clock = options.clock();
        this.work = work;
        this.cache = new TokenCache(MAX_CACHED, clock.instant());
        for (JwtRefusal reason : JwtRefusal.values()) {
            refused.put(reason, new LongAdder());
        }
    }

    /** The verdict on a token. */
    public sealed interface Verification {}

    /** Genuine, fresh, and what it must be. */
    public record Valid(JwtClaims claims) implements Verification {}

    /** Not accepted. */
    public record Refused(JwtRefusal reason) implements Verification {}

    /**
     * Makes one by its options.
     *
     * @param change sets keys and rules; called at once
     * @throws IllegalArgumentException without any key, for values out of range, and for options that contradict each other
     */
    public static Jwt of(Consumer<JwtOptions> change) {
        return of(JwtOptions.of(change));
    }

    /**
     * Makes one. Warns in the log when issuer or audience are not checked: then tokens that the same keys have signed for
     * another service are good here, too.
     */
    public static Jwt of(JwtOptions options) {
        String unset = options.unset().collect(Collectors.joining(" and "));
        if (!unset.isEmpty()) {
            LOGGER.log(WARNING, "tokens are taken whatever their {0} (expected: jwt with {0} set)", unset);
        }
        Function<URI, Jwks> keySet = url -> new Jwks(
                url,
                new JwksFetch(url)::get,
                options.clock(),
                () -> ThreadLocalRandom.current().nextDouble());
        return new Jwt(options, keySet, new BoundedWork(Runtime.getRuntime().availableProcessors(), MAX_WAITING));
    }

    /**
     * Verifies a token, null for none. The future completes on any thread, and at once where nothing has to be awaited; it
     * does not fail.
     */
    public Future<Verification> verify(@Nullable String token) {
        Future<Verification> decided = decide(token);
        return decided.onSuccess(this::count);
    }

    private void count(Verification verdict) {
        switch (verdict) {
            case Valid valid -> accepted.increment();
            case Refused(JwtRefusal reason) -> {
                LongAdder adder = refused.get(reason);
                if (adder != null) {
                    adder.increment();
                }
            }
        }
    }

    private Future<Verification> decide(@Nullable String token) {
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

    private Future<Verification> verifyLater(ParsedToken token, Algorithm algorithm, ByteBuffer key) {
        boolean mine =
                keys.stream().anyMatch(known -> known.kind() == algorithm.kind() && known.isNamed(token.keyId()));
        if (mine || keySets.isEmpty()) {
            return compute(token, algorithm, keys, key);
        }
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

    private Future<Verification> compute(
            ParsedToken token, Algorithm algorithm, List<VerifyingKey> candidates, ByteBuffer key) {
        Future<Verification> verdict = work.compute(() -> verify(token, algorithm, candidates, key));
        return verdict == null ? refuse(JwtRefusal.UNAVAILABLE) : verdict;
    }

    /** Verifies by the keys of the token's name, those of its algorithm. A token without one must leave few to choose from. */
    private Verification verify(
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

    private Verification judge(JwtClaims claims) {
        JwtRefusal refusal = rules.refusal(claims, clock.instant());
        return refusal == null ? new Valid(claims) : new Refused(refusal);
    }

    private static Future<Verification> refuse(JwtRefusal reason) {
        return Future.succeededFuture(new Refused(reason));
    }

    /** Returns how many tokens are remembered. */
    int cached() {
        return cache.size();
    }

    /** Has the figures asked for whenever a node is scraped; for the endpoint. */
    public void observe(Metrics metrics) {
        metrics.observe(Meter.TOKENS, accepted::sum, "ok");
        refused.forEach((reason, count) -> metrics.observe(Meter.TOKENS, count::sum, reason.code()));
        keySets.forEach((issuer, published) -> metrics.observe(
                Meter.JWKS_AGE_SECONDS, published::ageSeconds, issuer.equals(JwtOptions.ANY_ISSUER) ? "any" : issuer));
    }
}
