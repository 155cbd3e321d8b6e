package dev.wingbeat.jwt;

import static dev.wingbeat.jwt.Tokens.RSA;
import static dev.wingbeat.jwt.Tokens.claims;
import static dev.wingbeat.jwt.Tokens.signed;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.Endpoint;
import dev.wingbeat.channel.Channel;
import dev.wingbeat.channel.JoinResult;
import dev.wingbeat.channel.Socket;
import dev.wingbeat.connection.Assign;
import dev.wingbeat.connection.Assigns;
import dev.wingbeat.connection.ConnectInfo;
import dev.wingbeat.connection.ConnectResult;
import dev.wingbeat.connection.Credentials;
import dev.wingbeat.credential.Verification;
import dev.wingbeat.metrics.Metric;
import dev.wingbeat.protocol.Payload;
import dev.wingbeat.support.LogRecords;
import dev.wingbeat.support.Patience;
import dev.wingbeat.testkit.TestClient;
import dev.wingbeat.testkit.TestHub;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Clients come by a token, over real sockets. */
class JwtSocketTest {

    private static final Assign<String> USER = Assign.of("user", String.class);
    private static final IssuerStub ISSUER = new IssuerStub().keys(JwksTest.jwk("k1", RSA));
    private static final IssuerStub DOWN = new IssuerStub().status(503);

    private static final Jwt JWT = Jwt.of(options -> options.secret(Tokens.SECRET)
            .jwks("main", ISSUER.url())
            .jwks("down", DOWN.url())
            .audience("hub"));

    private static final JwtSocket SOCKET = JwtSocket.of(JWT, claims -> Assigns.of(USER, claims.subject() + "!"));

    @RegisterExtension
    static final TestHub HUB = TestHub.of(() -> Endpoint.builder()
                    .socket("/socket", SOCKET, routes -> routes.channel("me", Me::new))
                    .socket("/ticket", SOCKET.parameter("ticket"), routes -> routes.channel("me", Me::new))
                    .build())
            .patience(Patience.LIMIT);

    /** Says what the connection is assigned. */
    private static final class Me implements Channel {
        @Override
        public JoinResult join(String topic, Payload payload, Socket socket) {
            return JoinResult.ok(Map.of(
                    "user",
                    socket.get(USER),
                    "level",
                    String.valueOf(socket.get(JwtSocket.CLAIMS).claim("level"))));
        }
    }

    @AfterAll
    static void close() {
        ISSUER.close();
        DOWN.close();
    }

    private static Map<String, Object> good(Object... more) {
        var claims = claims(Instant.now(), more);
        claims.put("aud", "hub");
        claims.put("iss", claims.getOrDefault("iss", "main"));
        return claims;
    }

    private static String byKeySet(Object... more) {
        return signed(Map.of("alg", "RS256", "kid", "k1"), good(more), RSA.getPrivate());
    }

    private static void assertIsAnn(TestClient client) {
        assertEquals(
                Map.of("user", "ann!", "level", "7"),
                client.join("me").joined().json().getMap());
    }

    @Test
    void clientsComeByAuthTokenOrByParameter() {
        for (String token : List.of(signed(good("level", 7)), byKeySet("level", 7))) {
            assertIsAnn(HUB.connect(options -> options.authToken(token)));
            assertIsAnn(HUB.connect(options -> options.longPoll().authToken(token)));
            assertIsAnn(HUB.connect(Map.of("token", token)));
            assertIsAnn(HUB.connect(options -> options.path("/ticket").param("ticket", token)));
            assertEquals(
                    403, HUB.connectRefused(options -> options.path("/ticket").param("token", token)));
            assertEquals(
                    403,
                    HUB.connectRefused(options -> options.authToken("a.b.c").param("token", token)));
        }
        assertEquals(1, ISSUER.fetches());
    }

    @Test
    void refusedClientsGetAStatusAndTheLogACode() {
        try (var log = LogRecords.of("dev.wingbeat.jwt")) {
            assertEquals(403, HUB.connectRefused(Map.of()));
            assertTrue(
                    log.messages().contains("token refused: missing"),
                    () -> log.messages().toString());
        }
        String expired = signed(good("exp", Instant.now().getEpochSecond() - 10));
        try (var log = LogRecords.of("dev.wingbeat")) {
            assertEquals(403, HUB.connectRefused(Map.of("token", expired)));
            assertTrue(
                    log.messages().contains("token refused: expired"),
                    () -> log.messages().toString());
            assertFalse(log.messages().toString().contains(expired));
        }
        assertEquals(503, HUB.connectRefused(Map.of("token", byKeySet("iss", "down"))));
        assertEquals(403, HUB.connectRefused(Map.of("token", signed(good("topic", "room:1")))));
    }

    @Test
    void connectionsAreRenewedInBand() {
        var ann = HUB.connect(Map.of("token", signed(good("level", 7))));
        var auth = ann.join("auth");
        auth.push("refresh", Map.of("token", signed(good("level", 8)))).assertReply("ok");
        assertEquals("8", ann.join("me").joined().json().getString("level"));
        auth.push("refresh", Map.of("token", signed(good("sub", "bob"))))
                .assertReply("error", Map.of("reason", "subject_mismatch"));
    }

    @Test
    void disconnectOnTheSubjectsNameClosesItsConnections() {
        var ann = HUB.connect(Map.of("token", signed(good("sub", "dan"))));
        HUB.broadcast("user_socket:dan", "disconnect", Map.of());
        ann.assertDisconnected(1001);
    }

    @Test
    void credentialsAreThoseOfTheToken() {
        Instant now = Instant.ofEpochSecond(Instant.now().getEpochSecond());
        String token = signed(
                good("jti", "t1", "expire_at", now.plusSeconds(60).getEpochSecond(), "iat", now.getEpochSecond()));
        var result = SOCKET.connect(ConnectInfo.of("websocket", Map.of("token", token)));
        var expected = new Credentials("ann", "t1", now, now.plusSeconds(60));
        assertTrue(result instanceof ConnectResult.Accepted accepted && expected.equals(accepted.credentials()));
    }

    @Test
    void tokensThatComeLaterAreVerifiedTheSameWay() {
        var connection = (Verification.Verified) verify(signed(good("jti", "")));
        assertEquals("ann!", connection.assigns().get(USER));
        assertEquals(null, connection.topic());
        assertEquals(null, connection.credentials().jti());
        assertEquals("room:*", ((Verification.Verified) verify(byKeySet("topic", "room:*"))).topic());
        assertRefused(Verification.Reason.INVALID, signed(good("topic", 7)));
        assertRefused(Verification.Reason.INVALID, "nonsense");
        assertRefused(Verification.Reason.EXPIRED, signed(good("exp", 1)));
        assertRefused(Verification.Reason.UNAVAILABLE, byKeySet("iss", "down"));
    }

    private static Verification verify(String token) {
        return JwtTest.await(SOCKET.verify(token));
    }

    private static void assertRefused(Verification.Reason reason, String token) {
        assertEquals(new Verification.Refused(reason), verify(token));
    }

    @Test
    void figuresAreThoseOfTheVerifierOnce() {
        double before = tokens("audience");
        assertEquals(403, HUB.connectRefused(Map.of("token", signed(claims(Instant.now(), "iss", "main")))));
        assertEquals(before + 1, tokens("audience"));
        var ages = HUB.endpoint(0).metrics().stream()
                .filter(metric -> metric.name().equals("wingbeat_jwks_age_seconds"))
                .flatMap(metric -> metric.samples().stream())
                .map(sample -> sample.labels().get("issuer"))
                .sorted()
                .toList();
        assertEquals(List.of("down", "main"), ages);
    }

    private static double tokens(String result) {
        return HUB.endpoint(0).metrics().stream()
                .filter(metric -> metric.name().equals("wingbeat_tokens_total"))
                .flatMap(metric -> metric.samples().stream())
                .filter(sample -> result.equals(sample.labels().get("result")))
                .mapToDouble(sample -> ((Metric.Value) sample).value())
                .sum();
    }
}
