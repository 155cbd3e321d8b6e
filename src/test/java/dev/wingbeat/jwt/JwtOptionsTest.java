package dev.wingbeat.jwt;

import static dev.wingbeat.jwt.Tokens.SECRET;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.support.LogRecords;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class JwtOptionsTest {

    @Test
    void whatIsNotCheckedIsSaidAtTheStart() {
        try (var log = LogRecords.of("dev.wingbeat.jwt")) {
            var unused = Jwt.of(options -> options.secret(SECRET).issuer("a").audience("b"));
            assertEquals(List.of(), log.messages());
            unused = Jwt.of(options -> options.secret(SECRET).issuer("a"));
            assertEquals(1, log.records().size());
            assertEquals("audience", log.records().getFirst().getParameters()[0]);
            unused = Jwt.of(options -> options.secret(SECRET));
            assertEquals("issuer and audience", log.records().getLast().getParameters()[0]);
        }
    }

    @Test
    void wrongOptionsAreNamedAndSecretsAreNotShown() {
        assertWrong("no key", options -> {});
        assertWrong("secret: 5 bytes", options -> options.secret("short"));
        assertWrong("algorithms: none", options -> options.secret(SECRET).algorithms("none"));
        assertWrong("algorithms: [RS256]", options -> options.secret(SECRET).algorithms("RS256"));
        assertWrong("leeway: PT1M1S", options -> options.secret(SECRET).leeway(Duration.ofSeconds(61)));
        assertWrong("publicKey: no PEM", options -> options.publicKey("hello"));
        assertWrong(
                "publicKey: PRIVATE KEY (expected",
                options -> options.publicKey("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----"));
        assertWrong(
                "publicKey: of no kind",
                options -> options.publicKey("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----"));
        for (String url : List.of(
                "http://auth.example.com/jwks",
                "ftp://localhost/jwks",
                "jwks",
                "https:///jwks",
                "https://a:b@auth.example.com/",
                "https://auth.example.com/#a",
                "http://127.0.0.1.example.com/",
                "::")) {
            assertWrong("jwks: " + url + " (expected", options -> options.jwks(url));
        }
        assertWrong(
                "jwks: 2 addresses",
                options -> options.jwks("https://a.example/").jwks("b", "https://b.example/"));
        for (String url :
                List.of("https://auth.example.com/jwks", "http://localhost:1/", "http://127.0.0.2/", "http://[::1]/")) {
            assertNotNull(Jwt.of(options -> options.jwks(url)));
        }
    }

    private static void assertWrong(String message, Consumer<JwtOptions> change) {
        var error = assertThrows(IllegalArgumentException.class, () -> Jwt.of(change));
        assertTrue(error.getMessage().startsWith(message), error.getMessage());
        assertFalse(error.getMessage().contains("AAAA") || error.getMessage().contains("hello"), error.getMessage());
    }
}
