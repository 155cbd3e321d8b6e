package dev.wingbeat.token;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.wingbeat.conformance.Proves;
import dev.wingbeat.token.SignedToken.Expired;
import dev.wingbeat.token.SignedToken.Invalid;
import dev.wingbeat.token.SignedToken.Missing;
import dev.wingbeat.token.SignedToken.Valid;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class SignedTokenTest {

    private static final TokenSigner SIGNER = new TokenSigner("a secret of at least twenty bytes", "user auth");
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration DAY = Duration.ofDays(1);

    @Test
    void textSurvives() {
        String token = at(NOW).sign("user-42 é🐦");
        assertEquals(new Valid("user-42 é🐦"), at(NOW).verify(token, DAY));
        assertEquals(new Valid(""), at(NOW).verify(at(NOW).sign(""), DAY));
    }

    @Test
    @Proves("KIT-02")
    void ageIsGivenOnVerification() {
        String token = at(NOW).sign("u");
        assertEquals(new Valid("u"), at(NOW.plusSeconds(50)).verify(token, Duration.ofSeconds(50)));
        assertEquals(new Valid("u"), at(NOW.plusSeconds(50)).verify(token, SignedToken.FOREVER));
        assertEquals(new Expired(), at(NOW.plusMillis(5_001)).verify(token, Duration.ofSeconds(5)));
        assertEquals(new Expired(), at(NOW.plusSeconds(2)).verify(token, Duration.ofSeconds(1)));
        assertEquals(new Expired(), at(NOW).verify(token, Duration.ZERO));
        assertEquals(new Expired(), at(NOW).verify(token, Duration.ofSeconds(-1)));
    }

    @Test
    void freshTokenSurvivesAClockThatIsSetBack() {
        String token = at(NOW).sign("u");
        assertEquals(new Valid("u"), at(NOW.minusSeconds(11)).verify(token, DAY));
        assertEquals(new Valid("u"), at(NOW.minusSeconds(3_600)).verify(token, DAY));
        assertEquals(new Valid("u"), at(NOW.minusSeconds(900_000)).verify(token, SignedToken.FOREVER));
    }

    @Test
    void tokenIsAsGoodAheadOfTheClockAsBehindIt() {
        String token = at(NOW).sign("u");
        assertEquals(new Valid("u"), at(NOW.minusSeconds(60)).verify(token, MINUTE));
        assertEquals(new Invalid(), at(NOW.minusMillis(60_001)).verify(token, MINUTE));
        assertEquals(new Valid("u"), at(NOW.minusSeconds(10)).verify(token, Duration.ofSeconds(1)));
        assertEquals(new Invalid(), at(NOW.minusMillis(10_001)).verify(token, Duration.ofSeconds(1)));
        assertEquals(new Expired(), at(NOW.minusSeconds(5)).verify(token, Duration.ZERO));
    }

    @Test
    @Proves("KIT-02")
    void otherPurposeIsInvalid() {
        var other = SignedToken.of("a secret of at least twenty bytes", "password reset");
        assertEquals(new Invalid(), other.verify(at(NOW).sign("u"), DAY));
        assertEquals(new Invalid(), at(NOW).verify("bad", DAY));
        assertEquals(new Invalid(), at(NOW).verify("", DAY));
        assertEquals(new Invalid(), at(NOW).verify(SIGNER.sign(new byte[] {2, 2, 3}), DAY));
    }

    @Test
    @Proves("KIT-02")
    void noTokenIsMissing() {
        assertEquals(new Missing(), at(NOW).verify(null, DAY));
        assertEquals(new Missing(), at(NOW).verify(null, Duration.ofSeconds(1)));
    }

    private static SignedToken at(Instant now) {
        return new SignedToken(SIGNER, () -> now);
    }
}
