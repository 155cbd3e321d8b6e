package dev.wingbeat.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.wingbeat.conformance.Proves;
import dev.wingbeat.conformance.TestServer;
import java.util.Map;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.Parameter;

/** Joining, in every transport and version. */
@Contract
class TransportContract {

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
    @Proves("JOIN-01")
    void joinIsAnsweredWithItsRefs() {
        alice.send("'7'", "'9'", "room:refs", "phx_join", "{}");
        alice.expect(wire.reply("'7'", "'9'", "room:refs", "ok", "{}"));
    }

    @Test
    @Proves({"JOIN-02", "JOIN-13"})
    void responseOfTheJoinIsPassedOnAndPrecedesEverythingOfTheTopic() {
        var room = alice.beginJoin("room:welcome", "{'selfbcast':3}");
        room.expectReply(room.joinRef(), "ok", "{'hello':1}");
        room.expectPush("welcome", "{'a':1}");
        alice.expectNothing();
    }

    @Test
    @Proves("JOIN-03")
    void refusedJoinLeavesTheTopicFree() {
        var room = alice.beginJoin("room:refused", "{'err':{'reason':'no','code':1}}");
        room.expectReply(room.joinRef(), "error", "{'reason':'no','code':1}");
        room.expectUnmatched(room.push("echo", "{}"));
        alice.join("room:refused").ask("echo", "{'k':1}", "ok", "{'k':1}");
    }

    @Test
    @Proves("JOIN-03")
    void refusalMayBeAnyJsonValue() {
        for (var value : new String[] {"null", "'no'", "[1,2]", "7"}) {
            var room = alice.beginJoin("room:refused-with", "{'err':" + value + '}');
            room.expectReply(room.joinRef(), "error", value);
        }
    }

    @Test
    void deniedJoinSaysUnauthorized() {
        var room = alice.beginJoin("room:denied", "{'deny':true}");
        room.expectReply(room.joinRef(), "error", "{'reason':'unauthorized'}");
    }

    @Test
    @Proves("JOIN-04")
    void crashInJoinCostsThatJoinOnly() {
        var other = alice.join("room:survivor");
        var room = alice.beginJoin("room:crashing", "{'crash':1}");
        room.expectReply(room.joinRef(), "error", "{'reason':'join crashed'}");
        other.ask("echo", "{}", "ok", "{}");
        alice.join("room:crashing").ask("echo", "{}", "ok", "{}");
    }

    @Test
    @Proves("JOIN-04")
    void joinWhoseFutureFailsHasCrashed() {
        STAGE.breakDown("broken " + wire);
        var stage = alice.beginJoin("stage:broken", "{'gate':'broken " + wire + "'}");
        stage.expectReply(stage.joinRef(), "error", "{'reason':'join crashed'}");
        alice.expectNothing();
    }

    @Test
    @Proves("JOIN-05")
    void topicWithoutRouteIsUnmatched() {
        alice.send("'1'", "'2'", "nowhere:1", "phx_join", "{}");
        alice.expect(wire.unmatched("'2'", "nowhere:1"));
    }

    @Test
    @Proves("JOIN-06")
    void patternsMatchExactlyOrByPrefix() {
        alice.join("exact");
        alice.join("room:");
        alice.join("room:*");
        for (var topic : new String[] {"exact2", "room", "Room:1", ""}) {
            alice.send("'1'", "'2'", topic, "phx_join", "{}");
            alice.expect(wire.unmatched("'2'", topic));
        }
    }

    @Test
    @Proves({"JOIN-07", "JOIN-08", "JOIN-09"})
    void duplicateJoinReplacesTheChannelAndThenClosesTheOldOne() {
        var first = alice.join("stage:twice");
        first.ask("count", "{}", "ok", "{'n':1}");
        var second = alice.beginJoin("stage:twice", "{}");
        second.expectReply(second.joinRef(), "ok", "{}");
        first.expectClose();
        first.push("count", "{}");
        second.ask("count", "{}", "ok", "{'n':1}");
        alice.expectNothing();
    }

    @Test
    @Proves("JOIN-10")
    void duplicateJoinDoesNotWaitForABusyOldChannel() {
        var first = alice.join("stage:busy");
        first.push("gate", "{'name':'never opened'}");
        first.push("count", "{}");
        var second = alice.beginJoin("stage:busy", "{}");
        second.expectReply(second.joinRef(), "ok", "{}");
        first.expectClose();
        second.ask("count", "{}", "ok", "{'n':1}");
    }

    @Test
    @Proves("JOIN-07")
    void refusedDuplicateJoinLeavesNothingJoined() {
        var first = alice.join("room:refused-later");
        var second = alice.beginJoin("room:refused-later", "{'err':{}}");
        second.expectReply(second.joinRef(), "error", "{}");
        first.expectClose();
        second.expectUnmatched(second.push("echo", "{}"));
    }

    @Test
    @Proves({"JOIN-15", "HB-04"})
    void messagesBehindAPendingJoinWaitAndHeartbeatsDoNot() {
        var other = alice.join("room:other");
        var gate = "pending " + wire;
        var stage = alice.beginJoin("stage:pending", "{'gate':'" + gate + "'}");
        var first = stage.push("count", "{}");
        var second = stage.push("count", "{}");
        alice.expectNothing();
        other.ask("echo", "{}", "ok", "{}");
        STAGE.open(gate);
        stage.expectReply(stage.joinRef(), "ok", "{}");
        stage.expectReply(first, "ok", "{'n':1}");
        stage.expectReply(second, "ok", "{'n':2}");
    }

    @Test
    @Proves("JOIN-15")
    void leaveBehindAPendingJoinIsServedAfterIt() {
        var gate = "given up " + wire;
        var stage = alice.beginJoin("stage:given-up", "{'gate':'" + gate + "'}");
        var leave = stage.push("phx_leave", "{}");
        alice.expectNothing();
        STAGE.open(gate);
        stage.expectReply(stage.joinRef(), "ok", "{}");
        stage.expectReply(leave, "ok", "{}");
        stage.expectClose();
    }

    @Test
    @Proves("JOIN-16")
    void assignsOfTheRouteCoverThoseOfTheSocket() {
        var bob = peers.connect(wire, "&user_id=bob");
        bob.join("stage:assigns").ask("assigns", "{}", "ok", "{'user_id':'bob'}");
        bob.join("routed:assigns").ask("assigns", "{}", "ok", "{'extra':'x','user_id':'of the route'}");
    }

    @Test
    void assignsStayInTheirChannel() {
        var bob = peers.connect(wire, "&user_id=bob");
        var one = bob.join("stage:one");
        var two = bob.join("stage:two");
        one.push("assign", "{'key':'colour','value':'red'}");
        one.ask("assigns", "{}", "ok", "{'colour':'red','user_id':'bob'}");
        two.ask("assigns", "{}", "ok", "{'user_id':'bob'}");
    }

    @Test
    @Proves("JOIN-18")
    void joinPayloadMayBeAnyJsonValue() {
        for (var payload : new String[] {"'text'", "7", "[1,{'a':null}]", "true", "null", "{'deep':{'er':[]}}"}) {
            var stage = alice.beginJoin("stage:any", payload);
            stage.expectReply(stage.joinRef(), "ok", payload);
            var leave = stage.push("phx_leave", "{}");
            stage.expectReply(leave, "ok", "{}");
            stage.expectClose();
        }
    }

    @Test
    @Proves("JOIN-11")
    void channelsOfAConnectionAreLimited() {
        for (int i = 0; i < 100; i++) {
            alice.join("room:" + i);
        }
        var room = alice.beginJoin("room:100", "{}");
        room.expectReply(room.joinRef(), "error", "{'reason':'too many channels joined'}");
        peers.connect(wire).join("room:100").ask("echo", "{}", "ok", "{}");
    }

    @Test
    @Proves("JOIN-14")
    void broadcastsAroundAJoinFollowItsReplyWithoutAGap() {
        var topic = "room:around-" + wire;
        var permits = new Semaphore(0);
        int before = 300;
        int last = 350;
        Thread.startVirtualThread(() -> {
            for (int i = 1; i <= last; i++) {
                permits.acquireUninterruptibly();
                server.endpoint().broadcast(topic, "n", Map.of("i", i));
            }
        });
        permits.release(before);
        var room = alice.join(topic);
        permits.release(last - before);
        int previous = 0;
        while (previous < last) {
            int i = wire.payload(alice.next()).path("i").asInt();
            if (previous > 0) {
                assertEquals(previous + 1, i, "number of a broadcast");
            }
            previous = i;
        }
        room.ask("echo", "{}", "ok", "{}");
    }
}
