package dev.wingbeat.app;

import dev.wingbeat.config.Key;
import dev.wingbeat.config.Shape;
import dev.wingbeat.config.ValueType;
import dev.wingbeat.config.Values;
import dev.wingbeat.connection.Assigns;
import dev.wingbeat.jwt.Jwt;
import dev.wingbeat.jwt.JwtClaims;
import dev.wingbeat.jwt.JwtOptions;
import dev.wingbeat.jwt.JwtSocket;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The part {@code jwt} of the configuration: by which JSON Web Tokens clients may connect. */
final class JwtSettings {

    /**
     * The content of the section.
     *
     * @param options keys and rules
     * @param parameter the connect parameter that has the token
     */
    record Tokens(JwtOptions options, String parameter) {}

    /** A public key, and the name by which tokens may tell it. */
    private record PublicKey(@Nullable String id, String pem) {}

    private static final ValueType<Instant> TIME =
            new ValueType<>("TIME", "a time such as 2026-12-31T00:00:00Z", false, text -> {
                try {
                    return Instant.parse(text);
                } catch (DateTimeException e) {
                    throw new IllegalArgumentException(text, e);
                }
            });

    /** For checks of what is no key. */
    private static final String ANY_SECRET = "-".repeat(32);

    private static final Key<String> SECRET =
            Key.optional("secret", Shape.text(ValueType.secret(32)), "Secret of HS256, HS384 and HS512");
    private static final Key<String> PREVIOUS_SECRET = Key.optional(
            "previous-secret", Shape.text(ValueType.secret(32)), "The secret before, for tokens still about");
    private static final Key<Instant> PREVIOUS_UNTIL =
            Key.optional("previous-secret-until", Shape.text(TIME), "When the previous secret is no longer good");

    private static final Key<String> ID =
            Key.optional("id", Shape.text(ValueType.text()), "The kid of tokens signed with it; without it, any");
    /** Not shown, since it might be the private one by mistake; like a secret, it may be in a file of its own. */
    private static final ValueType<String> PEM_TEXT = new ValueType<>("PEM", "a public key as PEM", true, text -> {
        var unused = JwtOptions.of(options -> options.publicKey(text));
        return text;
    });

    private static final Key<String> PEM = Key.required("pem", Shape.text(PEM_TEXT), "the key, or pem-file");
    private static final Shape<PublicKey> PUBLIC_KEY =
            Shape.group(List.of(ID, PEM), values -> new PublicKey(values.find(ID), values.get(PEM)));
    private static final Key<List<PublicKey>> PUBLIC_KEYS =
            Key.of("public-keys", Shape.list(PUBLIC_KEY), "Public keys: RSA, EC or Ed25519");

    private static final ValueType<String> URL = new ValueType<>(
            "URL",
            "an address such as https://auth.example.com/.well-known/jwks.json; http only for this machine",
            false,
            text -> {
                var unused = JwtOptions.of(options -> options.jwks(text));
                return text;
            });

    private static final Key<String> JWKS_URL =
            Key.optional("jwks-url", Shape.text(URL), "Address of the key set of the issuer, https only");
    private static final Key<Map<String, String>> ISSUERS = Key.of(
            "issuers",
            Shape.map(ValueType.text(), Shape.text(URL)),
            "Addresses of the key sets of several issuers, by the iss of their tokens");

    private static final Key<List<String>> ISSUER =
            Key.optional("issuer", Shape.text(ValueType.texts()), "Only tokens of these issuers, by iss");
    private static final Key<List<String>> AUDIENCE =
            Key.optional("audience", Shape.text(ValueType.texts()), "Only tokens for one of these, by aud");
    /** Whether there is a key for them is a matter of all options. */
    private static final ValueType<List<String>> KNOWN_ALGORITHMS = ValueType.list(
            "some of HS256, HS384, HS512, RS256, RS384, RS512, PS256, PS384, PS512,"
                    + " ES256, ES384, ES512, EdDSA, Ed25519",
            JwtSettings::algorithms);

    private static final Key<List<String>> ALGORITHMS = Key.optional(
            "algorithms", Shape.text(KNOWN_ALGORITHMS), "Only these algorithms; otherwise all that the keys are for");
    private static final ValueType<Duration> LEEWAY_TYPE =
            new ValueType<>("DURATION", "a duration from 0s to 60s", false, text -> {
                Duration leeway =
                        text.equals("0s") ? Duration.ZERO : ValueType.duration().parse(text);
                var unused = JwtOptions.of(options -> options.secret(ANY_SECRET).leeway(leeway));
                return leeway;
            });
    private static final Key<Duration> LEEWAY =
            Key.of("leeway", LEEWAY_TYPE, "5s", "By how much clocks may differ, at most 60s");
    private static final Key<Boolean> REQUIRE_EXPIRY =
            Key.of("require-expiry", ValueType.onOff(), "on", "Whether tokens must say when they expire");
    private static final Key<Boolean> REQUIRE_SUBJECT =
            Key.of("require-subject", ValueType.onOff(), "on", "Whether tokens must say whom they are about");
    private static final Key<String> PARAMETER = Key.of(
            "parameter", ValueType.name(), "token", "Connect parameter that has the token, if authToken does not");

    static final Section<Tokens> SECTION = new Section<Tokens>(
                    "jwt",
                    Shape.group(
                            List.of(
                                    SECRET,
                                    PREVIOUS_SECRET,
                                    PREVIOUS_UNTIL,
                                    PUBLIC_KEYS,
                                    JWKS_URL,
                                    ISSUERS,
                                    ISSUER,
                                    AUDIENCE,
                                    ALGORITHMS,
                                    LEEWAY,
                                    REQUIRE_EXPIRY,
                                    REQUIRE_SUBJECT,
                                    PARAMETER),
                            values ->
                                    new Tokens(JwtOptions.of(options -> set(options, values)), values.get(PARAMETER))),
                    "By which JSON Web Tokens clients may connect",
                    WingbeatConfig::jwt)
            .reloadable()
            .except((before, after) -> !Objects.equals(parameter(before), parameter(after)));

    private JwtSettings() {}

    /** Returns the parameter, null when there are no tokens: a user socket is made at the start only. */
    private static @Nullable String parameter(WingbeatConfig config) {
        Tokens tokens = config.jwt();
        return tokens == null ? null : tokens.parameter();
    }

    private static List<String> algorithms(List<String> names) {
        var unused = JwtOptions.of(options ->
                options.secret(ANY_SECRET).jwks("https://localhost").algorithms(names.toArray(String[]::new)));
        return names;
    }

    /** Makes the user socket of an application whose configuration has this part, and changes it when that is read again. */
    static @Nullable JwtSocket socket(Application application, Function<JwtClaims, Assigns> assigns) {
        Tokens tokens = application.config().jwt();
        if (tokens == null) {
            return null;
        }
        Jwt jwt = Jwt.of(tokens.options());
        var last = new AtomicReference<>(tokens);
        application.onReload(next -> {
            Tokens now = next.jwt();
            if (now != null && !now.equals(last.getAndSet(now))) {
                jwt.reload(now.options());
            }
        });
        return JwtSocket.of(jwt, assigns).parameter(tokens.parameter());
    }

    private static void set(JwtOptions options, Values values) {
        String secret = values.find(SECRET);
        if (secret != null) {
            options.secret(secret);
        }
        setPrevious(options, values.find(PREVIOUS_SECRET), values.find(PREVIOUS_UNTIL));
        for (PublicKey key : values.get(PUBLIC_KEYS)) {
            if (key.id() == null) {
                options.publicKey(key.pem());
            } else {
                options.publicKey(key.id(), key.pem());
            }
        }
        List<String> issuers = values.find(ISSUER);
        setKeySets(options, issuers == null ? List.of() : issuers, values);
        List<String> audience = values.find(AUDIENCE);
        if (audience != null) {
            options.audience(audience.toArray(String[]::new));
        }
        List<String> algorithms = values.find(ALGORITHMS);
        if (algorithms != null) {
            options.algorithms(algorithms.toArray(String[]::new));
        }
        options.leeway(values.get(LEEWAY))
                .requireExpiry(values.get(REQUIRE_EXPIRY))
                .requireSubject(values.get(REQUIRE_SUBJECT));
    }

    private static void setPrevious(JwtOptions options, @Nullable String secret, @Nullable Instant until) {
        if ((secret == null) != (until == null)) {
            throw new IllegalArgumentException("previous-secret: "
                    + (secret == null ? "missing" : "without an end")
                    + " (expected: with previous-secret-until, or neither of them)");
        }
        if (secret != null && until != null) {
            options.previousSecret(secret, until);
        }
    }

    /** The keys at the one address are those of the one issuer, when there is one. */
    private static void setKeySets(JwtOptions options, List<String> issuers, Values values) {
        options.issuer(issuers.toArray(String[]::new));
        String url = values.find(JWKS_URL);
        if (url != null && issuers.size() == 1) {
            options.jwks(issuers.getFirst(), url);
        } else if (url != null) {
            options.jwks(url);
        }
        values.get(ISSUERS).forEach(options::jwks);
    }
}
