package dev.wingbeat.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.wingbeat.Endpoint;
import dev.wingbeat.channel.Channel;
import dev.wingbeat.channel.HandleResult;
import dev.wingbeat.channel.JoinResult;
import dev.wingbeat.channel.Socket;
import dev.wingbeat.conformance.TestServer;
import dev.wingbeat.connection.Assigns;
import dev.wingbeat.connection.CloseReason;
import dev.wingbeat.connection.ConnectResult;
import dev.wingbeat.connection.DisconnectReason;
import dev.wingbeat.connection.UserSocket;
import dev.wingbeat.protocol.Payload;
import dev.wingbeat.support.client.Received;
import dev.wingbeat.support.client.WebSocketProbe;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Messages from inside: oneself, timers, the event bus, topics. */
class MessageTest {

    private static final Diary DIARY = new Diary();

    /** Names a connection by its parameter {@code name}. */
    private static final UserSocket NAMED = new UserSocket() {
        @Override
        public ConnectResult connect(dev.wingbeat.connection.ConnectInfo connect) {
            return ConnectResult.accept(StoryHandler.NAME, connect.param("name", "nobody"));
        }

        @Override
        public String id(Assigns assigns) {
            return "user:" + assigns.get(StoryHandler.NAME);
        }
    };

    /** A channel that broadcasts what it gets. */
    private static final class ShoutChannel implements Channel {
        @Override
        public JoinResult join(String topic, Payload payload, Socket socket) {
            return JoinResult.ok();
        }

        @Override
        public HandleResult handleIn(String event, Payload payload, Socket socket) {
            socket.broadcast(event, payload);
            return HandleResult.noReply();
        }
    }

    @RegisterExtension
    static final TestServer server = TestServer.of((fixture, config) -> Endpoint.builder()
            .webSocket("/story", () -> new StoryHandler(DIARY), options -> options.userSocket(NAMED))
            .socket("/socket", UserSocket.acceptingAll(), routes -> routes.channel("room:*", ShoutChannel::new))
            .options(options -> options.from(config))
            .build());

    private static WebSocketProbe open(String name) {
        return server.open("/story?name=" + name);
    }

    /** Sends a command and takes its echo. */
    private static void tell(WebSocketProbe probe, String command) {
        probe.send(command);
        assertEquals(command, probe.nextText());
    }

    @Test
    void messageToOneselfComesAfterTheCallback() {
        var probe = open("self");
        probe.send("self again");
        assertEquals("before again", probe.nextText());
        assertEquals("info again", probe.nextText());
    }

    @Test
    void timersFireInTheOrderOfTheirDelays() {
        var probe = open("timers");
        probe.send("after 60 late");
        probe.send("after 1 early");
        assertEquals("info early", probe.nextText());
        assertEquals("info late", probe.nextText());
    }

    @Test
    void cancelledTimerDoesNotFire() {
        var probe = open("cancel");
        probe.send("after 30 never");
        probe.send("cancel");
        probe.send("after 60 marker");
        assertEquals("cancelled", probe.nextText());
        assertEquals("info marker", probe.nextText());
    }

    @Test
    void timersAndSubscriptionsEndWithTheConnection() {
        var probe = open("ended");
        tell(probe, "subscribe news");
        probe.send("after 20 never");
        probe.send("close!");
        probe.expectClose(1000);
        DIARY.expect("ended", "init", new CloseReason.Local(1000, ""));
        var marker = open("marker");
        tell(marker, "subscribe news");
        server.endpoint().broadcast("news", "published", Map.of());
        assertEquals("news published", marker.nextText());
        assertEquals("{}", marker.nextText());
        marker.send("after 60 marker");
        assertEquals("info marker", marker.nextText());
        assertEquals(List.of(), DIARY.left("ended"));
    }

    @Test
    void eventBusMessagesArriveInOrder() {
        var probe = open("bus");
        tell(probe, "consume lobby.bus");
        for (int i = 1; i <= 5; i++) {
            server.vertx().eventBus().publish("lobby.bus", "message " + i);
        }
        for (int i = 1; i <= 5; i++) {
            assertEquals("bus message " + i, probe.nextText());
        }
    }

    @Test
    void broadcastReachesAllSubscribersOfTheTopicTheSenderIncluded() {
        var alice = open("alice");
        var bob = open("bob");
        tell(alice, "subscribe arena");
        tell(bob, "subscribe arena");
        alice.send("broadcast arena hit");
        for (var probe : List.of(alice, bob)) {
            assertEquals("arena hit", probe.nextText());
            assertEquals("{\"by\":\"alice\"}", probe.nextText());
        }
    }

    @Test
    void broadcastFromLeavesTheSenderOut() {
        var alice = open("alice2");
        var bob = open("bob2");
        tell(alice, "subscribe ring");
        tell(bob, "subscribe ring");
        alice.send("broadcastFrom ring moved");
        alice.send("broadcast ring marker");
        assertEquals("ring moved", bob.nextText());
        bob.expectHex("0102");
        assertEquals("ring marker", bob.nextText());
        assertEquals("ring marker", alice.nextText());
    }

    @Test
    void unsubscribedTopicIsHeardNoMore() {
        var probe = open("leaver");
        tell(probe, "subscribe one");
        tell(probe, "subscribe one");
        tell(probe, "subscribe two");
        tell(probe, "unsubscribe one");
        server.endpoint().broadcast("one", "unheard", Map.of());
        server.endpoint().broadcast("two", "heard", Map.of());
        assertEquals("two heard", probe.nextText());
    }

    @Test
    void subscribingTwiceHearsTwice() {
        var probe = open("twice");
        tell(probe, "subscribe echo");
        tell(probe, "subscribe echo");
        server.endpoint().broadcast("echo", "said", Map.of());
        server.endpoint().broadcast("echo", "marker", Map.of());
        for (var event : List.of("echo said", "echo said", "echo marker", "echo marker")) {
            assertEquals(event, probe.nextText());
            assertEquals("{}", probe.nextText());
        }
    }

    @Test
    void channelsAndRawSocketsShareTopics() {
        var raw = open("listener");
        tell(raw, "subscribe room:1");
        var channel = server.open("/socket/websocket?vsn=2.0.0");
        channel.join("room:1");
        channel.sendJson("['1','2','room:1','shout',{'n':1}]");
        channel.expect("[null,null,'room:1','shout',{'n':1}]");
        assertEquals("room:1 shout", raw.nextText());
        assertEquals("{\"n\":1}", raw.nextText());
        raw.send("broadcast room:1 news");
        channel.expect("[null,null,'room:1','news',{'by':'listener'}]");
    }

    @Test
    void disconnectOfTheIdClosesAllConnectionsOfTheName() {
        var first = open("kicked");
        var second = open("kicked");
        var other = open("spared");
        DIARY.expect("kicked", "init", "init");
        server.endpoint().disconnect("user:kicked");
        first.expectClose(1001);
        second.expectClose(1001);
        var disconnected = new CloseReason.Disconnected(DisconnectReason.DISCONNECT);
        DIARY.expect("kicked", disconnected, disconnected);
        other.send("still here");
        assertEquals("still here", other.nextText());
    }

    @Test
    void allCallbacksRunOnTheConnectionsEventLoop() {
        var probe = open("threads");
        probe.send("thread");
        probe.send("self thread");
        var thread = probe.nextText();
        assertEquals("before thread", probe.nextText());
        assertEquals(thread, probe.nextText());
        probe.send("after 1 thread");
        assertEquals(thread, probe.nextText());
        assertNotEquals(Thread.currentThread().getName(), thread);
    }

    @Test
    void whatAnotherThreadSendsArrivesInOrder() {
        var probe = open("elsewhere");
        probe.send("elsewhere 200");
        for (int i = 1; i <= 200; i++) {
            assertEquals("elsewhere " + i, probe.nextText());
        }
    }

    @Test
    void pingReachesTheClientInOrder() {
        var probe = open("pinger");
        probe.send("one");
        probe.send("ping beat");
        probe.send("two");
        assertEquals("one", probe.nextText());
        assertEquals(new Received.Control(9, "beat"), probe.next());
        assertEquals("two", probe.nextText());
        probe.send("ping " + "x".repeat(126));
        probe.expectClose(1011);
    }

    @Test
    void assignsBelongToOneConnection() {
        var probe = open("assigner");
        probe.send("assign colour red");
        assertEquals("red", probe.nextText());
    }
}
