package dev.wingbeat.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.wingbeat.support.client.HttpProbe;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the fixture offers beyond the vectors. */
class ConformanceAppTest {

    @RegisterExtension
    static final TestServer server = TestServer.ofVectors();

    @Test
    void healthIsOk() {
        assertEquals("200 {\"status\":\"ok\"}", text(HttpProbe.get("/health")));
    }

    @Test
    @Proves("BC-04")
    void postBroadcastsToTheMembersOfATopic() {
        var client = server.open();
        client.join("room:http 1");
        var request = HttpProbe.request("POST", "/broadcast?topic=room:http%201&event=news");
        assertEquals("200 {\"status\":\"ok\"}", text(request.withBody("application/json", "{\"n\":1,\"t\":\"é\"}")));
        client.expect("[null,null,'room:http 1','news',{'n':1,'t':'é'}]");
        assertEquals(
                400, HttpProbe.request("POST", "/broadcast").send(server.port()).status());
    }

    @Test
    @Proves({"DISC-01", "DISC-02"})
    void postDisconnectsAUser() {
        var client = server.open("/socket/websocket?vsn=2.0.0&user_id=7");
        var other = server.open("/socket/websocket?vsn=2.0.0&user_id=8");
        assertEquals("200 {\"status\":\"ok\"}", text(HttpProbe.request("POST", "/disconnect?user_id=7")));
        client.expectClose(1001);
        other.expectNothingBeforeHeartbeat();
        assertEquals(
                400,
                HttpProbe.request("POST", "/disconnect").send(server.port()).status());
    }

    @Test
    @Proves("WS-05")
    void reasonOfARefusalGoesToTheErrorHandler() {
        var answer = server.upgrade("/socket/websocket?rate=1");
        assertEquals("429 Too many requests", answer.status() + " " + answer.text());
    }

    @Test
    void badTokenIsRefused() {
        assertEquals(403, server.upgrade("/socket/websocket?token=bad").status());
        server.open("/socket/websocket?vsn=2.0.0&token=good").expectNothingBeforeHeartbeat();
    }

    private static String text(HttpProbe request) {
        var answer = request.send(server.port());
        return answer.status() + " " + answer.text();
    }
}
