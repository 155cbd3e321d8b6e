package dev.wingbeat.jwt;

import static java.lang.System.Logger.Level.WARNING;

import dev.wingbeat.metrics.Meter;
import dev.wingbeat.metrics.Metrics;
import io.vertx.core.Future;
import java.net.URI;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReference;
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

    private static final int MAX_WAITING = 1_000;

    private static final System.Logger LOGGER = System.getLogger(Jwt.class.getName());

    private final Function<URI, Jwks> newKeySet;
    private final BoundedWork work;
    private final AtomicReference<Verifier> verifier;
    private final LongAdder accepted = new LongAdder();
    private final Map<JwtRefusal, LongAdder> refused = new EnumMap<>(JwtRefusal.class);
    private final Map<Metrics, Set<String>> observers = new ConcurrentHashMap<>();

    Jwt(JwtOptions options, Function<URI, Jwks> newKeySet, BoundedWork work) {
        this.newKeySet = newKeySet;
        this.work = work;
        this.verifier = new AtomicReference<>(new Verifier(options, newKeySet, work));
        for (JwtRefusal reason : JwtRefusal.values()) {
            refused.put(reason, new LongAdder());
        }
    }

    /** The verdict on a token. */
    public sealed interface Verdict {}

    /** Genuine, fresh, and what it must be. */
    public record Valid(JwtClaims claims) implements Verdict {}

    /** Not accepted. */
    public record Refused(JwtRefusal reason) implements Verdict {}

    /**
     * Makes a verifier with options.
     *
     * @param change sets keys and rules; called at once
     * @throws IllegalArgumentException without any key, for values out of range, and for options that contradict each other
     */
    public static Jwt of(Consumer<JwtOptions> change) {
        return of(JwtOptions.of(change));
    }

    /**
     * Makes a verifier with options. Warns in the log when issuer or audience are not checked: tokens that the same keys have
     * signed for another service are then accepted here, too.
     */
    public static Jwt of(JwtOptions options) {
        warnOfUnset(options);
        Function<URI, Jwks> keySet = url -> new Jwks(
                url,
                new JwksFetch(url)::get,
                options.clock(),
                () -> ThreadLocalRandom.current().nextDouble());
        return new Jwt(options, keySet, new BoundedWork(Runtime.getRuntime().availableProcessors(), MAX_WAITING));
    }

    private static void warnOfUnset(JwtOptions options) {
        String unset = options.unset().collect(Collectors.joining(" and "));
        if (!unset.isEmpty()) {
            LOGGER.log(WARNING, "tokens are taken whatever their {0} (expected: jwt with {0} set)", unset);
        }
    }

    /**
     * Verifies by other options from now on. Key sets whose addresses stay are kept as they are; tokens that were verified before are
     * verified again.
     */
    public void reload(JwtOptions options) {
        warnOfUnset(options);
        Map<URI, Jwks> known = verifier.get().keySets().values().stream()
                .collect(Collectors.toMap(Jwks::url, keySet -> keySet, (one, same) -> one));
        verifier.set(new Verifier(
                options,
                url -> {
                    Jwks kept = known.get(url);
                    return kept == null ? newKeySet.apply(url) : kept;
                },
                work));
        observers.forEach(this::observeKeySets);
    }

    /**
     * Verifies a token, null for none. The future completes on any thread, and at once where nothing has to be awaited; it
     * does not fail.
     */
    public Future<Verdict> verify(@Nullable String token) {
        return verifier.get().decide(token).onSuccess(this::count);
    }

    private void count(Verdict verdict) {
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

    /** Adds its figures to the metrics of a node. Internal seam: for the endpoint. */
    public void observe(Metrics metrics) {
        metrics.observe(Meter.TOKENS, accepted::sum, "ok");
        refused.forEach((reason, count) -> metrics.observe(Meter.TOKENS, count::sum, reason.code()));
        Set<String> observed = ConcurrentHashMap.newKeySet();
        observers.put(metrics, observed);
        observeKeySets(metrics, observed);
    }

    private void observeKeySets(Metrics metrics, Set<String> observed) {
        for (String issuer : verifier.get().keySets().keySet()) {
            if (observed.add(issuer)) {
                String label = issuer.equals(JwtOptions.ANY_ISSUER) ? "any" : issuer;
                metrics.observe(Meter.JWKS_AGE_SECONDS, () -> ageSeconds(issuer), label);
            }
        }
    }

    private double ageSeconds(String issuer) {
        Jwks keySet = verifier.get().keySets().get(issuer);
        return keySet == null ? Double.NaN : keySet.ageSeconds();
    }
}
