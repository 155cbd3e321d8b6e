package dev.wingbeat.jwt;

import static dev.wingbeat.jwt.Tokens.NOW;
import static dev.wingbeat.jwt.Tokens.OTHER_RSA;
import static dev.wingbeat.jwt.Tokens.P_256;
import static dev.wingbeat.jwt.Tokens.RSA;
import static dev.wingbeat.jwt.Tokens.SECRET;
import static dev.wingbeat.jwt.Tokens.claims;
import static dev.wingbeat.jwt.Tokens.pem;
import static dev.wingbeat.jwt.Tokens.secret;
import static dev.wingbeat.jwt.Tokens.signed;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.metrics.Metric;
import dev.wingbeat.metrics.Metrics;
import dev.wingbeat.support.Patience;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JwtTest {

    private final ManualClock clock = new ManualClock();

    private Jwt jwt(Consumer<JwtOptions> change) {
        return Jwt.of(options -> change.accept(options.clock(clock)));
    }

    private Jwt bySecret() {
        return jwt(options -> options.secret(SECRET));
    }

    private Jwt byRsa() {
        return jwt(options -> options.publicKey(pem(RSA.getPublic())));
    }

    private static Jwt.Verdict verdict(Jwt jwt, String token) {
        return await(jwt.verify(token));
    }

    static <T> T await(Future<T> future) {
        try {
            return future.await(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    static JwtClaims valid(Jwt jwt, String token) {
        Jwt.Verdict verdict = verdict(jwt, token);
        return verdict instanceof Jwt.Valid(var claims) ? claims : assertFails(verdict);
    }

    private static JwtClaims assertFails(Jwt.Verdict verdict) {
        throw new AssertionError(verdict + " (expected: valid)");
    }

    static void assertRefused(JwtRefusal reason, Jwt jwt, String token) {
        assertEquals(new Jwt.Refused(reason), verdict(jwt, token));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HS256", "HS384", "HS512", "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384",
                "ES512", "EdDSA", "Ed25519"
            })
    void everyAlgorithmVerifiesItsOwnSignatures(String algorithm) {
        var pair = Tokens.pair(algorithm);
        boolean hmac = algorithm.startsWith("HS");
        Jwt jwt = hmac ? bySecret() : jwt(options -> options.publicKey(pem(pair.getPublic())));
        var key = hmac ? secret() : pair.getPrivate();
        String token = signed(Map.of("alg", algorithm), claims(NOW), key);
        assertEquals("ann", valid(jwt, token).subject());
        String other = signed(Map.of("alg", algorithm), claims(NOW, "sub", "bob"), key);
        String forged = token.substring(0, token.lastIndexOf('.')) + other.substring(other.lastIndexOf('.'));
        assertRefused(JwtRefusal.SIGNATURE, jwt, forged);
    }

    @Test
    void claimsAreTold() {
        JwtClaims claims = valid(
                bySecret(),
                signed(claims(
                        NOW,
                        "jti",
                        "t1",
                        "iss",
                        "https://auth.example.com/",
                        "aud",
                        List.of("game", "chat"),
                        "nbf",
                        NOW.getEpochSecond() - 1,
                        "level",
                        7,
                        "tags",
                        List.of("a", Map.of("b", 1.5)))));
        assertEquals("t1", claims.id());
        assertEquals("https://auth.example.com/", claims.issuer());
        assertEquals(List.of("game", "chat"), claims.audience());
        assertEquals(NOW, claims.issuedAt());
        assertEquals(NOW.minusSeconds(1), claims.notBefore());
        assertEquals(NOW.plusSeconds(600), claims.expiresAt());
        assertEquals(claims.expiresAt(), claims.endsAt());
        assertEquals(7L, claims.claim("level"));
        assertNull(claims.text("level"));
        assertEquals(List.of("a", Map.of("b", 1.5)), claims.claim("tags"));
        assertThrows(
                UnsupportedOperationException.class, () -> claims.all().put("admin", true), "claims do not change");
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "None", "NONE", "nOnE"})
    void noSignatureIsNoToken(String none) {
        String header = Tokens.base64("{\"alg\":\"" + none + "\"}");
        String token = header + "." + Tokens.base64("{\"sub\":\"ann\",\"exp\":1900000000}") + ".";
        for (Jwt jwt : List.of(bySecret(), byRsa())) {
            for (String each : List.of(token, token + "AAAA")) {
                var verdict = (Jwt.Refused) verdict(jwt, each);
                assertTrue(
                        List.of(JwtRefusal.ALGORITHM, JwtRefusal.MALFORMED).contains(verdict.reason()),
                        verdict.toString());
            }
        }
    }

    /** The attack that takes a public key, which everybody knows, as the secret of an HMAC. */
    @Test
    void publicKeyIsNoSecret() {
        for (byte[] known :
                List.of(RSA.getPublic().getEncoded(), pem(RSA.getPublic()).getBytes(UTF_8))) {
            String token = signed(Map.of("alg", "HS256"), claims(NOW), new SecretKeySpec(known, "HMAC"));
            assertRefused(JwtRefusal.ALGORITHM, byRsa(), token);
            Jwt both = jwt(options -> options.publicKey(pem(RSA.getPublic())).secret(SECRET));
            assertRefused(JwtRefusal.SIGNATURE, both, token);
            assertEquals("ann", valid(both, signed(claims(NOW))).subject());
        }
    }

    @Test
    void keyOfAnotherKindDoesNotVerify() {
        Jwt jwt =
                jwt(options -> options.publicKey("rsa", pem(RSA.getPublic())).publicKey("ec", pem(P_256.getPublic())));
        assertRefused(
                JwtRefusal.ALGORITHM,
                jwt,
                signed(Map.of("alg", "ES256", "kid", "rsa"), claims(NOW), P_256.getPrivate()));
        assertEquals(
                "ann",
                valid(jwt, signed(Map.of("alg", "ES256", "kid", "ec"), claims(NOW), P_256.getPrivate()))
                        .subject());
    }

    @Test
    void onlyAllowedAlgorithmsCount() {
        Jwt jwt = jwt(options -> options.secret(SECRET).algorithms("HS512"));
        assertRefused(JwtRefusal.ALGORITHM, jwt, signed(claims(NOW)));
        assertEquals(
                "ann",
                valid(jwt, signed(Map.of("alg", "HS512"), claims(NOW), secret()))
                        .subject());
    }

    @Test
    void wrongKeyIdIsAnUnknownKey() {
        Jwt jwt = jwt(options -> options.publicKey("2026", pem(RSA.getPublic())));
        assertRefused(
                JwtRefusal.UNKNOWN_KEY,
                jwt,
                signed(Map.of("alg", "RS256", "kid", "2025"), claims(NOW), RSA.getPrivate()));
        for (Map<String, Object> header :
                List.<Map<String, Object>>of(Map.of("alg", "RS256"), Map.of("alg", "RS256", "kid", "2026"))) {
            assertEquals(
                    "ann",
                    valid(jwt, signed(header, claims(NOW), RSA.getPrivate())).subject());
            assertRefused(JwtRefusal.SIGNATURE, jwt, signed(header, claims(NOW), OTHER_RSA.getPrivate()));
        }
    }

    /** A header may carry a key, or an address of one: nobody looks there. */
    @Test
    void keysInTheHeaderAreIgnored() {
        var header = Map.<String, Object>of(
                "alg", "RS256",
                "jku", "http://127.0.0.1:1/jwks",
                "jwk", JwksTest.jwk("k1", OTHER_RSA));
        assertRefused(JwtRefusal.SIGNATURE, byRsa(), signed(header, claims(NOW), OTHER_RSA.getPrivate()));
        assertEquals(
                "ann",
                valid(byRsa(), signed(header, claims(NOW), RSA.getPrivate())).subject());
    }

    @Test
    void extensionsThatMustBeUnderstoodAreNot() {
        var header = Map.<String, Object>of("alg", "HS256", "crit", List.of("b64"), "b64", true);
        assertRefused(JwtRefusal.MALFORMED, bySecret(), signed(header, claims(NOW), secret()));
    }

    @Test
    void sizeAndFormAreCheckedFirst() {
        Jwt jwt = bySecret();
        String token = signed(claims(NOW));
        assertRefused(JwtRefusal.MISSING, jwt, null);
        assertRefused(JwtRefusal.MISSING, jwt, "");
        assertRefused(JwtRefusal.TOO_LARGE, jwt, signed(claims(NOW, "fill", "x".repeat(8_192))));
        for (String each : List.of("a", "a.b", token + ".a", token + "=", " " + token, token.replace('.', ','), "..")) {
            assertRefused(JwtRefusal.MALFORMED, jwt, each);
        }
        for (String header : List.of(
                "null",
                "[]",
                "7",
                "{",
                "{}",
                "{\"alg\":null}",
                "{\"alg\":7}",
                "{\"alg\":[]}",
                "{\"alg\":\"HS256\",\"kid\":{}}",
                "{\"alg\":\"HS256\",\"crit\":[]}",
                "{\"alg\":\"HS256\",\"typ\":7}")) {
            assertRefused(JwtRefusal.MALFORMED, jwt, Tokens.base64(header) + token.substring(token.indexOf('.')));
        }
        for (String payload : List.of(
                "",
                "null",
                "[]",
                "7",
                "{",
                "{\"exp\":\"soon\"}",
                "{\"exp\":-1}",
                "{\"sub\":7}",
                "{\"aud\":[1]}",
                "{\"aud\":{}}",
                "[".repeat(3_000),
                "{\"a\":".repeat(40) + "1" + "}".repeat(40))) {
            assertEquals(
                    new Jwt.Refused(JwtRefusal.MALFORMED),
                    verdict(jwt, signed(Map.of("alg", "HS256"), payload, secret())),
                    payload);
        }
    }

    @ParameterizedTest
    @CsvSource({
        // claim, seconds from now, leeway, refusal
        "exp, 1, 0,", "exp, 0, 0, EXPIRED", "exp, -4, 5,", "exp, -5, 5, EXPIRED", "exp, -59, 60,",
        "exp, -60, 60, EXPIRED", "nbf, 0, 0,", "nbf, 1, 0, NOT_YET", "nbf, 5, 5,", "nbf, 6, 5, NOT_YET",
        "iat, 5, 5,", "iat, 6, 5, NOT_YET", "expire_at, -4, 5,", "expire_at, -5, 5, EXPIRED"
    })
    void timesCountWithLeeway(String claim, long seconds, long leeway, JwtRefusal refusal) {
        Jwt jwt = jwt(options -> options.secret(SECRET).leeway(Duration.ofSeconds(leeway)));
        String token = signed(claims(NOW, "iat", null, claim, NOW.getEpochSecond() + seconds));
        if (refusal == null) {
            assertEquals("ann", valid(jwt, token).subject());
        } else {
            assertRefused(refusal, jwt, token);
        }
    }

    @Test
    void aMillisecondDecides() {
        Jwt jwt = bySecret();
        String token = signed(claims(NOW));
        clock.set(NOW.plusSeconds(605).minusMillis(1));
        assertEquals("ann", valid(jwt, token).subject());
        clock.pass(Duration.ofMillis(1));
        assertRefused(JwtRefusal.EXPIRED, jwt, token);
    }

    @Test
    void connectionMayEndAtAnotherTimeThanTheToken() {
        assertEquals(
                NOW.plusSeconds(3_600),
                valid(bySecret(), signed(claims(NOW, "expire_at", NOW.getEpochSecond() + 3_600)))
                        .endsAt());
        assertNull(valid(bySecret(), signed(claims(NOW, "expire_at", 0))).endsAt());
        assertRefused(JwtRefusal.EXPIRED, bySecret(), signed(claims(NOW, "expire_at", 0.5)));
        assertEquals(
                Instant.parse("9999-12-31T23:59:59Z"),
                valid(bySecret(), signed(claims(NOW, "exp", Long.MAX_VALUE))).endsAt());
    }

    @Test
    void expiryAndSubjectAreRequiredUnlessToldOtherwise() {
        String forEver = signed(claims(NOW, "exp", null));
        assertRefused(JwtRefusal.NO_EXPIRY, bySecret(), forEver);
        assertNull(valid(jwt(options -> options.secret(SECRET).requireExpiry(false)), forEver)
                .endsAt());
        for (Object nobody : new Object[] {null, ""}) {
            String token = signed(claims(NOW, "sub", nobody));
            assertRefused(JwtRefusal.NO_SUBJECT, bySecret(), token);
            assertEquals(
                    nobody,
                    valid(jwt(options -> options.secret(SECRET).requireSubject(false)), token)
                            .subject());
        }
    }

    @Test
    void issuerAndAudienceCountWhenTheyAreSet() {
        Jwt jwt = jwt(options -> options.secret(SECRET).issuer("a", "b").audience("game"));
        assertEquals(
                "b", valid(jwt, signed(claims(NOW, "iss", "b", "aud", "game"))).issuer());
        assertEquals(
                "a",
                valid(jwt, signed(claims(NOW, "iss", "a", "aud", List.of("x", "game"))))
                        .issuer());
        assertRefused(JwtRefusal.ISSUER, jwt, signed(claims(NOW, "iss", "c", "aud", "game")));
        assertRefused(JwtRefusal.ISSUER, jwt, signed(claims(NOW, "aud", "game")));
        assertRefused(JwtRefusal.AUDIENCE, jwt, signed(claims(NOW, "iss", "a", "aud", "shop")));
        assertRefused(JwtRefusal.AUDIENCE, jwt, signed(claims(NOW, "iss", "a")));
    }

    @Test
    void previousSecretIsGoodUntilItsEnd() {
        String old = "fedcba9876543210".repeat(2);
        Jwt jwt = jwt(options -> options.secret(SECRET).previousSecret(old, NOW.plusSeconds(60)));
        String token = signed(Map.of("alg", "HS256"), claims(NOW), new SecretKeySpec(old.getBytes(UTF_8), "HMAC"));
        assertEquals("ann", valid(jwt, token).subject());
        assertEquals("ann", valid(jwt, signed(claims(NOW))).subject());
        clock.pass(Duration.ofSeconds(60));
        assertRefused(JwtRefusal.SIGNATURE, jwt, token);
        assertEquals("ann", valid(jwt, signed(claims(NOW))).subject());
    }

    @Test
    void hmacIsVerifiedAtOnceAndTheRestIsRemembered() {
        assertTrue(bySecret().verify(signed(claims(NOW))).isComplete());
        Jwt jwt = byRsa();
        String token = signed(Map.of("alg", "RS256"), claims(NOW), RSA.getPrivate());
        assertEquals("ann", valid(jwt, token).subject());
        assertTrue(jwt.verify(token).isComplete(), "remembered");
        clock.pass(Duration.ofSeconds(60));
        String unknown = signed(Map.of("alg", "RS256"), claims(NOW, "jti", "t2"), RSA.getPrivate());
        assertEquals("ann", valid(jwt, unknown).subject());
        assertEquals("ann", valid(jwt, token).subject());
        clock.set(NOW.plusSeconds(605));
        assertRefused(JwtRefusal.EXPIRED, jwt, token);
    }

    @Test
    void verdictsAreCounted() {
        Jwt jwt = bySecret();
        var metrics = new Metrics();
        jwt.observe(metrics);
        valid(jwt, signed(claims(NOW)));
        valid(jwt, signed(claims(NOW)));
        assertRefused(JwtRefusal.MISSING, jwt, null);
        Metric tokens = metrics.snapshot().getFirst();
        assertEquals("wingbeat_tokens_total", tokens.name());
        assertEquals(2.0, value(tokens, "ok"));
        assertEquals(1.0, value(tokens, "missing"));
        assertEquals(0.0, value(tokens, "expired"));
    }

    private static double value(Metric metric, String result) {
        return metric.samples().stream()
                .filter(sample -> result.equals(sample.labels().get("result")))
                .mapToDouble(sample -> ((Metric.Value) sample).value())
                .sum();
    }
}
