package dev.wingbeat.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.Endpoint;
import dev.wingbeat.connection.ConnectResult;
import dev.wingbeat.support.LogRecords;
import dev.wingbeat.support.Patience;
import dev.wingbeat.support.client.ClientFrame;
import dev.wingbeat.support.client.HttpProbe;
import dev.wingbeat.support.client.WebSocketProbe;
import dev.wingbeat.transport.SocketOptions;
import io.vertx.core.Promise;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What comes behind an upgrade request before it has been answered. */
class EarlyFrameTest {

    private static final HttpProbe NOW = HttpProbe.upgrade("/socket/websocket?vsn=2.0.0");
    private static final HttpProbe LATER = HttpProbe.upgrade("/later/websocket?vsn=2.0.0");
    private static final byte[] FRAMES = bytes(
            ClientFrame.text("[\"1\",\"1\",\"room:early\",\"phx_join\",{}]"),
            ClientFrame.text("[\"1\",\"2\",\"room:early\",\"echo\",{\"n\":\"é\\n\"}]"),
            ClientFrame.ping("early"));

    /** The answers that {@code connect} still owes. */
    private static final BlockingQueue<Promise<ConnectResult>> ASKED = new LinkedBlockingQueue<>();

    @RegisterExtension
    static final TestServer server = TestServer.of((fixture, config) -> {
        var app = fixture.app();
        var builder = Endpoint.builder();
        var open = new SocketOptions().webSocket(webSocket -> webSocket.from(ConformanceApp.WEB_SOCKET));
        app.mount(builder, "/socket", open);
        app.mount(
                builder,
                "/later",
                connect -> {
                    Promise<ConnectResult> answer = Promise.promise();
                    ASKED.add(answer);
                    return ConnectResult.async(answer.future());
                },
                open);
        return builder.options(options -> options.from(config))
                .web(router -> router.get("/page").handler(page -> page.end("a page")))
                .build();
    });

    @AfterEach
    void forget() {
        ASKED.clear();
    }

    @Test
    void framesInThePacketOfTheUpgradeAreAnsweredInOrder() {
        for (int cut = 0; cut <= FRAMES.length; cut++) {
            var client = server.openEagerly(NOW, head(cut), tail(cut));
            expectAnswers(client);
            client.close();
        }
    }

    @Test
    void framesBeforeALateAnswerWaitForIt() throws InterruptedException {
        for (int cut = 0; cut <= FRAMES.length; cut += 7) {
            int at = cut;
            var opened = new LinkedBlockingQueue<WebSocketProbe>();
            Thread.ofVirtual().start(() -> opened.add(server.openEagerly(LATER, head(at), tail(at))));
            asked().complete(ConnectResult.accept());
            var client = opened.poll(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
            expectAnswers(client);
            client.close();
        }
    }

    @Test
    void moreThanIsHeldBackBeforeALateAnswerIsReadBehindIt() throws InterruptedException {
        int many = 4000;
        var frames = new ArrayList<ClientFrame>();
        for (int i = 0; i < many; i++) {
            frames.add(ClientFrame.text(
                    "[null,\"%d\",\"phoenix\",\"heartbeat\",{\"pad\":\"%s\"}]".formatted(i, "x".repeat(200))));
        }
        byte[] flood = bytes(frames.toArray(ClientFrame[]::new));
        var opened = new LinkedBlockingQueue<WebSocketProbe>();
        Thread.ofVirtual().start(() -> opened.add(server.openEagerly(LATER, flood)));
        asked().complete(ConnectResult.accept());
        var client = opened.poll(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
        for (int i = 0; i < many; i++) {
            client.expect("[null,'%d','phoenix','phx_reply',{'status':'ok','response':{}}]".formatted(i));
        }
    }

    @Test
    void upgradeMayComeBehindAnotherRequest() {
        var page = "GET /page HTTP/1.1\r\nhost: localhost\r\n\r\n";
        byte[] all = HttpProbe.exchange(
                server.port(),
                page + page + text(NOW) + latin1(FRAMES),
                bytes(ClientFrame.close(1000)),
                Integer.MAX_VALUE);
        var answers = latin1(all);
        var parts = answers.split("HTTP/1.1 ", -1);
        assertEquals(4, parts.length, answers);
        assertTrue(parts[1].startsWith("200") && parts[1].endsWith("a page"), answers);
        assertTrue(parts[2].startsWith("200") && parts[2].endsWith("a page"), answers);
        assertTrue(parts[3].startsWith("101"), answers);
        assertTrue(parts[3].contains("phx_reply") && parts[3].contains("early"), answers);
    }

    @Test
    void requestsBehindARefusedUpgradeAreAnswered() {
        var refused = HttpProbe.upgrade("/socket/websocket?vsn=2.0.0&reject=1");
        var page = "GET /page HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n";
        var answers = latin1(HttpProbe.exchange(server.port(), text(refused) + page, new byte[0], Integer.MAX_VALUE));
        assertTrue(answers.startsWith("HTTP/1.1 403"), answers);
        assertTrue(answers.endsWith("a page"), answers);
    }

    @Test
    void garbageBehindAnUpgradeEndsThisConnectionOnly() throws InterruptedException {
        var members = new ArrayList<WebSocketProbe>();
        for (int i = 0; i < 10; i++) {
            var member = server.open();
            member.join("room:member" + i);
            members.add(member);
        }
        byte[] garbage = {(byte) 0xff, (byte) 0xff, 0, 0};
        for (int i = 0; i < 8; i++) {
            server.openEagerly(NOW, garbage).expectClose(1002);
        }
        for (var member : members) {
            member.close();
        }
        for (int i = 0; i < members.size(); i++) {
            server.ending("room:member" + i);
        }
    }

    @Test
    void resetBehindAnUpgradeEndsThisConnectionOnly() throws Exception {
        var members = new ArrayList<WebSocketProbe>();
        for (int i = 0; i < 10; i++) {
            var member = server.open();
            member.join("room:beside" + i);
            members.add(member);
        }
        for (int i = 0; i < 8; i++) {
            HttpProbe.reset(server.port(), text(NOW));
            server.open().expectNothingBeforeHeartbeat();
        }
        members.forEach(WebSocketProbe::close);
        for (int i = 0; i < members.size(); i++) {
            server.ending("room:beside" + i);
        }
    }

    @Test
    void clientThatGoesWhileConnectIsPendingCostsNoLine() throws Exception {
        var log = LogRecords.of("dev.wingbeat");
        try {
            for (int i = 0; i < 10; i++) {
                HttpProbe.reset(server.port(), text(LATER));
                var pending = asked();
                server.open().expectNothingBeforeHeartbeat();
                server.open().expectNothingBeforeHeartbeat(); // on the other loop: both have seen the reset
                pending.complete(ConnectResult.accept());
            }
            server.open().expectNothingBeforeHeartbeat();
            server.open().expectNothingBeforeHeartbeat();
        } finally {
            log.close();
        }
        assertEquals(List.of(), log.messages());
    }

    private static Promise<ConnectResult> asked() throws InterruptedException {
        var answer = ASKED.poll(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
        if (answer == null) {
            throw new AssertionError("connect was not asked");
        }
        return answer;
    }

    private static void expectAnswers(WebSocketProbe client) {
        client.expect(
                "['1','1','room:early','phx_reply',{'status':'ok','response':{}}]",
                "['1','2','room:early','phx_reply',{'status':'ok','response':{'n':'é\\n'}}]");
        client.expectPong("early");
        client.expectNothingBeforeHeartbeat();
    }

    private static byte[] head(int length) {
        return Arrays.copyOf(FRAMES, length);
    }

    private static byte[] tail(int from) {
        return Arrays.copyOfRange(FRAMES, from, FRAMES.length);
    }

    private static byte[] bytes(ClientFrame... frames) {
        return ClientFrame.bytes(List.of(frames));
    }

    private static String text(HttpProbe request) {
        return latin1(request.bytes(server.port()));
    }

    private static String latin1(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
