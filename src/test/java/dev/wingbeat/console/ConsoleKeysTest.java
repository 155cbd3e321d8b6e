package dev.wingbeat.console;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import dev.wingbeat.Endpoint;
import dev.wingbeat.EndpointOptions;
import dev.wingbeat.api.ApiKey;
import dev.wingbeat.api.ApiKeys;
import dev.wingbeat.limit.RateLimit;
import dev.wingbeat.support.Patience;
import dev.wingbeat.support.client.HttpAnswer;
import dev.wingbeat.support.client.HttpProbe;
import dev.wingbeat.support.client.WebSocketProbe;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who has signed in to the console, and whose key is changed meanwhile. */
@Timeout(180)
class ConsoleKeysTest {

    private static final String KEY = "the key of an operator who leaves";

    private static <T> T await(Future<T> future) throws Exception {
        return future.await(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
    }

    private static Consumer<EndpointOptions> keys(ApiKey... keys) {
        return options -> options.host("127.0.0.1").port(0).managementPort(0).apiKeys(keys);
    }

    private static ApiKey key(String secret, String... scopes) {
        return ApiKey.of("operator", ApiKeys.digest(secret), scopes);
    }

    private static EndpointOptions with(ApiKey... keys) {
        var options = new EndpointOptions();
        keys(keys).accept(options);
        return options;
    }

    private static WebSocketProbe signedIn(Endpoint endpoint) {
        String token = Base64.getUrlEncoder().withoutPadding().encodeToString(KEY.getBytes(StandardCharsets.UTF_8));
        var probe = WebSocketProbe.open(
                endpoint.managementPort(),
                HttpProbe.upgrade("/console/socket/websocket?vsn=2.0.0")
                        .with("sec-websocket-protocol", "phoenix, base64url.bearer.phx." + token));
        probe.send("[\"1\",\"1\",\"console\",\"phx_join\",{}]");
        probe.nextText();
        return probe;
    }

    private static String asked(WebSocketProbe probe, String event, String question) {
        probe.send("[\"1\",\"7\",\"console\",\"" + event + "\"," + question + "]");
        JsonNode reply = probe.nextPayload("phx_reply");
        return reply.path("status").asText()
                + reply.path("response").path("code").asText();
    }

    @Test
    void theConsoleAndTheApiShareTheLimitsOfAKey() throws Exception {
        var vertx = Vertx.vertx();
        Endpoint endpoint = await(Endpoint.builder()
                .options(keys(key(KEY, "console", "admin")))
                .options(options -> options.limits(limits -> limits.api(new RateLimit(0.01, 5))))
                .build()
                .start(vertx));
        var overHttp = HttpProbe.request("GET", "/api/v1/info").with("authorization", "Bearer " + KEY);
        try (WebSocketProbe probe = signedIn(endpoint)) {
            for (int i = 0; i < 4; i++) {
                assertEquals("ok", asked(probe, "info", "{}"));
            }
            assertEquals(200, overHttp.send(endpoint.managementPort()).status());
            HttpAnswer refused = overHttp.send(endpoint.managementPort());
            assertEquals(429, refused.status());
            assertEquals("errorrate_limited", asked(probe, "info", "{}"));
            assertEquals("errorrate_limited", asked(probe, "disconnect", "{\"socket_id\":\"user:7\"}"));
            endpoint.reload(with(key(KEY, "console")).limits(limits -> limits.api(null)), null);
            assertEquals("ok", asked(probe, "info", "{}"));
            assertEquals(200, overHttp.send(endpoint.managementPort()).status());
        } finally {
            await(endpoint.stop());
            await(vertx.close());
        }
    }

    @Test
    void questionsToAllNodesAreLimitedInTheConsoleToo() throws Exception {
        var vertx = Vertx.vertx();
        Endpoint endpoint = await(
                Endpoint.builder().options(keys(key(KEY, "console"))).build().start(vertx));
        try (WebSocketProbe probe = signedIn(endpoint)) {
            int refused = 0;
            for (int i = 0; i < 300 && refused == 0; i++) {
                refused += asked(probe, "topics", "{}").equals("errorrate_limited") ? 1 : 0;
            }
            assertEquals(1, refused);
        } finally {
            await(endpoint.stop());
            await(vertx.close());
        }
    }

    @Test
    void whatIsNoQuestionCostsNoChannel() throws Exception {
        var vertx = Vertx.vertx();
        Endpoint endpoint = await(
                Endpoint.builder().options(keys(key(KEY, "console"))).build().start(vertx));
        try (WebSocketProbe probe = signedIn(endpoint)) {
            for (String nonsense : new String[] {"null", "[]", "7"}) {
                assertEquals("errorjson_invalid", asked(probe, "info", nonsense));
                assertEquals("errorjson_invalid", asked(probe, "session.renew", nonsense));
            }
            assertEquals("ok", asked(probe, "info", "{}"));
        } finally {
            await(endpoint.stop());
            await(vertx.close());
        }
    }

    @Test
    void keyThatMayOnlyTapDoesNothingElse() throws Exception {
        var vertx = Vertx.vertx();
        Endpoint endpoint = await(Endpoint.builder()
                .options(keys(key(KEY, "console", "tap")))
                .build()
                .start(vertx));
        try (WebSocketProbe probe = signedIn(endpoint)) {
            assertEquals("ok", asked(probe, "tap.start", "{\"tap\":\"1\",\"topic\":\"room:1\"}"));
            assertEquals("ok", asked(probe, "tap.stop", "{\"tap\":\"1\"}"));
            assertEquals("errorscope_missing", asked(probe, "disconnect", "{\"socket_id\":\"user:7\"}"));
            assertEquals("errorscope_missing", asked(probe, "audit", "{}"));
        } finally {
            await(endpoint.stop());
            await(vertx.close());
        }
    }

    @Test
    void whatIsTakenFromAKeyIsTakenFromThoseWhoHaveSignedInWithIt() throws Exception {
        var vertx = Vertx.vertx();
        Endpoint endpoint = await(Endpoint.builder()
                .options(keys(key(KEY, "console", "admin")))
                .build()
                .start(vertx));
        try (WebSocketProbe probe = signedIn(endpoint)) {
            String kick = "{\"socket_id\":\"user:7\"}";
            assertEquals("ok", asked(probe, "disconnect", kick));
            endpoint.reload(with(key(KEY, "console")), null);
            assertEquals("errorscope_missing", asked(probe, "disconnect", kick));
            assertEquals("ok", asked(probe, "nodes", "{}"));
            endpoint.reload(with(key("another one of the same name", "console", "admin")), null);
            assertEquals("errorkey_invalid", asked(probe, "nodes", "{}"));
            endpoint.reload(with(), null);
            assertEquals("errorkey_invalid", asked(probe, "disconnect", kick));
        } finally {
            await(endpoint.stop());
            await(vertx.close());
        }
    }
}
