package dev.wingbeat.jwt;

import dev.wingbeat.jwt.Algorithm.KeyKind;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Options of {@link Jwt}: the keys that tokens are verified with, and the claims that they must have. At least one key must be
 * set: secrets, public keys and key sets may be set together. Not thread-safe.
 */
public final class JwtOptions {

    /** Stands for an issuer that is not checked by its key set. */
    static final String ANY_ISSUER = "";

    private static final Duration MAX_LEEWAY = Duration.ofMinutes(1);

    private final List<VerifyingKey> keys = new ArrayList<>();
    private final Map<String, URI> keySets = new LinkedHashMap<>();
    private final Set<Algorithm> algorithms = EnumSet.noneOf(Algorithm.class);
    private final Set<String> issuers = new LinkedHashSet<>();
    private final Set<String> audiences = new LinkedHashSet<>();
    private Duration leeway = Duration.ofSeconds(5);
    private boolean requireExpiry = true;
    private boolean requireSubject = true;
    private InstantSource clock = InstantSource.system();

    private JwtOptions() {}

    /**
     * Makes options.
     *
     * @param change sets keys and rules; called at once
     * @throws IllegalArgumentException without any key, for values out of range, and for options that contradict each other
     */
    public static JwtOptions of(Consumer<JwtOptions> change) {
        var options = new JwtOptions();
        change.accept(options);
        options.check();
        return options;
    }

    /**
     * Sets the secret of HS256, HS384 and HS512, in UTF-8.
     *
     * @throws IllegalArgumentException for less than 32 bytes
     */
    public JwtOptions secret(String secret) {
        return secret(secret.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Sets the same secret as bytes.
     *
     * @throws IllegalArgumentException for less than 32 bytes
     */
    public JwtOptions secret(byte[] secret) {
        keys.add(VerifyingKey.secret(secret.clone(), null));
        return this;
    }

    /**
     * Sets the secret that was used before, for tokens that are still in use.
     *
     * @param until when it is no longer good
     * @throws IllegalArgumentException for less than 32 bytes
     */
    public JwtOptions previousSecret(String secret, Instant until) {
        keys.add(VerifyingKey.secret(secret.getBytes(StandardCharsets.UTF_8), until));
        return this;
    }

    /**
     * Adds a public key: RSA, EC on P-256, P-384 or P-521, or Ed25519.
     *
     * @param pem as {@code openssl pkey -pubout} writes it
     * @throws IllegalArgumentException for anything else; the text is not shown
     */
    public JwtOptions publicKey(String pem) {
        keys.add(VerifyingKey.of(null, PublicKeys.pem(pem), null));
        return this;
    }

    /**
     * Adds a public key that is only for tokens which name it, in {@code kid}, or no key at all.
     *
     * @throws IllegalArgumentException for anything else than a PEM
     */
    public JwtOptions publicKey(String id, String pem) {
        keys.add(VerifyingKey.of(id, PublicKeys.pem(pem), null));
        return this;
    }

    /**
     * Adds the keys that an issuer publishes as a set of JSON Web Keys. They verify the tokens of that issuer only.
     *
     * @param issuer the {@code iss} of its tokens, allowed by this; each has one address
     * @param url of HTTPS, or of this machine
     * @throws IllegalArgumentException for another address
     */
    public JwtOptions jwks(String issuer, String url) {
        if (issuer.isBlank()) {
            throw new IllegalArgumentException("issuer: empty (expected: the iss of its tokens)");
        }
        keySets.put(issuer, JwksFetch.url(url));
        issuers.add(issuer);
        return this;
    }

    /**
     * Adds the keys published at an address, for tokens of any issuer.
     *
     * @throws IllegalArgumentException for an address that is not of HTTPS or of this machine
     */
    public JwtOptions jwks(String url) {
        keySets.put(ANY_ISSUER, JwksFetch.url(url));
        return this;
    }

    /**
     * Allows these algorithms only; by default all that the keys are for.
     *
     * @throws IllegalArgumentException for one that is not known, such as {@code none}
     */
    public JwtOptions algorithms(String... names) {
        algorithms.clear();
        for (String name : names) {
            Algorithm algorithm = Algorithm.of(name);
            if (algorithm == null) {
                throw new IllegalArgumentException(
                        "algorithms: " + name + " (expected: some of " + Algorithm.names() + ")");
            }
            algorithms.add(algorithm);
        }
        return this;
    }

    /** Accepts tokens of these issuers only, by {@code iss}. */
    public JwtOptions issuer(String... issuer) {
        issuers.addAll(List.of(issuer));
        return this;
    }

    /** Accepts tokens for one of these audiences only, by {@code aud}. */
    public JwtOptions audience(String... audience) {
        audiences.addAll(List.of(audience));
        return this;
    }

    /**
     * Sets by how much clocks may differ: 5 s by default.
     *
     * @throws IllegalArgumentException for more than a minute
     */
    public JwtOptions leeway(Duration leeway) {
        if (leeway.isNegative() || leeway.compareTo(MAX_LEEWAY) > 0) {
            throw new IllegalArgumentException("leeway: " + leeway + " (expected: up to a minute)");
        }
        this.leeway = leeway;
        return this;
    }

    /** Sets whether tokens must have an expiry, {@code exp}; they must by default. */
    public JwtOptions requireExpiry(boolean requireExpiry) {
        this.requireExpiry = requireExpiry;
        return this;
    }

    /** Sets whether tokens must have a subject, {@code sub}; they must by default. */
    public JwtOptions requireSubject(boolean requireSubject) {
        this.requireSubject = requireSubject;
        return this;
    }

    JwtOptions clock(InstantSource clock) {
        this.clock = clock;
        return this;
    }

    InstantSource clock() {
        return clock;
    }

    List<VerifyingKey> keys() {
        return List.copyOf(keys);
    }

    Map<String, URI> keySets() {
        return Map.copyOf(keySets);
    }

    ClaimRules rules() {
        return new ClaimRules(leeway, requireExpiry, requireSubject, issuers, audiences);
    }

    /** Returns what is allowed: what was set, else what the keys are for. */
    Set<Algorithm> allowed() {
        Set<KeyKind> kinds = EnumSet.noneOf(KeyKind.class);
        keys.forEach(key -> kinds.add(key.kind()));
        if (!keySets.isEmpty()) {
            kinds.addAll(EnumSet.complementOf(EnumSet.of(KeyKind.SECRET)));
        }
        Set<Algorithm> possible = Algorithm.of(kinds);
        if (algorithms.isEmpty()) {
            return possible;
        }
        Set<Algorithm> allowed = EnumSet.copyOf(algorithms);
        allowed.retainAll(possible);
        return allowed;
    }

    /** Checks that tokens can be verified at all. */
    private void check() {
        if (keys.isEmpty() && keySets.isEmpty()) {
            throw new IllegalArgumentException("no key (expected: a secret, a public key or a key set)");
        }
        if (allowed().isEmpty()) {
            throw new IllegalArgumentException("algorithms: " + algorithms + " (expected: one that a key is for)");
        }
        if (keySets.containsKey(ANY_ISSUER) && keySets.size() > 1) {
            throw new IllegalArgumentException("jwks: " + keySets.size()
                    + " addresses, one of them without an issuer (expected: each with the issuer whose keys it has)");
        }
    }

    /** Returns the names of what should be set, and is not. */
    Stream<String> unset() {
        return Stream.concat(
                issuers.isEmpty() ? Stream.of("issuer") : Stream.empty(),
                audiences.isEmpty() ? Stream.of("audience") : Stream.empty());
    }
}
