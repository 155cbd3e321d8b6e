package dev.wingbeat.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.wingbeat.Endpoint;
import dev.wingbeat.limit.RateLimit;
import dev.wingbeat.support.Json;
import dev.wingbeat.support.NeedsNettyFrames;
import dev.wingbeat.support.Scrape;
import dev.wingbeat.support.client.ClientFrame;
import dev.wingbeat.transport.SocketOptions;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rate limits on the wire. What they count is tested on a clock of its own, elsewhere. */
class RateLimitsTest {

    private static final int BYTES = 20_000;

    @RegisterExtension
    static final TestServer server = TestServer.of((fixture, config) -> {
        var builder = Endpoint.builder();
        fixture.app()
                .mount(
                        builder,
                        "/socket",
                        new SocketOptions()
                                .webSocket(webSocket -> webSocket.from(ConformanceApp.WEB_SOCKET))
                                .longPoll(longPoll -> longPoll.from(ConformanceApp.LONG_POLL)));
        return builder.options(options -> options.from(config)
                        .managementPort(0)
                        .eventLoops(1)
                        .limits(limits -> limits.messages(new RateLimit(20, 50)).bytes(new RateLimit(BYTES, BYTES))))
                .build();
    });

    private static double counted(String limit) {
        return Scrape.of(server.endpoint().managementPort())
                .get("wingbeat_limited_total{scope=\"connection\",limit=\"" + limit + "\"}");
    }

    @Test
    @Proves("RL-01")
    void aBurstIsToldAndNotClosed() {
        var client = server.open();
        client.join("room:soft", "j");
        int answered = 0;
        JsonNode refused = null;
        for (int i = 0; refused == null; i++) {
            client.sendJson("['j','" + i + "','room:soft','echo',{}]");
            JsonNode reply = Json.parse(client.nextText());
            if (reply.at("/4/status").asText().equals("error")) {
                refused = reply.at("/4/response");
            } else {
                answered++;
            }
        }
        assertTrue(answered >= 50, answered + " answered");
        assertEquals("rate_limited", refused.path("reason").asText());
        assertEquals("messages", refused.path("limit").asText());
        int wait = refused.path("retry_after").asInt();
        assertTrue(wait >= 1 && wait <= 50, wait + " ms");
        client.expectNothing(Duration.ofMillis(wait));
        client.sendJson("['j','after','room:soft','echo',{'d':1}]");
        client.expect("['j','after','room:soft','phx_reply',{'status':'ok','response':{'d':1}}]");
    }

    @Test
    @Proves("RL-05")
    void floodIsClosed() {
        double before = counted("refusals");
        var client = server.open();
        client.join("room:flood", "j");
        var flood = new ClientFrame[200];
        Arrays.fill(flood, ClientFrame.text("[\"j\",null,\"room:flood\",\"echo\",{}]"));
        long begin = System.nanoTime();
        client.send(flood);
        assertEquals(1013, client.awaitClose());
        long held = Duration.ofNanos(System.nanoTime() - begin).toMillis();
        assertTrue(held >= 1_900, () -> held + " ms: who is told at once is back at once, with new buckets");
        assertEquals(before + 1, counted("refusals"));
    }

    /** Also one that is no text, and can be nobody's. */
    @ParameterizedTest
    @ValueSource(strings = {"'room:nobody'", "5"})
    void messagesWhoseTopicIsNobodysAreLimited(String topic) {
        var client = server.open();
        var flood = new ClientFrame[70];
        Arrays.setAll(flood, i -> ClientFrame.text(("[null,'" + i + "'," + topic + ",'x',{}]").replace('\'', '"')));
        client.send(flood);
        client.sendJson("[null,'beat','phoenix','heartbeat',{}]");
        int answered = 0;
        for (JsonNode next = Json.parse(client.nextText());
                !next.path(1).asText().equals("beat");
                next = Json.parse(client.nextText())) {
            answered += next.at("/4/response/reason").asText().equals("unmatched topic") ? 1 : 0;
        }
        assertTrue(answered < flood.length, answered + " answered (expected: a burst of 50, and what came back)");
    }

    @Test
    @NeedsNettyFrames
    @Proves("RL-06")
    void bytesAreReadLater() {
        double before = counted("bytes");
        var client = server.open();
        client.join("room:bytes", "j");
        long begin = System.nanoTime();
        var data = "x".repeat(BYTES / 5);
        for (int i = 0; i < 10; i++) {
            client.send(ClientFrame.text("[\"j\",\"" + i + "\",\"room:bytes\",\"echo\",{\"d\":\"" + data + "\"}]"));
        }
        server.open().expectNothingBeforeHeartbeat();
        for (int i = 0; i < 10; i++) {
            assertEquals("" + i, Json.parse(client.nextText()).path(1).asText());
        }
        client.sendJson("['j','last','room:bytes','echo',{}]");
        client.expect("['j','last','room:bytes','phx_reply',{'status':'ok','response':{}}]");
        long took = System.nanoTime() - begin;
        assertTrue(took > Duration.ofMillis(900).toNanos(), took + " ns");
        assertTrue(counted("bytes") > before);
    }

    @Test
    @Proves("RL-06")
    void postsAreAnsweredLater() {
        var client = server.longPoll("/socket/longpoll?vsn=2.0.0");
        client.sendJson("['j','j','room:posts','phx_join',{}]");
        long begin = System.nanoTime();
        var data = "x".repeat(BYTES / 2);
        for (int i = 0; i < 4; i++) {
            client.sendJson("['j','" + i + "','room:posts','echo',{'d':'" + data + "'}]");
        }
        long took = System.nanoTime() - begin;
        assertTrue(took > Duration.ofMillis(900).toNanos(), took + " ns");
    }
}
