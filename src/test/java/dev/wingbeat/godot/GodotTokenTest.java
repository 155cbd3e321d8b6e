package dev.wingbeat.godot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.Endpoint;
import dev.wingbeat.EndpointOptions;
import dev.wingbeat.conformance.TestServer;
import dev.wingbeat.jwt.Jwt;
import dev.wingbeat.jwt.JwtSocket;
import dev.wingbeat.jwt.Tokens;
import dev.wingbeat.support.CountingChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** How the stock addon fares when its token ends, is renewed or revoked. */
@NeedsGodot(addon = true)
class GodotTokenTest {

    private static final Duration GRACE = Duration.ofSeconds(1);

    @RegisterExtension
    static final TestServer server = TestServer.of(GodotTokenTest::endpoint);

    @TempDir
    private Path folder;

    private GodotClient client;

    private static Endpoint endpoint(TestServer.Fixture fixture, EndpointOptions config) {
        var jwt = Jwt.of(options -> options.secret(Tokens.SECRET).leeway(Duration.ZERO));
        return Endpoint.builder()
                .options(options -> options.from(config))
                .socket(
                        "/socket",
                        JwtSocket.of(jwt),
                        routes -> routes.options(options -> options.tokenGrace(GRACE))
                                .channel("room:*", CountingChannel::new))
                .build();
    }

    private static Map<String, Object> token(int seconds, Object... more) {
        Instant now = Instant.now();
        var claims = Tokens.claims(now, more);
        claims.put("exp", now.getEpochSecond() + seconds);
        return Map.of("token", Tokens.signed(claims));
    }

    private void connect(Map<String, Object> token) {
        client.connect(server.port(), token);
        assertEquals("open {}", client.next("socket"));
        assertEquals("join ok {}", client.join("room:1", Map.of()));
        assertEquals("count ok {'n':1}", client.ask("room:1", "count", Map.of()));
    }

    private void start() {
        client = GodotClient.start(folder.resolve("client"));
    }

    @AfterEach
    void end() {
        client.close();
        assertEquals("", client.complaints());
    }

    @Test
    void connectionOutlivesATokenThatIsRenewedInTime() {
        start();
        connect(token(8));
        Instant end = Instant.now().plusSeconds(8).plus(GRACE).plusMillis(500);
        assertTrue(client.join("auth", Map.of()).startsWith("join ok {'expires_in':"));
        assertTrue(client.next("auth").startsWith("token_expiring ok {'expires_in':"));
        assertEquals(
                "refresh error {'reason':'token_invalid'}", client.ask("auth", "refresh", Map.of("token", "a.b.c")));
        assertTrue(client.ask("auth", "refresh", token(600)).startsWith("refresh ok {'expires_in':"));
        assertEquals("join ok {}", client.join("room:clock", Map.of()));
        while (Instant.now().isBefore(end)) {
            assertEquals("tick ok {}", client.next("room:clock"));
        }
        assertEquals("count ok {'n':2}", client.ask("room:1", "count", Map.of()));
        assertEquals(List.of(), client.happened("socket"));
    }

    @Test
    void gameWhoseTokenEndsComesBackWithTheNextOne() {
        start();
        connect(token(6));
        client.present(token(600));
        assertEquals("asked to close 1001", client.next("socket"));
        assertTrue(client.next("socket").startsWith("close {"));
        assertEquals("open {}", client.next("socket"));
        assertTrue(client.next("room:1").startsWith("close {"));
        assertEquals("join ok {}", client.next("room:1"));
        assertEquals("count ok {'n':1}", client.ask("room:1", "count", Map.of()));
    }

    /** It does not look at the code, and so is refused again and again until it has another token. */
    @Test
    void gameWhoseTokenIsRevokedComesBackAndIsRefused() {
        start();
        connect(token(600, "jti", "godot"));
        revoke("godot");
        assertEquals("asked to close 1000", client.next("socket"));
        assertTrue(client.next("socket").startsWith("close {"));
        assertEquals("error {'message':'connection error'}", client.next("socket"));
        assertEquals("error {'message':'connection error'}", client.next("socket"));
        client.present(token(600));
        String event = "";
        while (!event.equals("open {}")) {
            event = client.next("socket");
        }
        assertTrue(client.next("room:1").startsWith("close {"));
        assertEquals("join ok {}", client.next("room:1"));
    }

    /** As the page on tokens says: the game looks at the code itself. */
    @Test
    void gameThatLooksAtTheCodeStaysAway() {
        start();
        client.stayAwayAfter(1000);
        connect(token(600, "jti", "looks"));
        revoke("looks");
        assertEquals("asked to close 1000", client.next("socket"));
        assertTrue(client.next("socket").startsWith("close {"));
        client.pass(Duration.ofSeconds(4)); // the addon comes back after one, then two
        assertEquals(List.of(), client.happened("socket"));
    }

    private static void revoke(String jti) {
        server.endpoint().revocations().revoke(jti, Instant.now().plusSeconds(600));
    }
}
