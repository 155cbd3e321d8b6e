package dev.wingbeat.jwt;

import static dev.wingbeat.jwt.JwtTest.assertRefused;
import static dev.wingbeat.jwt.JwtTest.await;
import static dev.wingbeat.jwt.JwtTest.valid;
import static dev.wingbeat.jwt.Tokens.NOW;
import static dev.wingbeat.jwt.Tokens.P_256;
import static dev.wingbeat.jwt.Tokens.RSA;
import static dev.wingbeat.jwt.Tokens.SECRET;
import static dev.wingbeat.jwt.Tokens.claims;
import static dev.wingbeat.jwt.Tokens.pem;
import static dev.wingbeat.jwt.Tokens.secret;
import static dev.wingbeat.jwt.Tokens.signed;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.support.Patience;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Crowds that wait, many tokens, and tokens that are none. */
class JwtBoundsTest {

    private final ManualClock clock = new ManualClock();

    @Test
    void atMostSoManyWaitForAKey() {
        Promise<JwksFetch.Fetched> stalled = Promise.promise();
        var options =
                JwtOptions.of(made -> made.jwks("https://auth.example.com/jwks").clock(clock));
        var jwt = new Jwt(
                options, url -> new Jwks(url, stalled::future, clock, () -> 0.5), new BoundedWork(2, Jwks.MAX_WAITING));
        String token = signed(Map.of("alg", "RS256"), claims(NOW), RSA.getPrivate());
        var waiting = new ArrayList<Future<Jwt.Verdict>>();
        for (int i = 0; i < Jwks.MAX_WAITING; i++) {
            waiting.add(jwt.verify(token));
        }
        assertRefused(JwtRefusal.UNAVAILABLE, jwt, token);
        stalled.complete(new JwksFetch.Fetched(List.of(VerifyingKey.of("k1", RSA.getPublic(), null)), null));
        waiting.forEach(future -> assertTrue(await(future) instanceof Jwt.Valid));
        assertEquals("ann", valid(jwt, token).subject());
    }

    @Test
    void atMostSoManyWaitForTheirTurn() throws InterruptedException {
        var work = new BoundedWork(1, 2);
        var begun = new CountDownLatch(1);
        var go = new CountDownLatch(1);
        Supplier<Boolean> task = () -> {
            begun.countDown();
            try {
                return go.await(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        };
        var first = work.compute(task);
        begun.await();
        var waiting = List.of(work.compute(task), work.compute(task));
        assertNull(work.compute(task), "too many");
        go.countDown();
        assertTrue(await(first));
        waiting.forEach(future -> assertTrue(await(future)));
        assertTrue(await(work.compute(task)));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void brokenTokensNeverThrow(int seed) {
        var random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        Jwt jwt = Jwt.of(options -> options.clock(clock)
                .secret(SECRET)
                .publicKey(pem(RSA.getPublic()))
                .publicKey(pem(P_256.getPublic()))
                .publicKey(pem(Tokens.ED25519.getPublic())));
        var originals = List.of(
                signed(claims(NOW, "jti", "s" + seed)),
                signed(Map.of("alg", "ES256", "kid", "k"), claims(NOW, "list", List.of(1, "a")), P_256.getPrivate()),
                signed(Map.of("alg", "EdDSA"), claims(NOW), Tokens.ED25519.getPrivate()),
                signed(Map.of("alg", "PS256"), claims(NOW), RSA.getPrivate()));
        for (int i = 0; i < 3_000; i++) {
            var broken = new StringBuilder(originals.get(random.nextInt(originals.size())));
            for (int changes = random.nextInt(1, 4); changes > 0 && !broken.isEmpty(); changes--) {
                int at = random.nextInt(broken.length());
                switch (random.nextInt(4)) {
                    case 0 -> broken.deleteCharAt(at);
                    case 1 -> broken.insert(at, (char) random.nextInt(0x20, 0x2000));
                    case 2 -> broken.setLength(Math.max(1, at));
                    default -> broken.setCharAt(at, "AZaz09-_.".charAt(random.nextInt(9)));
                }
            }
            assertNotNull(await(jwt.verify(broken.toString())));
        }
        for (int i = 0; i < 1_000; i++) {
            byte[] noise = new byte[random.nextInt(200)];
            random.nextBytes(noise);
            String header = "{\"alg\":\"HS256\",\"kid\":" + i + "}";
            assertNotNull(
                    await(jwt.verify(Tokens.base64(header) + "." + Tokens.base64(noise) + "." + Tokens.base64(noise))));
            assertNotNull(await(jwt.verify(Tokens.base64(noise) + "." + Tokens.base64(noise) + ".a")));
            assertNotNull(await(jwt.verify(signed(Map.of("alg", "HS256"), new String(noise, UTF_8), secret()))));
        }
    }

    @Test
    void soManyTokensAreRememberedAndNoMore() {
        var cache = new TokenCache(10, NOW);
        var ann = new JwtClaims("ann", null, null, List.of(), null, null, NOW.plusSeconds(30), null, Map.of());
        for (int i = 0; i < 1_000; i++) {
            cache.put(TokenCache.key("t" + i), ann, null, NOW);
            assertTrue(cache.size() <= 10, cache.size() + " tokens");
            assertEquals(ann, cache.get(TokenCache.key("t" + i), NOW));
        }
        assertEquals(ann, cache.get(TokenCache.key("t998"), NOW.plusSeconds(29)));
        assertNull(cache.get(TokenCache.key("t998"), NOW.plusSeconds(30)), "expired");
        assertNull(cache.get(TokenCache.key("t3"), NOW), "too many");
        Instant later = NOW.plusSeconds(5);
        cache.put(TokenCache.key("key"), ann, later, NOW);
        assertNull(cache.get(TokenCache.key("key"), later), "its key is no longer good");
    }
}
