package dev.wingbeat.contract;

import dev.wingbeat.conformance.Proves;
import dev.wingbeat.conformance.TestServer;
import java.util.ArrayList;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.Parameter;

/** Channels whose callbacks may block, in every transport and version. */
@Contract
class VirtualThreadContract {

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
    @Proves("HB-04")
    void blockedJoinHoldsUpItsTopicOnly() {
        var gate = "blocked join " + wire;
        var blocked = alice.beginJoin("virtual:join", "{'block':'" + gate + "'}");
        var behind = blocked.push("count", "{}");
        alice.join("virtual:free").ask("count", "{}", "ok", "{'n':1}");
        alice.expectNothing();
        STAGE.open(gate);
        blocked.expectReply(blocked.joinRef(), "ok", "{'virtual':true}");
        blocked.expectReply(behind, "ok", "{'n':1}");
    }

    @Test
    @Proves("BC-10")
    void blockedChannelHoldsUpNobodyElse() {
        var gate = "blocked " + wire;
        var blocked = alice.join("virtual:blocked");
        var other = alice.join("virtual:other");
        var ref = blocked.push("block", "{'name':'" + gate + "'}");
        var behind = blocked.push("count", "{}");
        other.ask("count", "{}", "ok", "{'n':1}");
        server.endpoint().broadcast("virtual:blocked", "news", Map.of());
        blocked.expectBroadcast("news", "{}");
        alice.expectNothing();
        STAGE.open(gate);
        blocked.expectReply(ref, "ok", "{'virtual':true}");
        blocked.expectReply(behind, "ok", "{'n':2}");
    }

    @Test
    @Proves("CH-08")
    void callbacksOfOneChannelKeepTheirOrder() {
        var stage = alice.join("virtual:order");
        var refs = new ArrayList<String>();
        for (int i = 0; i < 100; i++) {
            refs.add(stage.push("count", "{}"));
        }
        for (int i = 0; i < 100; i++) {
            stage.expectReply(refs.get(i), "ok", "{'n':" + (i + 1) + '}');
        }
    }

    @Test
    @Proves("CH-08")
    void pushesAndRepliesOfABlockingChannelKeepTheirOrder() {
        var stage = alice.join("virtual:tell");
        for (int i = 0; i < 20; i++) {
            stage.push("tell_self", "{'n':" + i + '}');
            stage.expectPush("told", "{'n':" + i + '}');
        }
        stage.push("push_list", "{}");
        stage.expectError();
    }

    @Test
    @Proves("LEAVE-04")
    void leaveWaitsForTheBlockedCallback() {
        var gate = "leave blocked " + wire;
        var stage = alice.join("virtual:leave");
        var ref = stage.push("block", "{'name':'" + gate + "'}");
        var leave = stage.push("phx_leave", "{}");
        alice.expectNothing();
        STAGE.open(gate);
        stage.expectReply(ref, "ok", "{'virtual':true}");
        stage.expectReply(leave, "ok", "{}");
        stage.expectClose();
    }
}
