package dev.wingbeat.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.channel.StopReason;
import dev.wingbeat.conformance.Proves;
import dev.wingbeat.conformance.TestServer;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.Parameter;

/** How channels and connections end, in every transport and version. */
@Contract
class EndContract {

    private static final ContractServer STAGE = new ContractServer();

    @RegisterExtension
    static final TestServer server = STAGE.server();

    @RegisterExtension
    final Peers peers = new Peers(server);

    @Parameter
    WireVariant wire;

    private Peer alice;

    @BeforeEach
    void connect() {
        alice = peers.connect(wire);
    }

    /** Names a topic that no other invocation uses, so that its ending is this test's. */
    private String topic(String name) {
        return "room:" + name + ' ' + wire;
    }

    @Test
    @Proves({"LEAVE-01", "LEAVE-06"})
    void leaveIsAnsweredThenClosed() {
        var topic = topic("left");
        var room = alice.join(topic);
        room.expectReply(room.push("phx_leave", "{}"), "ok", "{}");
        room.expectClose();
        assertEquals(StopReason.LEFT, server.ending(topic));
    }

    @Test
    @Proves("LEAVE-02")
    void leaveOfATopicNotJoinedIsAnsweredOnly() {
        alice.send("'8'", "'10'", "room:never", "phx_leave", "{}");
        alice.expect(wire.reply("'8'", "'10'", "room:never", "ok", "{}"));
        alice.send(null, "'11'", "nowhere:1", "phx_leave", "{}");
        alice.expect(wire.reply("null", "'11'", "nowhere:1", "ok", "{}"));
        alice.expectNothing();
    }

    @Test
    @Proves("LEAVE-03")
    void staleLeaveIsIgnoredAndNullHonoured() {
        var room = alice.join("room:stale-leave");
        alice.send("'0'", "'2'", room.topic(), "phx_leave", "{}");
        room.ask("echo", "{}", "ok", "{}");
        alice.send(null, "'3'", room.topic(), "phx_leave", "{}");
        room.expectReply("'3'", "ok", "{}");
        room.expectClose();
    }

    @Test
    @Proves("LEAVE-04")
    void eventsBeforeTheLeaveAreAnsweredBeforeIt() {
        var room = alice.join("room:pipelined");
        var echo = room.push("echo", "{'i':1}");
        var push = room.push("push", "{'n':1}");
        var leave = room.push("phx_leave", "{}");
        room.expectReply(echo, "ok", "{'i':1}");
        room.expectPush("pushed", "{'i':1}");
        room.expectReply(push, "ok", "{}");
        room.expectReply(leave, "ok", "{}");
        room.expectClose();
    }

    @Test
    @Proves("LEAVE-05")
    void afterTheCloseTheTopicIsFree() {
        var room = alice.join("room:again");
        room.expectReply(room.push("phx_leave", "{}"), "ok", "{}");
        room.expectClose();
        room.expectUnmatched(room.push("echo", "{}"));
        server.endpoint().broadcast("room:again", "news", Map.of());
        alice.expectNothing();
        alice.join("room:again").ask("echo", "{}", "ok", "{}");
    }

    @Test
    @Proves("LEAVE-07")
    void framesBetweenLeaveAndCloseAreSwallowed() {
        var gate = "leaving " + wire;
        var stage = alice.join("stage:leaving");
        var busy = stage.push("gate", "{'name':'" + gate + "'}");
        var leave = stage.push("phx_leave", "{}");
        stage.push("count", "{}");
        stage.push("phx_leave", "{}");
        alice.expectNothing();
        STAGE.open(gate);
        stage.expectReply(busy, "ok", "{'n':1}");
        stage.expectReply(leave, "ok", "{}");
        stage.expectClose();
        alice.expectNothing();
    }

    @Test
    @Proves("CH-12")
    void pushMadeInTerminateOnLeaveIsDelivered() {
        var stage = alice.join("stage:bye");
        stage.expectReply(stage.push("phx_leave", "{}"), "ok", "{}");
        stage.expectClose();
        stage.expectPush("bye", "{}");
    }

    @Test
    @Proves({"CLOSE-01", "CH-10"})
    void stopInTheOrdinaryWayCloses() {
        for (var reason : new String[] {"normal", "shutdown"}) {
            var topic = topic(reason);
            var room = alice.join(topic);
            room.push("stop", "{'r':'" + reason + "'}");
            room.expectClose();
            room.expectUnmatched(room.push("echo", "{}"));
            assertEquals(reason.equals("normal") ? StopReason.NORMAL : StopReason.SHUTDOWN, server.ending(topic));
        }
    }

    @Test
    @Proves("CLOSE-01")
    void stopDecidedLaterCloses() {
        STAGE.open("stop");
        var stage = alice.join("stage:stop-later");
        stage.push("stop_later", "{'name':'stop'}");
        stage.expectClose();
    }

    @Test
    void stopWithoutReasonIsAnOrdinaryOne() {
        var room = alice.join("room:stop");
        room.push("stop", "{}");
        room.expectClose();
    }

    @Test
    @Proves("CLOSE-02")
    void replyGivenWithAStopPrecedesTheClose() {
        var room = alice.join("room:stop-reply");
        room.expectReply(room.push("stopreply", "{'r':'normal'}"), "ok", "{'bye':1}");
        room.expectClose();
    }

    @Test
    @Proves({"ERR-05", "CLOSE-03", "CH-10"})
    void stopWithAnyOtherReasonIsAnError() {
        var topic = topic("weird");
        var room = alice.join(topic);
        room.push("stop", "{'r':'weird'}");
        room.expectError();
        assertEquals(
                "weird",
                assertInstanceOf(StopReason.Failure.class, server.ending(topic)).description());
        room = alice.join(topic);
        room.expectReply(room.push("stopreply", "{'r':'weird'}"), "ok", "{'bye':1}");
        room.expectError();
        alice.expectNothing();
    }

    @Test
    @Proves({"ERR-01", "ERR-02", "ERR-03", "ERR-04", "CLOSE-03"})
    void crashCostsOnlyItsChannel() {
        var topic = topic("crash");
        var other = alice.join("room:unharmed");
        var room = alice.join(topic);
        room.push("crash", "{}");
        room.expectError();
        room.expectUnmatched(room.push("echo", "{}"));
        alice.join(topic).ask("echo", "{}", "ok", "{}");
        other.ask("echo", "{}", "ok", "{}");
        assertInstanceOf(StopReason.Failure.class, server.ending(topic));
    }

    @Test
    @Proves("ERR-01")
    void failedFutureIsACrash() {
        var stage = alice.join("stage:fail-later");
        stage.push("fail_later", "{}");
        stage.expectError();
    }

    @Test
    @Proves("ERR-06")
    void eventWithoutHandlerIsACrash() {
        var minimal = alice.join("min:1");
        minimal.push("anything", "{}");
        minimal.expectError();
    }

    @Test
    @Proves("ERR-07")
    void endsOfAJoinWithoutJoinRefHaveNoRef() {
        for (var event : new String[] {"crash", "stop"}) {
            alice.send(null, "'1'", "room:no-ref", "phx_join", "{}");
            alice.expect(wire.reply("null", "'1'", "room:no-ref", "ok", "{}"));
            alice.send(null, "'2'", "room:no-ref", event, "{}");
            alice.expect(event.equals("stop") ? wire.close("null", "room:no-ref") : wire.error("null", "room:no-ref"));
        }
    }

    @Test
    @Proves({"DISC-01", "DISC-02", "DISC-03", "LP-21", "TERM-01"})
    void disconnectClosesEverySocketOfTheId() {
        var topic = topic("disconnect");
        var user = "u" + wire.hashCode();
        var one = peers.connect(wire, "&user_id=" + user);
        var two = peers.connect(wire, "&user_id=" + user);
        var namesake = peers.connect(wire, "&user_id=" + user + "x");
        one.join(topic);
        namesake.join("room:namesake");
        server.endpoint().broadcast("user_socket:" + user, "other", Map.of());
        one.expectNothing();
        server.endpoint().disconnect("user_socket:" + user);
        int expected = wire.isWebSocket() ? 1001 : 410;
        assertEquals(expected, one.expectClosed());
        assertEquals(expected, two.expectClosed());
        namesake.expectNothing();
        alice.expectNothing();
        assertInstanceOf(StopReason.Shutdown.class, server.ending(topic));
    }

    @Test
    @Proves("DISC-03")
    void disconnectOnATopicIsAnOrdinaryEvent() {
        var room = alice.join("room:word");
        server.endpoint().broadcast("room:word", "disconnect", Map.of());
        room.expectBroadcast("disconnect", "{}");
        room.ask("echo", "{}", "ok", "{}");
    }

    @Test
    @Proves({"TERM-01", "LP-15"})
    void endOfTheConnectionEndsItsChannels() {
        var first = topic("closed-1");
        var second = topic("closed-2");
        alice.join(first);
        alice.join(second);
        alice.close();
        var expected = wire.isWebSocket() ? StopReason.CLOSED : StopReason.INACTIVE;
        assertEquals(expected, server.ending(first));
        assertEquals(expected, server.ending(second));
    }

    @Test
    void channelReplacedByAnotherJoinIsNotTerminated() {
        var topic = topic("replaced");
        var first = alice.join(topic);
        var second = alice.join(topic);
        first.expectClose();
        second.expectReply(second.push("phx_leave", "{}"), "ok", "{}");
        second.expectClose();
        assertEquals(StopReason.LEFT, server.ending(topic));
        assertTrue(server.endings(topic).isEmpty());
    }
}
