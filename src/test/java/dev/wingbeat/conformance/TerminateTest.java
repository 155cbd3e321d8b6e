package dev.wingbeat.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.channel.StopReason;
import dev.wingbeat.support.client.ClientFrame;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What channels are told when their WebSocket ends. */
class TerminateTest {

    @RegisterExtension
    static final TestServer server = TestServer.ofVectors();

    @Test
    @Proves("TERM-01")
    void closeHandshakeTerminatesAllChannels() {
        var client = server.open();
        client.join("room:t1");
        client.join("room:t2");
        client.send(ClientFrame.close(1000));
        assertEquals(StopReason.CLOSED, server.ending("room:t1"));
        assertEquals(StopReason.CLOSED, server.ending("room:t2"));
    }

    @Test
    @Proves("TERM-01")
    void endOfTheTcpConnectionTerminates() {
        var client = server.open();
        client.join("room:fin");
        client.close();
        assertEquals(StopReason.CLOSED, server.ending("room:fin"));
    }

    @Test
    @Proves("TERM-02")
    void resetOfTheTcpConnectionTerminatesAndBroadcastsGoOn() {
        var neighbour = server.open();
        neighbour.join("room:reset");
        for (int i = 0; i < 20; i++) {
            var client = server.open();
            client.join("room:reset");
            server.endpoint().broadcast("room:reset", "before", Map.of("i", i));
            client.reset();
            server.endpoint().broadcast("room:reset", "after", Map.of("i", i));
            assertInstanceOf(StopReason.Shutdown.class, server.ending("room:reset"));
            neighbour.expect(
                    "[null,null,'room:reset','before',{'i':" + i + "}]",
                    "[null,null,'room:reset','after',{'i':" + i + "}]");
        }
    }

    @Test
    @Proves({"TERM-02", "MSG-07"})
    void undecodableFrameTerminatesTheChannelsOfItsConnectionOnly() {
        var neighbour = server.open();
        neighbour.join("room:other-side");
        var client = server.open();
        client.join("room:malformed-1");
        client.join("room:malformed-2");
        client.send("garbage");
        assertInstanceOf(StopReason.Failure.class, server.ending("room:malformed-1"));
        assertInstanceOf(StopReason.Failure.class, server.ending("room:malformed-2"));
        neighbour.sendJson("['1','2','room:other-side','echo',{}]");
        neighbour.expect("['1','2','room:other-side','phx_reply',{'status':'ok','response':{}}]");
        assertTrue(server.endings("room:other-side").isEmpty());
    }

    @Test
    @Proves("TERM-01")
    void joinUnderwayWhenTheConnectionEndsHarmsNobody() {
        var client = server.open();
        client.sendJson("['1','1','room:underway','phx_join',{'slow':50}]");
        client.expectNothingBeforeHeartbeat();
        client.reset();
        var next = server.open();
        next.join("room:underway");
        next.sendJson("['1','2','room:underway','sleep',{'ms':60}]");
        next.expect("['1','2','room:underway','phx_reply',{'status':'ok','response':{}}]");
    }
}
