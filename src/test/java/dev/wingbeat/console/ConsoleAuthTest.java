package dev.wingbeat.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.wingbeat.Endpoint;
import dev.wingbeat.EndpointBuilder;
import dev.wingbeat.console.ConsoleAuth.Operator;
import dev.wingbeat.console.ConsoleAuth.Role;
import dev.wingbeat.support.Patience;
import dev.wingbeat.support.client.HttpAnswer;
import dev.wingbeat.support.client.HttpProbe;
import dev.wingbeat.token.PhoenixToken;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Operators who are signed in with the application, as a header tells: what they may, and for how long. */
class ConsoleAuthTest {

    private static final String SECRET = "the secret of the node with a sign-on";
    private static final String SALT = "wingbeat console";
    private static final Map<String, Operator> STAFF = Map.of(
            "vera", Operator.of("vera", Role.VIEW),
            "gert", Operator.of("gert"),
            "anna", Operator.of("anna", Role.ACT),
            "tom", Operator.of("tom", Role.TAP));
    private static final String DISCONNECT = "{'socket_id':'user:nobody'}";

    private static Vertx vertx;
    private static Endpoint endpoint;

    private static EndpointBuilder builder() {
        return Endpoint.builder()
                .console(ConsoleAuthTest::whose)
                .options(options ->
                        options.host("127.0.0.1").port(0).secretKeyBase(SECRET).eventLoops(1));
    }

    private static Future<Optional<Operator>> whose(HttpServerRequest request) {
        String user = request.getHeader("x-user");
        return "nemo".equals(user)
                ? Future.failedFuture("the directory is out of reach")
                : Future.succeededFuture(Optional.ofNullable(user).map(STAFF::get));
    }

    @BeforeAll
    static void start() throws TimeoutException {
        vertx = Vertx.vertx();
        endpoint = builder().options(options -> options.managementPort(0)).build();
        await(endpoint.start(vertx));
    }

    @AfterAll
    static void stop() throws TimeoutException {
        await(endpoint.stop());
        await(vertx.close());
    }

    private static void await(Future<?> future) throws TimeoutException {
        future.await(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
    }

    private static HttpAnswer session(String user) {
        return HttpProbe.get("/console/session")
                .with("x-wingbeat-console", "1")
                .with("x-user", user)
                .send(endpoint.managementPort());
    }

    private static String keyOf(String user) {
        HttpAnswer answer = session(user);
        assertEquals(200, answer.status());
        assertEquals(user, answer.json().path("name").asText());
        return answer.json().path("key").asText();
    }

    private static String code(JsonNode reply) {
        return reply.path("status").asText()
                + reply.path("response").path("code").asText();
    }

    private static int connected(String key) {
        String token = Base64.getUrlEncoder().withoutPadding().encodeToString(key.getBytes(StandardCharsets.UTF_8));
        return HttpProbe.upgrade("/console/socket/websocket?vsn=2.0.0")
                .with("sec-websocket-protocol", "phoenix, base64url.bearer.phx." + token)
                .send(endpoint.managementPort())
                .status();
    }

    @Test
    void nobodyElseGetsAKeyNorDoPagesOfElsewhere() {
        assertEquals(204, session("mallory").status());
        assertEquals(204, session("gert").status(), "somebody without a role");
        assertEquals(503, session("nemo").status());
        assertEquals(
                401,
                HttpProbe.get("/console/session")
                        .with("x-user", "anna")
                        .send(endpoint.managementPort())
                        .status());
        assertEquals(403, connected("SFMyNTY.no.token"));
    }

    @Test
    void eachMayDoWhatHisRolesSayAndTheAuditNamesHim() {
        try (ConsoleProbe vera = ConsoleProbe.open(endpoint, keyOf("vera"));
                ConsoleProbe anna = ConsoleProbe.open(endpoint, keyOf("anna"));
                ConsoleProbe tom = ConsoleProbe.open(endpoint, keyOf("tom"))) {
            for (ConsoleProbe each : new ConsoleProbe[] {vera, anna, tom}) {
                assertEquals(1, each.told("nodes", "{}").path("items").size());
            }
            assertEquals("errorscope_missing", code(vera.asked("disconnect", DISCONNECT)));
            assertEquals("errorscope_missing", code(vera.asked("tap.start", "{'tap':'1','topic':'room:1'}")));
            assertEquals("errorscope_missing", code(vera.asked("audit", "{}")));
            assertEquals("ok", code(anna.asked("disconnect", DISCONNECT)));
            assertEquals("errorscope_missing", code(anna.asked("tap.start", "{'tap':'2','topic':'room:1'}")));
            assertEquals("errorscope_missing", code(tom.asked("disconnect", DISCONNECT)));
            assertEquals("ok", code(tom.asked("tap.start", "{'tap':'3','topic':'room:1'}")));
            assertEquals("ok", code(tom.asked("tap.stop", "{'tap':'3'}")));
            String audit = anna.told("audit", "{}").toString();
            assertTrue(audit.contains("\"who\":\"anna\",\"action\":\"disconnect\""), audit);
            assertTrue(audit.contains("\"who\":\"tom\",\"action\":\"tap.start\""), audit);
        }
    }

    @Test
    void browserGoesOnWithAnotherKeyAndNotWithOneThatIsOver() {
        var over = PhoenixToken.of(SECRET, SALT).sign(Map.of("name", "anna", "ACT", true), Duration.ZERO);
        try (ConsoleProbe probe = ConsoleProbe.open(endpoint, keyOf("vera"))) {
            assertEquals("errorkey_invalid", code(probe.asked("session.renew", "{'key':'" + over + "'}")));
            assertEquals("errorscope_missing", code(probe.asked("disconnect", DISCONNECT)));
            assertEquals("ok", code(probe.asked("session.renew", "{'key':'" + keyOf("anna") + "'}")));
            assertEquals("ok", code(probe.asked("disconnect", DISCONNECT)));
        }
        assertEquals(403, connected(over));
        String forged = PhoenixToken.of(SECRET + "!", SALT).sign(Map.of("name", "anna", "ACT", true));
        assertEquals(403, connected(forged));
    }

    @Test
    void operatorsHaveNames() {
        assertThrows(IllegalArgumentException.class, () -> Operator.of(""));
        assertThrows(IllegalArgumentException.class, () -> Operator.of("n".repeat(129), Role.VIEW));
    }

    @Test
    void withoutAManagementPortNobodyReachesItAndTheNodeStarts() throws TimeoutException {
        Endpoint alone = builder().build();
        await(alone.start(vertx));
        assertEquals(0, alone.managementPort());
        await(alone.stop());
    }
}
