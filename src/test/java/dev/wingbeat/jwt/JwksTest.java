package dev.wingbeat.jwt;

import static dev.wingbeat.jwt.Tokens.OTHER_RSA;
import static dev.wingbeat.jwt.Tokens.RSA;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.jwt.JwksFetch.Fetched;
import dev.wingbeat.support.LogRecords;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.net.URI;
import java.security.KeyPair;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.junit.jupiter.api.Test;

/** When keys are fetched, on a clock that the test moves. */
class JwksTest {

    private static final VerifyingKey K1 = VerifyingKey.of("k1", RSA.getPublic(), null);
    private static final VerifyingKey K2 = VerifyingKey.of("k2", OTHER_RSA.getPublic(), null);

    private final ManualClock clock = new ManualClock();
    private final Queue<Promise<Fetched>> fetches = new ArrayDeque<>();
    private final Jwks jwks = new Jwks(URI.create("https://auth.example.com/jwks"), this::fetch, clock, () -> 0.5);
    private int fetched;

    private Future<Fetched> fetch() {
        Promise<Fetched> promise = Promise.promise();
        fetches.add(promise);
        fetched++;
        return promise.future();
    }

    static Map<String, Object> jwk(String id, KeyPair pair) {
        var key = (RSAPublicKey) pair.getPublic();
        return Map.of(
                "kty",
                "RSA",
                "kid",
                id,
                "n",
                Tokens.base64(key.getModulus().toByteArray()),
                "e",
                Tokens.base64(key.getPublicExponent().toByteArray()));
    }

    private void answer(VerifyingKey... keys) {
        answer(null, keys);
    }

    private void answer(Duration maxAge, VerifyingKey... keys) {
        fetches.remove().complete(new Fetched(List.of(keys), maxAge));
    }

    private void down() {
        fetches.remove().fail("down");
    }

    private void assertKeys(String id, VerifyingKey... keys) {
        Future<Jwks.Answer> answer = jwks.keys(id);
        assertTrue(answer.isComplete(), "at once");
        assertEquals(new Jwks.Known(List.of(keys)), answer.result());
    }

    private void assertUnavailable(String id) {
        Future<Jwks.Answer> answer = jwks.keys(id);
        assertTrue(answer.isComplete(), "at once");
        assertEquals(new Jwks.Unavailable(), answer.result());
    }

    private void begin(Duration maxAge, VerifyingKey... keys) {
        assertFalse(jwks.keys("k1").isComplete());
        answer(maxAge, keys);
        assertEquals(1, fetched);
    }

    @Test
    void allWaitForTheFirstFetch() {
        var first = jwks.keys("k1");
        var second = jwks.keys("k2");
        var third = jwks.keys(null);
        assertFalse(first.isComplete() || second.isComplete() || third.isComplete());
        answer(K1);
        assertEquals(new Jwks.Known(List.of(K1)), first.result());
        assertEquals(new Jwks.Known(List.of()), second.result());
        assertEquals(new Jwks.Known(List.of(K1)), third.result());
        assertEquals(1, fetched);
    }

    @Test
    void keptFromTheFetchAndNotLongerByUse() {
        begin(null, K1);
        for (int i = 0; i < 8; i++) {
            clock.pass(Duration.ofMinutes(1));
            assertKeys("k1", K1);
        }
        assertEquals(1, fetched);
        clock.pass(Duration.ofSeconds(30)); // 85 %
        assertKeys("k1", K1);
        assertKeys("k1", K1);
        assertEquals(2, fetched, "ahead, and nobody waits");
        clock.pass(Duration.ofSeconds(90));
        var late = jwks.keys("k1");
        assertFalse(late.isComplete(), "too old to be used");
        answer(K2);
        assertEquals(new Jwks.Known(List.of()), late.result(), "withdrawn");
        assertKeys("k2", K2);
        assertEquals(2, fetched);
    }

    @Test
    void issuerSaysForHowLong() {
        for (var said : Map.of(1, 60, 90, 90, 86_400, 3_600).entrySet()) {
            var kept = Duration.ofSeconds(said.getValue());
            int before = fetched;
            clock.pass(Duration.ofHours(2));
            assertFalse(jwks.keys("k1").isComplete());
            answer(Duration.ofSeconds(said.getKey()), K1);
            clock.pass(kept.multipliedBy(84).dividedBy(100));
            assertKeys("k1", K1);
            assertEquals(before + 1, fetched);
            clock.pass(kept.dividedBy(50));
            assertKeys("k1", K1);
            assertEquals(before + 2, fetched);
            answer(K1);
        }
    }

    @Test
    void unknownKeyFetchesOnceInHalfAMinute() {
        begin(null, K1);
        var rotated = jwks.keys("k2");
        var same = jwks.keys("k3");
        assertFalse(rotated.isComplete() || same.isComplete());
        assertKeys("k1", K1);
        answer(K1, K2);
        assertEquals(new Jwks.Known(List.of(K2)), rotated.result());
        assertEquals(new Jwks.Known(List.of()), same.result());
        for (int i = 0; i < 29; i++) {
            clock.pass(Duration.ofSeconds(1));
            assertKeys("x" + i);
        }
        assertEquals(2, fetched);
        clock.pass(Duration.ofSeconds(1));
        assertFalse(jwks.keys("x").isComplete());
        assertEquals(3, fetched);
    }

    @Test
    void lastKeysAreGoodForADayWhileTheIssuerIsDown() {
        try (var log = LogRecords.of("dev.wingbeat.jwt")) {
            begin(null, K1);
            clock.pass(Duration.ofMinutes(11));
            var stale = jwks.keys("k1");
            assertFalse(stale.isComplete());
            down();
            assertEquals(new Jwks.Known(List.of(K1)), stale.result());
            assertUnavailable("k2");
            assertEquals(2, fetched, "not again within a second");
            int asked = fetched;
            var end = Tokens.NOW.plus(Duration.ofHours(24));
            while (clock.instant().isBefore(end.minusSeconds(1))) {
                clock.pass(Duration.ofSeconds(1));
                jwks.keys("k1");
                if (!fetches.isEmpty()) {
                    down();
                }
                assertKeys("k1", K1);
            }
            int hours = 24;
            assertTrue(fetched - asked <= hours * 120 + 10, "asked " + fetched + " times");
            assertEquals(86_399, jwks.ageSeconds());
            clock.pass(Duration.ofSeconds(60));
            var over = jwks.keys("k1");
            down();
            assertEquals(new Jwks.Unavailable(), over.result());
            assertEquals(1, log.messages().size(), () -> log.messages().toString());
            clock.pass(Duration.ofSeconds(60));
            var again = jwks.keys("k1");
            answer(K1);
            assertEquals(new Jwks.Known(List.of(K1)), again.result());
            assertEquals(2, log.messages().size(), "and one that it is over");
            assertEquals(0, jwks.ageSeconds());
        }
    }

    @Test
    void knownKeysWaitForNobodyWhileTheIssuerIsDown() {
        begin(null, K1);
        clock.pass(Duration.ofMinutes(11));
        var first = jwks.keys("k1");
        assertFalse(first.isComplete(), "it may have been taken back");
        down();
        clock.pass(Duration.ofSeconds(5));
        var bogus = jwks.keys("bogus");
        assertFalse(bogus.isComplete());
        assertEquals(3, fetched);
        assertKeys("k1", K1);
    }

    @Test
    void knownKeysAreFoundAlsoWhenTooManyAskForOthers() {
        begin(null, K1);
        clock.pass(Duration.ofMinutes(11));
        for (int i = 0; i < Jwks.MAX_WAITING; i++) {
            assertFalse(jwks.keys("bogus " + i).isComplete());
        }
        assertUnavailable("bogus");
        assertKeys("k1", K1);
        assertEquals(2, fetched);
    }

    @Test
    void fetchThatThrowsIsOneThatFails() {
        var broken = new Jwks(
                URI.create("https://auth.example.com/jwks"),
                () -> {
                    throw new IllegalStateException("broken");
                },
                clock,
                () -> 0.5);
        assertEquals(new Jwks.Unavailable(), broken.keys("k1").result());
        assertEquals(new Jwks.Unavailable(), broken.keys("k1").result());
    }

    @Test
    void issuerThatIsDownFromTheBeginningIsAskedAgainSoon() {
        var first = jwks.keys("k1");
        down();
        assertEquals(new Jwks.Unavailable(), first.result());
        assertUnavailable("k1");
        assertEquals(1, fetched);
        clock.pass(Duration.ofSeconds(1));
        var second = jwks.keys("k1");
        answer(K1);
        assertEquals(new Jwks.Known(List.of(K1)), second.result());
    }
}
