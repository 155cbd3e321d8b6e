package dev.wingbeat.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import dev.wingbeat.api.ApiKey;
import dev.wingbeat.api.ApiKeys;
import dev.wingbeat.support.Patience;
import dev.wingbeat.support.client.HttpProbe;
import dev.wingbeat.support.client.WebSocketProbe;
import dev.wingbeat.testkit.TestHub;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What operators have recorded of two nodes, and what is recorded of their requests. */
class OperatorTracesTest {

    private static final String KEY = "the key of an operator who traces";
    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String SPAN = "b7ad6b7169203331";

    private static final TracedHub FEW = new TracedHub(options -> options.oneIn(Integer.MAX_VALUE));

    @RegisterExtension
    static final TestHub HUB = TestHub.cluster(
                    2,
                    () -> FEW.builder()
                            .options(options -> options.managementPort(0)
                                    .apiKeys(ApiKey.of("operator", ApiKeys.digest(KEY), "publish", "console", "admin")))
                            .build())
            .patience(Patience.LIMIT);

    private final String topic = HUB.topic("room");

    @BeforeEach
    void forget() {
        FEW.reset();
    }

    private static int publish(String topic, String flags) {
        return HttpProbe.request("POST", "/api/v1/publish")
                .with("authorization", "Bearer " + KEY)
                .with("traceparent", "00-" + TRACE + '-' + SPAN + '-' + flags)
                .withBody(
                        "application/json", "{\"topic\":\"" + topic + "\",\"event\":\"news\",\"payload\":{\"body\":1}}")
                .send(HUB.endpoint(0).managementPort())
                .status();
    }

    private static List<String> names(List<SpanData> spans) {
        return spans.stream().map(SpanData::getName).sorted().toList();
    }

    @Test
    void requestIsASpanOfTheTraceThatItNames() {
        var member =
                HUB.connect(options -> options.param("name", "ann").node(1)).join(topic);
        assertEquals(202, publish(topic, "00"));
        assertEquals(202, publish(topic, "01"));
        member.assertPush("news", Map.of("body", 1));
        List<SpanData> spans = FEW.await(3);
        assertEquals(List.of("broadcast room:*", "deliver room:*", "http POST /api/v1/publish"), names(spans));
        SpanData request = FEW.await("http POST /api/v1/publish");
        assertEquals(TRACE, request.getTraceId());
        assertEquals(SPAN, request.getParentSpanId());
        assertEquals(SpanKind.SERVER, request.getKind());
        assertEquals(202, request.getAttributes().get(AttributeKey.longKey("http.response.status_code")));
        assertEquals(request.getSpanId(), FEW.await("broadcast room:*").getParentSpanId());
    }

    private static WebSocketProbe console() {
        String token = Base64.getUrlEncoder().withoutPadding().encodeToString(KEY.getBytes(StandardCharsets.UTF_8));
        var probe = WebSocketProbe.open(
                HUB.endpoint(0).managementPort(),
                HttpProbe.upgrade("/console/socket/websocket?vsn=2.0.0")
                        .with("sec-websocket-protocol", "phoenix, base64url.bearer.phx." + token));
        probe.sendJson("['1','1','console','phx_join',{}]");
        assertEquals("ok", probe.nextPayload("phx_reply").path("status").asText());
        return probe;
    }

    private static JsonNode asked(WebSocketProbe console, String question) {
        console.sendJson("['1','7','console','trace'," + question + "]");
        return console.nextPayload("phx_reply");
    }

    @Test
    void consoleHasAClientTracedOnWhicheverNodeItIs() {
        try (WebSocketProbe console = console()) {
            JsonNode reply = asked(console, "{'socket_id':'user:eve','seconds':600}");
            assertEquals("ok", reply.path("status").asText(), reply::toString);
            assertEquals(2, reply.path("response").path("nodes").asInt(), reply::toString);
            reply = asked(console, "{'socket_id':'user:eve','seconds':601}");
            assertEquals("error", reply.path("status").asText(), reply::toString);
        }
        for (int node = 0; node < 2; node++) {
            int at = node;
            FEW.reset();
            var eve = HUB.connect(options -> options.param("name", "eve").node(at))
                    .join(topic);
            var ann = HUB.connect(options -> options.param("name", "ann").node(at))
                    .join(topic);
            ann.push("odd", Map.of()).assertReply("odd");
            eve.push("odd", Map.of()).assertReply("odd");
            assertEquals(List.of("join room:*", "room:* other"), names(FEW.await(2)));
        }
    }
}
