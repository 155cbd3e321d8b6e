package dev.wingbeat.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.Endpoint;
import dev.wingbeat.channel.Channel;
import dev.wingbeat.channel.JoinResult;
import dev.wingbeat.credential.PlainTokenSocket;
import dev.wingbeat.support.Patience;
import dev.wingbeat.support.client.ClientFrame;
import dev.wingbeat.support.client.EventStreamProbe;
import dev.wingbeat.support.client.HttpProbe;
import dev.wingbeat.support.client.LongPollProbe;
import dev.wingbeat.support.client.WebSocketProbe;
import dev.wingbeat.websocket.WebSocketHandler;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The end of tokens as clients of either version and transport see it; those of Godot speak the first, with join_ref as ref. */
class TokenLifeTest {

    @RegisterExtension
    static final TestServer server = TestServer.of((fixture, config) -> Endpoint.builder()
            .options(options -> options.from(config))
            .webSocket("/plain", () -> new WebSocketHandler() {}, options -> options.userSocket(new PlainTokenSocket()))
            .eventStream("/events/:topic", options -> options.userSocket(new PlainTokenSocket()))
            .socket(
                    "/socket",
                    new PlainTokenSocket(),
                    routes -> routes.options(options -> options.tokenGrace(Duration.ZERO)
                                    .longPoll(longPoll -> longPoll.window(Duration.ofSeconds(1))))
                            .channel("room:*", () -> (Channel) (topic, payload, socket) -> JoinResult.ok()))
            .build());

    private static String path(String transport, String vsn, String token) {
        return "/socket/" + transport + "?vsn=" + vsn + "&token=" + token.replace("=", "%3D");
    }

    private static WebSocketProbe connect(String vsn, String token) {
        return WebSocketProbe.open(server.port(), HttpProbe.upgrade(path("websocket", vsn, token)));
    }

    private static long now() {
        return Instant.now().getEpochSecond();
    }

    @Test
    @Proves("AUTH-02")
    void clientOfTheFirstVersionRenewsItsToken() {
        long now = now();
        try (var client = connect("1.0.0", "sub=ann,iat=" + now)) {
            client.sendJson("{'topic':'auth','event':'phx_join','payload':{},'ref':'6','join_ref':'6'}");
            client.expect("{'topic':'auth','event':'phx_reply','payload':{'status':'ok','response':{}},'ref':'6'}");
            client.sendJson(
                    "{'topic':'auth','event':'refresh','payload':{'token':'sub=bob'},'ref':'7','join_ref':'6'}");
            client.expect("{'topic':'auth','event':'phx_reply','payload':"
                    + "{'status':'error','response':{'reason':'subject_mismatch'}},'ref':'7'}");
            long later = now() + 1;
            client.sendJson("{'topic':'auth','event':'refresh','payload':{'token':'sub=ann,iat=" + later + ",exp="
                    + (later + 4) + "'},'ref':'8','join_ref':'6'}");
            String renewed = client.nextText();
            assertTrue(renewed.contains("\"expires_in\":"), renewed);
            client.expect("{'topic':'auth','event':'token_expiring','payload':{'expires_in':1},'ref':null}");
            client.expect("{'topic':'auth','event':'token_expiring','payload':{'expires_in':0,'grace':0},'ref':null}");
            client.expectClose(1001);
        }
    }

    @Test
    @Proves("AUTH-01")
    void clientWhoseTokenEndsIsClosedSoThatItComesBack() {
        try (var client = connect("2.0.0", "sub=ann,exp=" + (now() + 2));
                var other = connect("2.0.0", "sub=ann")) {
            client.join("room:1");
            client.expectClose(1001);
            other.expectNothingBeforeHeartbeat();
        }
    }

    @Test
    @Proves("AUTH-01")
    void longPollSessionWhoseTokenEndsIsOver() {
        var client = new LongPollProbe(server.port(), path("longpoll", "2.0.0", "sub=ann,exp=" + (now() + 2))).open();
        client.sendJson("['1','1','room:1','phx_join',{}]");
        client.expect("['1','1','room:1','phx_reply',{'status':'ok','response':{}}]");
        int status = 204;
        while (status == 204) { // at the end of each window
            status = client.poll().json().path("status").asInt();
        }
        assertEquals(403, status); // another session would need another token
        assertEquals(
                410,
                client.send("[\"1\",\"2\",\"room:1\",\"ping\",{}]")
                        .path("status")
                        .asInt());
    }

    private static WebSocketProbe plain(String token) {
        return WebSocketProbe.open(server.port(), HttpProbe.upgrade("/plain?token=" + token.replace("=", "%3D")));
    }

    private static EventStreamProbe stream(String token) {
        return EventStreamProbe.open(server.port(), HttpProbe.get("/events/news?token=" + token.replace("=", "%3D")));
    }

    /** They end half a minute after their tokens: these have for so long. */
    @Test
    void plainWebSocketsAndEventStreamsEndWithTheirTokens() {
        long over = now() - 31;
        try (var socket = plain("sub=ann,exp=" + over);
                var stream = stream("sub=ann,exp=" + over);
                var other = plain("sub=ann,exp=" + (now() + 60))) {
            socket.expectClose(1001);
            stream.expect("retry: 3000\n\n");
            stream.expectEnd();
            other.send(ClientFrame.ping("alive"));
            other.expectPong("alive");
        }
    }

    @Test
    void plainWebSocketsAndEventStreamsAreClosedAndRefusedWhenTheirTokensAreRevoked() throws Exception {
        String token = "sub=eve,jti=e1";
        try (var socket = plain(token);
                var stream = stream(token)) {
            stream.expect("retry: 3000\n\n");
            server.endpoint()
                    .revocations()
                    .revoke("e1", Instant.now().plusSeconds(60))
                    .await(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
            socket.expectClose(1000);
            stream.expectEnd();
        }
        assertEquals(403, server.upgrade("/plain?token=sub%3Deve,jti%3De1").status());
        assertEquals(403, server.get("/events/news?token=sub%3Deve,jti%3De1").status());
    }
}
