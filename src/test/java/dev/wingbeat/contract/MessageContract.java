package dev.wingbeat.contract;

import dev.wingbeat.conformance.Proves;
import dev.wingbeat.conformance.TestServer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.Parameter;

/** Events, replies and pushes, in every transport and version. */
@Contract
class MessageContract {

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

    @Test
    @Proves({"HB-01", "HB-02"})
    void heartbeatIsAnsweredWithoutJoinRef() {
        alice.send(null, "'1'", "phoenix", "heartbeat", "{}");
        alice.expect(wire.reply("null", "'1'", "phoenix", "ok", "{}"));
        alice.send("''", "'2'", "phoenix", "heartbeat", "{}");
        alice.expect(wire.reply("null", "'2'", "phoenix", "ok", "{}"));
        alice.send("null", "'3'", "phoenix", "heartbeat", "{}");
        alice.expect(wire.reply("null", "'3'", "phoenix", "ok", "{}"));
    }

    @Test
    @Proves("HB-03")
    void heartbeatMayHaveAnyRefAndPayload() {
        alice.send("'x'", "null", "phoenix", "heartbeat", "'text'");
        alice.expect(wire.reply("null", "null", "phoenix", "ok", "{}"));
        alice.send(null, "3", "phoenix", "heartbeat", "null");
        alice.expect(wire.reply("null", "3", "phoenix", "ok", "{}"));
    }

    @Test
    @Proves("HB-04")
    void heartbeatDoesNotWaitForABusyChannel() {
        var gate = "heartbeat " + wire;
        var stage = alice.join("stage:slow");
        var ref = stage.push("gate", "{'name':'" + gate + "'}");
        alice.expectNothing();
        STAGE.open(gate);
        stage.expectReply(ref, "ok", "{'n':1}");
    }

    @Test
    @Proves("CH-01")
    void eventIsAnsweredWithItsRefAndTheJoinRefOfTheChannel() {
        alice.send("'7'", "'9'", "room:refs", "phx_join", "{}");
        alice.expect(wire.reply("'7'", "'9'", "room:refs", "ok", "{}"));
        alice.send("'7'", "'10'", "room:refs", "echo", "{'z':1,'a':[1,2.5,'é',null,true],'b':{}}");
        alice.expect(wire.reply("'7'", "'10'", "room:refs", "ok", "{'z':1,'a':[1,2.5,'é',null,true],'b':{}}"));
    }

    @Test
    void pingIsAnsweredWithItsPayload() {
        alice.join("room:ping").ask("ping", "{'at':[1,2]}", "ok", "{'at':[1,2]}");
    }

    @Test
    @Proves({"CH-02", "CH-03"})
    void statusesPassThroughAndMayStandAlone() {
        var room = alice.join("room:status");
        room.ask("status", "{'s':'ok'}", "ok", "{}");
        room.ask("status", "{'s':'error'}", "error", "{}");
        room.ask("status", "{'s':'weird'}", "weird", "{}");
        room.ask("statusp", "{'s':'queued','p':{'a':1}}", "queued", "{'a':1}");
        room.ask("reply_error", "{'why':'not'}", "error", "{'why':'not'}");
    }

    @Test
    @Proves("CH-04")
    void responseMayBeAnyJsonValue() {
        var room = alice.join("room:responses");
        for (var value : new String[] {"[]", "[1,'a']", "'text'", "null", "12345678901234567890", "false"}) {
            room.ask("statusp", "{'s':'ok','p':" + value + '}', "ok", value);
        }
    }

    @Test
    @Proves("CH-05")
    void nothingIsRepliedUnasked() {
        var room = alice.join("room:silent");
        room.push("noreply", "{}");
        room.ask("echo", "{'marker':1}", "ok", "{'marker':1}");
    }

    @Test
    @Proves("CH-06")
    void oneRefMayBeAnsweredLateAndTwice() {
        var room = alice.join("room:late");
        var ref = room.push("async", "{'n':2,'ms':5}");
        room.expectReply(ref, "ok", "{'n':1}");
        room.expectReply(ref, "ok", "{'n':2}");
    }

    @Test
    @Proves("CH-06")
    void lateReplyDoesNotHoldUpTheChannelAndOutlivesIt() {
        var gate = "late " + wire;
        var stage = alice.join("stage:late");
        var late = stage.push("reply_at", "{'name':'" + gate + "'}");
        stage.ask("count", "{}", "ok", "{'n':2}");
        stage.expectReply(stage.push("phx_leave", "{}"), "ok", "{}");
        stage.expectClose();
        STAGE.open(gate);
        stage.expectReply(late, "ok", "{'name':'" + gate + "'}");
    }

    @Test
    @Proves({"CH-07", "CH-08"})
    void pushesAndRepliesKeepTheirOrder() {
        var room = alice.join("room:order");
        var first = room.push("push", "{'n':50}");
        var second = room.push("push", "{'n':50}");
        for (var ref : new String[] {first, second}) {
            IntStream.rangeClosed(1, 50).forEach(i -> room.expectPush("pushed", "{'i':" + i + '}'));
            room.expectReply(ref, "ok", "{}");
        }
    }

    @Test
    void pushMeIsPushedToTheSenderOnly() {
        var mine = alice.join("room:push-me");
        var bob = peers.connect(wire);
        var his = bob.join("room:push-me");
        mine.push("push_me", "{'to':'me'}");
        mine.expectPush("pushed", "{'to':'me'}");
        his.ask("echo", "{}", "ok", "{}");
    }

    @Test
    @Proves("CH-08")
    void eventsWaitForTheFutureOfTheOneBefore() {
        var gate = "order " + wire;
        var stage = alice.join("stage:order");
        var waiting = stage.push("gate", "{'name':'" + gate + "'}");
        var behind = stage.push("count", "{}");
        alice.expectNothing();
        STAGE.open(gate);
        stage.expectReply(waiting, "ok", "{'n':1}");
        stage.expectReply(behind, "ok", "{'n':2}");
    }

    @Test
    @Proves("CH-09")
    void pushDuringJoinIsRefused() {
        var room = alice.beginJoin("room:early-push", "{'pushinjoin':1}");
        room.expectReply(room.joinRef(), "error", "{'reason':'join crashed'}");
        alice.expectNothing();
    }

    @Test
    @Proves({"CH-11", "SER-05"})
    void refsAreEchoedWithValueAndType() {
        var room = alice.join("room:types");
        for (var ref : new String[] {"null", "77", "'77'", "''", "'é\"\\\\'", "1.50"}) {
            alice.send(room.joinRef(), ref, room.topic(), "echo", "{}");
            room.expectReply(ref, "ok", "{}");
        }
    }

    @Test
    @Proves("CH-11")
    void eventWithoutRefHasNoHandleForLater() {
        var stage = alice.join("stage:no-ref");
        alice.send(stage.joinRef(), "null", stage.topic(), "ref", "{}");
        stage.expectError();
    }

    @Test
    @Proves("MSG-01")
    void eventOfATopicNotJoinedIsUnmatched() {
        alice.send("'1'", "'2'", "room:stranger", "echo", "{}");
        alice.expect(wire.unmatched("'2'", "room:stranger"));
        alice.send("'1'", "'3'", "phoenix", "other", "{}");
        alice.expect(wire.unmatched("'3'", "phoenix"));
    }

    @Test
    @Proves({"MSG-02", "MSG-03", "MSG-04", "SER-08"})
    void staleJoinRefIsDroppedAndNullServed() {
        alice.send("'1'", "'1'", "room:stale", "phx_join", "{}");
        alice.expect(wire.reply("'1'", "'1'", "room:stale", "ok", "{}"));
        for (var stale : new String[] {"'99'", "''", "1", "'01'", "true"}) {
            alice.send(stale, "'2'", "room:stale", "echo", "{}");
        }
        alice.send("null", "'5'", "room:stale", "echo", "{}");
        alice.expect(wire.reply("'1'", "'5'", "room:stale", "ok", "{}"));
    }

    @Test
    @Proves("MSG-05")
    void joinWithoutJoinRefLendsItsRef() {
        alice.send(null, "'50'", "room:lent", "phx_join", "{}");
        alice.expect(wire.reply("null", "'50'", "room:lent", "ok", "{}"));
        alice.send(null, "'51'", "room:lent", "push", "{'n':1}");
        alice.expect(wire.push("'50'", "room:lent", "pushed", "{'i':1}"));
        alice.expect(wire.reply("'50'", "'51'", "room:lent", "ok", "{}"));
        alice.send("'50'", "'52'", "room:lent", "echo", "{}");
        alice.send(null, "'53'", "room:lent", "phx_leave", "{}");
        alice.expect(wire.reply("'50'", "'53'", "room:lent", "ok", "{}"), wire.close("null", "room:lent"));
    }

    @Test
    @Proves("MSG-06")
    void eventsOfTheProtocolOtherThanJoinAndLeaveReachTheChannel() {
        var stage = alice.join("stage:events");
        for (var event : new String[] {"phx_reply", "phx_close", "phx_error", "phx_else", "heartbeat", ""}) {
            stage.ask(event, "{}", "ok", "{'event':'" + event + "'}");
        }
    }

    @Test
    void messagesToOneselfAndTimersReachHandleInfo() {
        var stage = alice.join("stage:info");
        stage.push("cancelled", "{'never':1}");
        stage.push("tell_self", "{'n':1}");
        stage.expectPush("told", "{'n':1}");
        stage.push("tell_self_after", "{'ms':10}");
        stage.expectPush("told", "{'ms':10}");
    }

    @Test
    void eventBusMessagesReachHandleInfoInOrder() {
        var stage = alice.join("stage:bus");
        stage.push("consume", "{'address':'bus " + wire + "'}");
        stage.ask("count", "{}", "ok", "{'n':2}");
        for (int i = 1; i <= 3; i++) {
            var unused = server.vertx().eventBus().send("bus " + wire, "n" + i);
        }
        for (int i = 1; i <= 3; i++) {
            stage.expectPush("told", "{'text':'n" + i + "'}");
        }
    }
}
