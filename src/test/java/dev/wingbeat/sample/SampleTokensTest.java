package dev.wingbeat.sample;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.app.Application;
import dev.wingbeat.app.WingbeatConfig;
import dev.wingbeat.jwt.Tokens;
import dev.wingbeat.support.Patience;
import dev.wingbeat.support.client.EventStreamProbe;
import dev.wingbeat.support.client.HttpProbe;
import dev.wingbeat.testkit.TestHub;
import dev.wingbeat.token.PhoenixToken;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Who comes by a token: that of the page, or one of an issuer. */
class SampleTokensTest {

    private static final String SECRET = "a secret of these tests";
    private static final Pattern TOKEN = Pattern.compile("<meta name=\"user-token\" content=\"([^\"]+)\">");

    @RegisterExtension
    static final TestHub PAGES = hub(Map.of("WINGBEAT_SECRET_KEY_BASE", SECRET));

    @RegisterExtension
    static final TestHub ISSUER = hub(Map.of(
            "WINGBEAT_JWT__SECRET", Tokens.SECRET, "WINGBEAT_JWT__ISSUER", "me", "WINGBEAT_JWT__AUDIENCE", "hub"));

    private static TestHub hub(Map<String, String> variables) {
        return TestHub.of(() -> Application.of(WingbeatConfig.of(Map.of(), variables), SampleHub::declare)
                        .endpoint()
                        .get())
                .patience(Patience.LIMIT);
    }

    private static String page(String query) {
        var answer = HttpProbe.get("/presence" + query).send(PAGES.port(0));
        assertEquals(200, answer.status());
        assertEquals("no-store", answer.header("cache-control"));
        return answer.text();
    }

    private static String token(String query) {
        var token = TOKEN.matcher(page(query));
        assertTrue(token.find());
        return token.group(1);
    }

    private static String nameBy(TestHub hub, String token) {
        return hub.connect(options -> options.authToken(token))
                .join("room:names")
                .joined()
                .json()
                .getString("name");
    }

    @Test
    void pageHasATokenForTheName() {
        assertEquals("Ann", nameBy(PAGES, token("?name=Ann")));
        assertEquals("\"<é&>", nameBy(PAGES, token("?name=%22%3C%C3%A9%26%3E")));
        assertTrue(nameBy(PAGES, token("")).startsWith("guest-"));
        assertNotEquals(token("?name=Ann"), token("?name=Bob"));
        assertEquals(
                400, HttpProbe.get("/presence?name=%07").send(PAGES.port(0)).status());
    }

    @Test
    void otherTokensLetNobodyIn() {
        String token = token("?name=Ann");
        var of = PhoenixToken.of(SECRET, "user socket");
        assertEquals("Ann", nameBy(PAGES, of.sign("Ann")));
        for (String other : new String[] {
            token.substring(0, token.length() - 2) + "AA",
            of.sign("Ann", Duration.ofMillis(-1)),
            of.sign(7),
            PhoenixToken.of(SECRET, "another").sign("Ann"),
            "nonsense"
        }) {
            assertEquals(403, PAGES.connectRefused(options -> options.authToken(other)));
            assertEquals(403, PAGES.connectRefused(Map.of("token", other, "name", "Ann")));
        }
    }

    @Test
    void tokensOfAnIssuerByConfigurationAlone() {
        var claims = Tokens.claims(Instant.now(), "iss", "me", "aud", "hub");
        assertEquals("ann", nameBy(ISSUER, Tokens.signed(claims)));
        claims.put("name", "Ann Example");
        assertEquals("Ann Example", nameBy(ISSUER, Tokens.signed(claims)));
        claims.put("aud", "shop");
        assertEquals(403, ISSUER.connectRefused(options -> options.authToken(Tokens.signed(claims))));
        assertEquals(403, ISSUER.connectRefused(Map.of("name", "Ann")));
    }

    @Test
    void whatHasNoChannelsWantsTokensOfTheIssuer() {
        String token = Tokens.signed(Tokens.claims(Instant.now(), "iss", "me", "aud", "hub"));
        for (String path : new String[] {"/echo", "/ticks"}) {
            assertEquals(101, HttpProbe.upgrade(path).send(PAGES.port(0)).status());
            assertEquals(403, HttpProbe.upgrade(path).send(ISSUER.port(0)).status());
            assertEquals(
                    101,
                    HttpProbe.upgrade(path + "?token=" + token)
                            .send(ISSUER.port(0))
                            .status());
        }
        assertEquals(403, HttpProbe.get("/events/room:1").send(ISSUER.port(0)).status());
        try (var stream = EventStreamProbe.open(ISSUER.port(0), HttpProbe.get("/events/room:1?token=" + token))) {
            stream.expect("retry: 3000\n\n");
        }
    }
}
