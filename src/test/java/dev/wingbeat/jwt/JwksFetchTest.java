package dev.wingbeat.jwt;

import static dev.wingbeat.jwt.JwksTest.jwk;
import static dev.wingbeat.jwt.JwtTest.assertRefused;
import static dev.wingbeat.jwt.JwtTest.valid;
import static dev.wingbeat.jwt.Tokens.NOW;
import static dev.wingbeat.jwt.Tokens.OTHER_RSA;
import static dev.wingbeat.jwt.Tokens.RSA;
import static dev.wingbeat.jwt.Tokens.claims;
import static dev.wingbeat.jwt.Tokens.pem;
import static dev.wingbeat.jwt.Tokens.signed;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.util.JSONObjectUtils;
import dev.wingbeat.metrics.Metric;
import dev.wingbeat.metrics.Metrics;
import dev.wingbeat.support.Patience;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.interfaces.ECPublicKey;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An issuer over HTTP that rotates its keys, stalls, fails and says too much. */
class JwksFetchTest {

    private final ManualClock clock = new ManualClock();
    private final IssuerStub issuer = new IssuerStub();
    private final IssuerStub other = new IssuerStub();

    @AfterEach
    void close() {
        issuer.close();
        other.close();
    }

    private Jwt jwt() {
        return Jwt.of(options -> options.jwks(issuer.url()).clock(clock));
    }

    private static String token(String key, KeyPair pair, Object... more) {
        return signed(Map.of("alg", "RS256", "kid", key), claims(NOW, more), pair.getPrivate());
    }

    @Test
    void rotatedKeyIsFetchedOnceWhateverIsAsked() {
        issuer.keys(jwk("k1", RSA));
        Jwt jwt = jwt();
        assertEquals("ann", valid(jwt, token("k1", RSA)).subject());
        assertEquals(1, issuer.fetches());
        issuer.keys(jwk("k1", RSA), jwk("k2", OTHER_RSA));
        assertEquals("ann", valid(jwt, token("k2", OTHER_RSA)).subject());
        assertEquals(2, issuer.fetches());
        for (int i = 0; i < 20; i++) {
            assertRefused(JwtRefusal.UNKNOWN_KEY, jwt, token("x" + i, OTHER_RSA));
        }
        assertRefused(JwtRefusal.SIGNATURE, jwt, token("k1", OTHER_RSA));
        assertEquals(2, issuer.fetches());
        issuer.keys(jwk("k2", OTHER_RSA));
        clock.pass(Duration.ofMinutes(10));
        String old = signed(Map.of("alg", "RS256", "kid", "k1"), claims(clock.instant()), RSA.getPrivate());
        assertRefused(JwtRefusal.UNKNOWN_KEY, jwt, old);
        assertEquals(3, issuer.fetches());
    }

    @Test
    void stallingIssuerIsLeftAfterTwoSeconds() {
        for (long drip : new long[] {0, 200}) {
            issuer.stall(drip);
            long begin = System.nanoTime();
            assertRefused(JwtRefusal.UNAVAILABLE, jwt(), token("k1", RSA));
            long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
            assertTrue(millis >= 1_900 && millis < Patience.LIMIT.toMillis() / 2, millis + " ms");
        }
    }

    @Test
    void issuerThatFailsOrSaysTooMuchIsNotBelieved() {
        String good = JSONObjectUtils.toJSONString(Map.of("keys", List.of(jwk("k1", RSA))));
        String token = token("k1", RSA);
        for (int status : new int[] {500, 404, 302, 307, 204}) {
            issuer.status(status);
            assertRefused(JwtRefusal.UNAVAILABLE, jwt(), token);
        }
        assertEquals(5, issuer.fetches(), "redirects are not followed");
        var many = IntStream.range(0, 101).mapToObj(i -> jwk("k" + i, RSA)).toList();
        for (String body : List.of(
                good + " ".repeat(1 << 20),
                JSONObjectUtils.toJSONString(Map.of("keys", many)),
                "",
                "null",
                "[]",
                "{}",
                "{\"keys\":{}}",
                "{\"keys\":[]}",
                "{\"keys\":[null,7,{},{\"kty\":\"RSA\"}]}",
                "<html>")) {
            issuer.body(body, "");
            assertRefused(JwtRefusal.UNAVAILABLE, jwt(), token);
        }
        issuer.body(good + " ".repeat(JwksFetch.MAX_BYTES - good.length()), "");
        assertEquals("ann", valid(jwt(), token).subject());
        issuer.close();
        assertRefused(JwtRefusal.UNAVAILABLE, jwt(), token);
    }

    @Test
    void issuerThatGoesDownLaterIsBelievedForADay() {
        issuer.keys(jwk("k1", RSA));
        Jwt jwt = jwt();
        String token = token("k1", RSA, "exp", NOW.plus(Duration.ofDays(2)).getEpochSecond());
        assertEquals("ann", valid(jwt, token).subject());
        issuer.status(500);
        for (int hour = 0; hour < 23; hour++) {
            clock.pass(Duration.ofHours(1));
            assertEquals("ann", valid(jwt, token).subject()); // the issuer is asked meanwhile, which nobody waits for
        }
        assertTrue(issuer.fetches() >= 2 && issuer.fetches() <= 24, issuer.fetches() + " fetches");
        clock.pass(Duration.ofHours(1));
        assertRefused(JwtRefusal.UNAVAILABLE, jwt, token);
    }

    @Test
    void cacheControlIsHeard() {
        issuer.body(
                JSONObjectUtils.toJSONString(Map.of("keys", List.of(jwk("k1", RSA)))),
                "public, max-age=3600, immutable");
        Jwt jwt = jwt();
        String token = token("k1", RSA, "exp", NOW.plus(Duration.ofDays(2)).getEpochSecond());
        valid(jwt, token);
        clock.pass(Duration.ofMinutes(47));
        valid(jwt, token);
        assertEquals(1, issuer.fetches());
        clock.pass(Duration.ofMinutes(14));
        valid(jwt, token);
        assertEquals(2, issuer.fetches());
    }

    @Test
    void eachIssuersKeysAreForItsOwnTokens() {
        issuer.keys(jwk("k1", RSA));
        other.keys(jwk("k1", OTHER_RSA));
        Jwt jwt = Jwt.of(options ->
                options.jwks("a", issuer.url()).jwks("b", other.url()).clock(clock));
        assertEquals("a", valid(jwt, token("k1", RSA, "iss", "a")).issuer());
        assertEquals("b", valid(jwt, token("k1", OTHER_RSA, "iss", "b")).issuer());
        assertRefused(JwtRefusal.SIGNATURE, jwt, token("k1", RSA, "iss", "b"));
        assertRefused(JwtRefusal.ISSUER, jwt, token("k1", RSA, "iss", issuer.url()));
        assertRefused(JwtRefusal.ISSUER, jwt, token("k1", RSA));
        assertEquals(1, issuer.fetches());
        assertEquals(1, other.fetches());
    }

    @Test
    void aKeyWithoutANameStandsInTheWayOfNoKeySet() {
        issuer.keys(jwk("k1", OTHER_RSA));
        Jwt jwt = Jwt.of(options ->
                options.publicKey(pem(RSA.getPublic())).jwks("a", issuer.url()).clock(clock));
        assertEquals("a", valid(jwt, token("old", RSA, "iss", "a")).issuer());
        assertEquals(0, issuer.fetches());
        assertEquals("a", valid(jwt, token("k1", OTHER_RSA, "iss", "a")).issuer());
        String forged = token("k1", OTHER_RSA, "iss", "a");
        assertRefused(JwtRefusal.SIGNATURE, jwt, forged.substring(0, forged.length() - 8) + "AAAAAAAA");
        assertRefused(JwtRefusal.ISSUER, jwt, token("k1", OTHER_RSA, "iss", "b"));
        assertEquals(1, issuer.fetches());
    }

    @Test
    void otherOptionsKeepTheKeySetsThatStay() {
        issuer.keys(jwk("k1", RSA));
        other.keys(jwk("k1", OTHER_RSA));
        Jwt jwt = Jwt.of(options -> options.jwks("a", issuer.url()).clock(clock));
        var metrics = new Metrics();
        jwt.observe(metrics);
        valid(jwt, token("k1", RSA, "iss", "a"));
        jwt.reload(JwtOptions.of(options -> options.jwks("a", issuer.url())
                .jwks("b", other.url())
                .audience("hub")
                .clock(clock)));
        assertRefused(JwtRefusal.AUDIENCE, jwt, token("k1", RSA, "iss", "a"));
        valid(jwt, token("k1", RSA, "iss", "a", "aud", "hub"));
        valid(jwt, token("k1", OTHER_RSA, "iss", "b", "aud", "hub"));
        assertEquals(1, issuer.fetches());
        assertEquals(1, other.fetches());
        assertEquals(Map.of("a", 0.0, "b", 0.0), ages(metrics));
        jwt.reload(JwtOptions.of(options -> options.jwks("b", other.url()).clock(clock)));
        clock.pass(Duration.ofSeconds(7));
        assertEquals(Map.of("a", Double.NaN, "b", 7.0), ages(metrics));
        assertRefused(JwtRefusal.ISSUER, jwt, token("k1", RSA, "iss", "a"));
    }

    private static Map<String, Double> ages(Metrics metrics) {
        return metrics.snapshot().stream()
                .filter(metric -> metric.name().equals("wingbeat_jwks_age_seconds"))
                .flatMap(metric -> metric.samples().stream())
                .collect(Collectors.toMap(
                        sample -> sample.labels().get("issuer"), sample -> ((Metric.Value) sample).value()));
    }

    @Test
    void keysOfAllKindsAreReadAndUnfitOnesLeftOut() {
        var edwards = Map.<String, Object>of(
                "kty",
                "OKP",
                "crv",
                "Ed25519",
                "kid",
                "ed",
                "x",
                Tokens.base64(Arrays.copyOfRange(Tokens.ED25519.getPublic().getEncoded(), 12, 44)));
        issuer.keys(
                jwk("rsa", RSA),
                elliptic("p256", "P-256", Tokens.P_256),
                elliptic("p521", "P-521", Tokens.P_521),
                edwards,
                with(jwk("enc", RSA), "use", "enc"),
                with(jwk("sig", RSA), "use", "sig"),
                with(jwk("ops", RSA), "key_ops", List.of("encrypt")),
                with(jwk("512", RSA), "alg", "RS512"),
                with(jwk("oaep", RSA), "alg", "RSA-OAEP"),
                Map.of("kty", "oct", "kid", "oct", "k", Tokens.base64(Tokens.SECRET)),
                Map.of("kty", "new", "kid", "new"),
                with(jwk("broken", RSA), "n", "AQAB"));
        Jwt jwt = jwt();
        assertAccepted(jwt, "RS256", "rsa");
        assertAccepted(jwt, "PS384", "rsa");
        assertAccepted(jwt, "ES256", "p256");
        assertAccepted(jwt, "ES512", "p521");
        assertAccepted(jwt, "EdDSA", "ed");
        assertAccepted(jwt, "Ed25519", "ed");
        assertAccepted(jwt, "RS256", "sig");
        assertAccepted(jwt, "RS512", "512");
        assertRefused(JwtRefusal.ALGORITHM, jwt, sign("RS256", "512"));
        for (String unfit : List.of("enc", "ops", "oaep", "new", "broken")) {
            assertRefused(JwtRefusal.UNKNOWN_KEY, jwt, sign("RS256", unfit));
        }
        assertRefused(
                JwtRefusal.ALGORITHM, jwt, signed(Map.of("alg", "HS256", "kid", "oct"), claims(NOW), Tokens.secret()));
        assertEquals(
                "ann",
                valid(jwt, signed(Map.of("alg", "RS256"), claims(NOW), RSA.getPrivate()))
                        .subject());
        assertEquals(2, issuer.fetches(), "the first, and one for all the unknown");
    }

    @Test
    void tokenWithoutAKeyIdIsNotTriedWithManyKeys() {
        issuer.keys(IntStream.range(0, 5).mapToObj(i -> jwk("k" + i, RSA)).toArray());
        assertRefused(JwtRefusal.UNKNOWN_KEY, jwt(), signed(Map.of("alg", "RS256"), claims(NOW), RSA.getPrivate()));
        assertEquals("ann", valid(jwt(), sign("RS256", "k3")).subject());
    }

    private static String sign(String algorithm, String key) {
        return signed(
                Map.of("alg", algorithm, "kid", key),
                claims(NOW),
                Tokens.pair(algorithm).getPrivate());
    }

    private static void assertAccepted(Jwt jwt, String algorithm, String key) {
        assertEquals("ann", valid(jwt, sign(algorithm, key)).subject());
    }

    private static Map<String, Object> with(Map<String, Object> jwk, String name, Object value) {
        var changed = new HashMap<>(jwk);
        changed.put(name, value);
        return changed;
    }

    private static Map<String, Object> elliptic(String id, String curve, KeyPair pair) {
        var point = ((ECPublicKey) pair.getPublic()).getW();
        int bytes = (Integer.parseInt(curve.substring(2)) + 7) / 8;
        return Map.of(
                "kty",
                "EC",
                "crv",
                curve,
                "kid",
                id,
                "x",
                coordinate(point.getAffineX(), bytes),
                "y",
                coordinate(point.getAffineY(), bytes));
    }

    private static String coordinate(BigInteger number, int bytes) {
        byte[] all = new byte[bytes];
        byte[] some = number.toByteArray();
        int length = Math.min(some.length, bytes);
        System.arraycopy(some, some.length - length, all, bytes - length, length);
        return Tokens.base64(all);
    }
}
