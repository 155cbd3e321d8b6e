package dev.wingbeat.contract;

import dev.wingbeat.conformance.Proves;
import dev.wingbeat.conformance.TestServer;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.Parameter;

/** Broadcasts, in every transport and version; the other member always speaks V2 over a WebSocket. */
@Contract
class BroadcastContract {

    private static final WireVariant OTHER = new WireVariant(WireVariant.Transport.WEBSOCKET, "2.0.0");

    private static final ContractServer STAGE = new ContractServer();

    @RegisterExtension
    static final TestServer server = STAGE.server();

    @RegisterExtension
    final Peers peers = new Peers(server);

    @Parameter
    WireVariant wire;

    private Peer alice;
    private Peer bob;

    @BeforeEach
    void connect() {
        alice = peers.connect(wire);
        bob = peers.connect(OTHER);
    }

    @Test
    @Proves({"BC-01", "BC-03", "SER-12"})
    void broadcastReachesAllMembersAndTheSenderBeforeItsReply() {
        var hers = alice.join("room:all");
        var his = bob.join("room:all");
        var ref = hers.push("bcast", "{'x':1}");
        hers.expectBroadcast("b", "{'x':1}");
        hers.expectReply(ref, "ok", "{}");
        his.expectBroadcast("b", "{'x':1}");
        ref = his.push("bcast", "{'x':2}");
        his.expectBroadcast("b", "{'x':2}");
        his.expectReply(ref, "ok", "{}");
        hers.expectBroadcast("b", "{'x':2}");
    }

    @Test
    @Proves("BC-02")
    void broadcastFromSkipsTheSenderOnly() {
        var hers = alice.join("room:others");
        var elsewhere = alice.join("room:elsewhere");
        var his = bob.join("room:others");
        hers.ask("bfrom", "{'x':1}", "ok", "{}");
        his.expectBroadcast("bf", "{'x':1}");
        elsewhere.ask("echo", "{}", "ok", "{}");
        his.ask("bfrom", "{'x':2}", "ok", "{}");
        hers.expectBroadcast("bf", "{'x':2}");
    }

    @Test
    void shoutsAreBroadcast() {
        var hers = alice.join("room:shout");
        var his = bob.join("room:shout");
        hers.push("shout_from", "{'n':1}");
        hers.push("shout", "{'n':2}");
        hers.expectBroadcast("shout", "{'n':2}");
        his.expectBroadcast("shout_from", "{'n':1}");
        his.expectBroadcast("shout", "{'n':2}");
    }

    @Test
    @Proves("BC-04")
    void endpointBroadcastsWithoutAChannel() {
        var hers = alice.join("room:endpoint");
        var his = bob.join("room:endpoint");
        server.endpoint().broadcast("room:endpoint", "news", Map.of("n", 1));
        hers.expectBroadcast("news", "{'n':1}");
        his.expectBroadcast("news", "{'n':1}");
    }

    @Test
    @Proves("BC-05")
    void localBroadcastReachesTheMembersOfThisNode() {
        var hers = alice.join("room:local");
        server.endpoint().localBroadcast("room:local", "news", Map.of("n", 1));
        hers.expectBroadcast("news", "{'n':1}");
    }

    @Test
    @Proves({"BC-06", "BC-07"})
    void interceptedEventsAreSentOnlyByTheHandler() {
        var hers = alice.join("room:intercepted");
        hers.ask("ev", "{'e':'drop_me'}", "ok", "{}");
        hers.ask("ev", "{'e':'icpt'}", "ok", "{}");
        hers.expectPush("icpt", "{'e':'icpt','extra':1}");
        server.endpoint().broadcast("room:intercepted", "drop_me", Map.of());
        server.endpoint().broadcast("room:intercepted", "icpt", Map.of());
        hers.expectPush("icpt", "{'extra':1}");
        alice.expectNothing();
    }

    @Test
    @Proves("CLOSE-01")
    void handlerOfAnInterceptedEventMayStopTheChannel() {
        var hers = alice.join("room:stop-out");
        hers.ask("ev", "{'e':'stop_out'}", "ok", "{}");
        hers.expectClose();
    }

    @Test
    @Proves("BC-08")
    void broadcastsOfOneSenderKeepTheirOrder() {
        int count = 200;
        var hers = alice.join("room:fifo");
        var his = bob.join("room:fifo");
        for (int i = 1; i <= count; i++) {
            his.push("shout", "{'n':" + i + '}');
        }
        for (int i = 1; i <= count; i++) {
            hers.expectBroadcast("shout", "{'n':" + i + '}');
            his.expectBroadcast("shout", "{'n':" + i + '}');
        }
    }

    @Test
    @Proves("BC-08")
    void broadcastsFromOneThreadKeepTheirOrderOnEveryConnection() {
        int count = 500;
        var hers = alice.join("room:from-thread");
        var his = bob.join("room:from-thread");
        for (int i = 1; i <= count; i++) {
            server.endpoint().broadcast("room:from-thread", "n", Map.of("i", i));
        }
        for (int i = 1; i <= count; i++) {
            hers.expectBroadcast("n", "{'i':" + i + '}');
            his.expectBroadcast("n", "{'i':" + i + '}');
        }
    }

    @Test
    @Proves("BC-10")
    void busyChannelDoesNotDelayBroadcastsToItsClient() {
        var gate = "busy " + wire;
        var stage = alice.join("stage:busy-member");
        var ref = stage.push("gate", "{'name':'" + gate + "'}");
        alice.expectNothing();
        server.endpoint().broadcast("stage:busy-member", "news", Map.of());
        stage.expectBroadcast("news", "{}");
        STAGE.open(gate);
        stage.expectReply(ref, "ok", "{'n':1}");
    }

    @Test
    void channelOfAnotherTopicHearsItOnlyWhileSubscribed() {
        var stage = alice.join("stage:listener");
        stage.push("subscribe", "{'topic':'room:heard'}");
        stage.push("subscribe", "{'topic':'room:heard'}");
        stage.ask("count", "{}", "ok", "{'n':3}");
        server.endpoint().broadcast("room:heard", "one", Map.of());
        stage.expectPush("heard", "{'event':'one'}");
        stage.expectPush("heard", "{'event':'one'}");
        stage.push("unsubscribe", "{'topic':'room:heard'}");
        stage.ask("count", "{}", "ok", "{'n':5}");
        server.endpoint().broadcast("room:heard", "two", Map.of());
        server.endpoint().broadcast("stage:listener", "marker", Map.of());
        stage.expectBroadcast("marker", "{}");
        alice.expectNothing();
    }

    @Test
    @Proves({"SER-10", "ERR-01"})
    void payloadThatIsNoObjectCostsTheChannelThatSendsIt() {
        for (var event : new String[] {"push_list", "broadcast_text"}) {
            var stage = alice.join("stage:" + event);
            var his = bob.join("stage:" + event);
            stage.push(event, "{}");
            stage.expectError();
            his.ask("count", "{}", "ok", "{'n':1}");
        }
    }
}
