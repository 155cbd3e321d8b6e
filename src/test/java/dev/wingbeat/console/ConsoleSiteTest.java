package dev.wingbeat.console;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.wingbeat.Endpoint;
import dev.wingbeat.connection.UserSocket;
import dev.wingbeat.limit.RateLimit;
import dev.wingbeat.support.Patience;
import dev.wingbeat.support.client.HttpProbe;
import dev.wingbeat.support.client.WebSocketProbe;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The console of a node whose clients may connect once in a quarter of an hour. */
class ConsoleSiteTest {

    private static final String KEY = "the key of the console";

    private Vertx vertx;
    private Endpoint endpoint;

    @BeforeEach
    void start() throws TimeoutException {
        vertx = Vertx.vertx();
        endpoint = Endpoint.builder()
                .socket("/socket", UserSocket.acceptingAll())
                .options(options -> options.host("127.0.0.1")
                        .port(0)
                        .managementPort(0)
                        .eventLoops(1)
                        .limits(limits -> limits.connects(new RateLimit(0.001, 1))))
                .build();
        endpoint.openConsole(KEY);
        await(endpoint.start(vertx));
    }

    @AfterEach
    void stop() throws TimeoutException {
        await(endpoint.stop());
        await(vertx.close());
    }

    private static void await(Future<?> future) throws TimeoutException {
        future.await(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
    }

    /** Signs in. */
    private WebSocketProbe open() {
        String token = Base64.getUrlEncoder().withoutPadding().encodeToString(KEY.getBytes(UTF_8));
        var console = WebSocketProbe.open(
                endpoint.managementPort(),
                HttpProbe.upgrade("/console/socket/websocket?vsn=2.0.0")
                        .with("sec-websocket-protocol", "phoenix, base64url.bearer.phx." + token));
        console.send("[\"1\",\"1\",\"console\",\"phx_join\",{}]");
        assertEquals("ok", console.nextPayload("phx_reply").path("status").asText());
        return console;
    }

    @Test
    @SuppressWarnings("try") // it need only be there
    void operatorsGetInWhileClientsAreRefused() {
        var client = HttpProbe.upgrade("/socket/websocket?vsn=2.0.0");
        try (var only = WebSocketProbe.open(endpoint.port(), client)) {
            assertEquals(503, client.send(endpoint.port()).status());
            try (var one = open();
                    var other = open()) {
                one.expectNothingBeforeHeartbeat();
                other.send("[\"1\",\"2\",\"console\",\"overview\",{}]");
                var answer = other.nextPayload("phx_reply");
                assertEquals("ok", answer.path("status").asText());
                assertEquals(
                        1,
                        answer.path("response")
                                .path("items")
                                .path(0)
                                .path("connections")
                                .asInt());
            }
        }
    }

    @Test
    void whatIsMissingOfAQuestionIsTold() {
        try (var console = open()) {
            console.send("[\"1\",\"2\",\"console\",\"tap.start\",{\"tap\":\"1\"}]");
            assertEquals(
                    "topic: missing (expected: a text)",
                    console.nextPayload("phx_reply")
                            .path("response")
                            .path("message")
                            .asText());
        }
    }

    @Test
    void sessionTellsWhoseKeyItIsHoweverItsSchemeIsWritten() {
        var session = HttpProbe.get("/console/session");
        for (String scheme : new String[] {"Bearer ", "bearer "}) {
            assertEquals(
                    200,
                    session.with("authorization", scheme + KEY)
                            .send(endpoint.managementPort())
                            .status());
        }
        assertEquals(401, session.send(endpoint.managementPort()).status());
        assertEquals(
                401,
                session.with("authorization", "Bearer none")
                        .send(endpoint.managementPort())
                        .status());
    }
}
