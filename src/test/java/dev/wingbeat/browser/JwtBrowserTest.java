package dev.wingbeat.browser;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.wingbeat.Endpoint;
import dev.wingbeat.channel.JoinResult;
import dev.wingbeat.conformance.TestServer;
import dev.wingbeat.jwt.Jwt;
import dev.wingbeat.jwt.JwtSocket;
import dev.wingbeat.jwt.Tokens;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Pages connect by a JSON Web Token, in both ways that phoenix.js has. */
@NeedsBrowser
class JwtBrowserTest {

    private static final JwtSocket SOCKET = JwtSocket.of(
            Jwt.of(options -> options.secret(Tokens.SECRET).issuer("me").audience("hub")));

    @RegisterExtension
    static final TestServer server = TestServer.of((fixture, config) -> Endpoint.builder()
            .socket(
                    "/socket",
                    SOCKET,
                    routes -> routes.options(options -> options.longPoll(true))
                            .channel(
                                    "me",
                                    () -> (topic, payload, socket) -> JoinResult.ok(Map.of(
                                            "sub",
                                            String.valueOf(
                                                    socket.get(JwtSocket.CLAIMS).subject())))))
            .web(BrowserApp::routes)
            .options(options -> options.from(config))
            .build());

    private static String token(String audience) {
        return Tokens.signed(Tokens.claims(Instant.now(), "iss", "me", "aud", audience));
    }

    private static PhoenixPage connect(Browser browser, PhoenixJs client, Map<String, ?> options) {
        return PhoenixPage.open(browser, BrowserApp.HOST, server.port(), client).connect("/socket", options);
    }

    @ParameterizedTest
    @MethodSource("dev.wingbeat.browser.PhoenixJs#withAuthToken")
    void authToken(PhoenixJs client, Browser browser) {
        var ann = connect(browser, client, Map.of("authToken", token("hub")));
        assertEquals("ok {'sub':'ann'}", ann.join("me"));
        var foreign = connect(browser, client, Map.of("authToken", token("shop")));
        assertEquals("error", foreign.connection());
    }

    @ParameterizedTest
    @MethodSource("dev.wingbeat.browser.PhoenixJs#all")
    void parameter(PhoenixJs client, Browser browser) {
        var ann = connect(browser, client, Map.of("params", Map.of("token", token("hub"))));
        assertEquals("ok {'sub':'ann'}", ann.join("me"));
        var foreign = connect(browser, client, Map.of("params", Map.of("token", token("shop"))));
        assertEquals("error", foreign.connection());
    }
}
