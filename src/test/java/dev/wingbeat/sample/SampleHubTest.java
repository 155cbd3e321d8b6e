package dev.wingbeat.sample;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.wingbeat.Endpoint;
import dev.wingbeat.app.Application;
import dev.wingbeat.app.WingbeatConfig;
import dev.wingbeat.support.Json;
import dev.wingbeat.support.Patience;
import dev.wingbeat.support.client.EventStreamProbe;
import dev.wingbeat.support.client.HttpProbe;
import dev.wingbeat.support.client.WebSocketProbe;
import io.vertx.core.Vertx;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the sample application serves beside its channels, as it is mounted. */
class SampleHubTest {

    private static final Vertx VERTX = Vertx.vertx();
    private static Endpoint endpoint;

    @BeforeAll
    static void start() throws Exception {
        var config = WingbeatConfig.of(Map.of(), Map.of("WINGBEAT_PORT", "0"));
        endpoint = Application.of(config, SampleHub::declare)
                .endpoint()
                .get()
                .start(VERTX)
                .await(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
    }

    @AfterAll
    static void stop() throws Exception {
        endpoint.stop().await(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
        VERTX.close().await(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
    }

    private static WebSocketProbe open(String target) {
        return WebSocketProbe.open(endpoint.port(), HttpProbe.upgrade(target));
    }

    @Test
    void echoEchoes() {
        try (var probe = open("/echo")) {
            probe.send("hello");
            assertEquals("hello", probe.nextText());
        }
    }

    @Test
    void listsSayWhoIsThere() {
        try (var ann = open("/socket/websocket?vsn=2.0.0&user_id=u7")) {
            ann.join("presence:all");
            assertEquals("[\"1\",null,\"presence:all\",\"presence_state\",{}]", ann.nextText());
            var joins = Json.parse(ann.nextText()).path(4).path("joins");
            var meta = joins.path("u7").path("metas").path(0);
            assertTrue(meta.path("online_at").asLong() > 1_700_000_000L, joins::toString);
            assertEquals(Set.of("online_at", "phx_ref"), names(meta));
        }
    }

    private static Set<String> names(JsonNode node) {
        var names = new HashSet<String>();
        node.fieldNames().forEachRemaining(names::add);
        return names;
    }

    @Test
    void ticksTick() {
        try (var probe = open("/ticks")) {
            assertTrue(probe.nextText().startsWith("{\"tick\":1,\"time\":\""));
        }
    }

    @Test
    void eventsOfARoomAreWhatIsShoutedThere() {
        try (var stream = EventStreamProbe.open(endpoint.port(), HttpProbe.get("/events/room:lobby"));
                var ann = open("/socket/websocket?vsn=2.0.0&name=Ann")) {
            ann.send("[\"1\",\"1\",\"room:lobby\",\"phx_join\",{}]");
            ann.send("[\"1\",\"2\",\"room:lobby\",\"direct\",{\"to\":\"Bob\",\"body\":\"a secret\"}]");
            ann.send("[\"1\",\"3\",\"room:lobby\",\"shout\",{\"body\":\"hi all\"}]");
            stream.expect("retry: 3000\n\n", "id: 1\nevent: shout\ndata: {\"body\":\"hi all\"}\n\n");
        }
    }

    @Test
    void eventsOfOtherTopicsAreNobodysBusiness() {
        assertEquals(
                403, HttpProbe.get("/events/clan:red").send(endpoint.port()).status());
    }
}
