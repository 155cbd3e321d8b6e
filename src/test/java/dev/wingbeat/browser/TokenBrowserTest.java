package dev.wingbeat.browser;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.Endpoint;
import dev.wingbeat.EndpointOptions;
import dev.wingbeat.conformance.TestServer;
import dev.wingbeat.connection.OriginCheck;
import dev.wingbeat.jwt.Jwt;
import dev.wingbeat.jwt.JwtSocket;
import dev.wingbeat.jwt.Tokens;
import dev.wingbeat.support.CountingChannel;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** How phoenix.js fares whose token ends, is renewed or revoked. */
@NeedsBrowser
class TokenBrowserTest {

    private static final Duration GRACE = Duration.ofSeconds(1);

    @RegisterExtension
    static final TestServer server = TestServer.of(TokenBrowserTest::endpoint);

    private static Endpoint endpoint(TestServer.Fixture fixture, EndpointOptions config) {
        var jwt = Jwt.of(options -> options.secret(Tokens.SECRET).leeway(Duration.ZERO));
        return Endpoint.builder()
                .web(BrowserApp::routes)
                .options(options -> options.from(config).checkOrigin(OriginCheck.SAME_HOST))
                .socket(
                        "/socket",
                        JwtSocket.of(jwt),
                        routes -> routes.options(options -> options.tokenGrace(GRACE)
                                        .longPoll(longPoll -> longPoll.window(Duration.ofSeconds(1))))
                                .channel("room:*", CountingChannel::new)
                                .channel(
                                        "secret:*",
                                        CountingChannel::new,
                                        options -> options.topicToken(JwtSocket.of(jwt))))
                .build();
    }

    private static String token(int seconds, Object... more) {
        Instant now = Instant.now();
        var claims = Tokens.claims(now, more);
        claims.put("exp", now.getEpochSecond() + seconds);
        return Tokens.signed(claims);
    }

    private static PhoenixPage connect(Browser browser, PhoenixJs client, String token) {
        return PhoenixPage.open(browser, BrowserApp.HOST, server.port(), client)
                .connect("/socket", Map.of("token", token));
    }

    private static String refresh(String token) {
        return "{'token':'" + token + "'}";
    }

    @ParameterizedTest
    @MethodSource("dev.wingbeat.browser.PhoenixJs#all")
    void connectionOutlivesATokenThatIsRenewedInTime(PhoenixJs client, Browser browser) {
        var page = connect(browser, client, token(8));
        Instant end = Instant.now().plusSeconds(8).plus(GRACE).plusMillis(500);
        assertEquals("ok {}", page.join("room:1"));
        assertTrue(page.join("auth").startsWith("ok {'expires_in':"));
        assertEquals("ok {'n':1}", page.push("room:1", "count", "{}"));
        assertTrue(page.next("auth").startsWith("token_expiring {'expires_in':"));
        assertEquals("error {'reason':'token_invalid'}", page.push("auth", "refresh", refresh("a.b.c")));
        assertEquals(
                "error {'reason':'subject_mismatch'}", page.push("auth", "refresh", refresh(token(600, "sub", "bob"))));
        assertTrue(page.push("auth", "refresh", refresh(token(600))).startsWith("ok {'expires_in':"));
        assertEquals("ok {}", page.join("room:clock"));
        while (Instant.now().isBefore(end)) {
            assertEquals("tick {}", page.next("room:clock"));
        }
        assertEquals("ok {'n':2}", page.push("room:1", "count", "{}"));
        assertEquals("ok {}", page.join("room:2"));
        assertEquals(List.of("open"), page.happened());
        assertEquals(List.of(), page.faults());
    }

    @ParameterizedTest
    @MethodSource("dev.wingbeat.browser.PhoenixJs#noticingTheEnd")
    void pageWhoseTokenEndsComesBackWithAnother(PhoenixJs client, Browser browser) {
        var page = connect(browser, client, token(6));
        assertEquals("ok {}", page.join("room:1"));
        assertEquals("open", page.connection());
        page.present(token(600));
        assertEquals(
                client.longPoll() ? List.of("error", "close 1008", "open") : List.of("close 1001", "open"),
                page.untilOpen());
        assertEquals("phx_error", page.next("room:1"));
        assertEquals("joined again: ok {}", page.next("room:1"));
        assertEquals("ok {'n':1}", page.push("room:1", "count", "{}"));
    }

    @ParameterizedTest
    @MethodSource("dev.wingbeat.browser.PhoenixJs#onWebSocket")
    void pageWhoseTokenIsRevokedStaysAwayOrIsRefused(PhoenixJs client, Browser browser) {
        String jti = "revoked-" + client.version();
        String token = token(600, "jti", jti);
        var page = connect(browser, client, token);
        assertEquals("ok {}", page.join("room:1"));
        assertEquals("open", page.connection());
        server.endpoint().revocations().revoke(jti, Instant.now().plusSeconds(600));
        assertEquals("close 1000", page.connection());
        var other = connect(browser, client, token(600));
        assertEquals("ok {}", other.join("room:clock"));
        for (int i = 0; i < 5; i++) {
            other.next("room:clock"); // for longer than any client waits before it comes back for the first time
        }
        if (client.version().equals("1.8")) { // comes back after any code
            assertEquals(List.of("error", "close 1006"), page.happened().subList(0, 2));
        } else {
            assertEquals(List.of(), page.happened());
        }
        var again = connect(browser, client, token);
        assertEquals("error", again.connection());
    }

    @ParameterizedTest
    @MethodSource("dev.wingbeat.browser.PhoenixJs#onWebSocket")
    void channelWhoseTokenEndsIsJoinedAgain(PhoenixJs client, Browser browser) {
        var page = connect(browser, client, token(600));
        assertEquals("error {'reason':'unauthorized'}", page.join("secret:1", refresh(token(600))));
        assertEquals("ok {}", page.join("secret:2", refresh(token(3, "topic", "secret:*"))));
        assertEquals("phx_error", page.next("secret:2"));
        assertEquals("joined again: error {'reason':'token_expired'}", page.next("secret:2"));
    }
}
