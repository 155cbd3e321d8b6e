package dev.wingbeat.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.wingbeat.Endpoint;
import dev.wingbeat.channel.Channel;
import dev.wingbeat.channel.JoinResult;
import dev.wingbeat.channel.Socket;
import dev.wingbeat.limit.LimitOptions;
import dev.wingbeat.protocol.Payload;
import dev.wingbeat.support.Punctuality;
import dev.wingbeat.transport.SocketOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** How many channels a connection may have, and how long a join may take. */
class LimitTest {

    private static final Duration SHORTEST_TIMEOUT = Duration.ofMillis(300);

    private static final BlockingQueue<Promise<JoinResult>> SLOW_JOINS = new LinkedBlockingQueue<>();

    @RegisterExtension
    static final TestServer server = TestServer.of((fixture, config) -> {
        var builder = Endpoint.builder();
        var open = new SocketOptions().webSocket(webSocket -> webSocket.from(ConformanceApp.WEB_SOCKET));
        fixture.app().mount(builder, "/socket", open);
        fixture.app().mount(builder, "/lim", new SocketOptions().from(open).maxChannels(2));
        var hasty = new SocketOptions()
                .from(open)
                .webSocket(
                        webSocket -> webSocket.from(ConformanceApp.WEB_SOCKET).idleTimeout(SHORTEST_TIMEOUT));
        fixture.app()
                .mount(builder, "/hasty", hasty, routes -> routes.channel("slow:*", () -> new SlowChannel(slowJoin())));
        return builder.options(options -> options.from(config).limits(LimitOptions::off))
                .build();
    });

    private static Future<JoinResult> slowJoin() {
        Promise<JoinResult> slow = Promise.promise();
        SLOW_JOINS.add(slow);
        return slow.future();
    }

    private record SlowChannel(Future<JoinResult> joined) implements Channel {
        @Override
        public JoinResult join(String topic, Payload payload, Socket socket) {
            return JoinResult.async(joined);
        }
    }

    @Test
    @Proves("JOIN-11")
    void aHundredChannelsAndNoMore() {
        assertEquals(100, new SocketOptions().maxChannels());
        var client = server.open();
        for (int i = 0; i < 100; i++) {
            client.join("room:" + i, "j" + i);
        }
        client.sendJson("['x','y','room:100','phx_join',{}]");
        client.expect(
                "['x','y','room:100','phx_reply',{'status':'error','response':{'reason':'too many channels joined'}}]");
        client.sendJson("['z','z','nowhere','phx_join',{}]");
        client.expect("[null,'z','nowhere','phx_reply',{'status':'error','response':{'reason':'unmatched topic'}}]");
        client.sendJson("['j99','e','room:99','echo',{}]");
        client.expect("['j99','e','room:99','phx_reply',{'status':'ok','response':{}}]");
    }

    @Test
    @Proves("JOIN-12")
    void duplicateJoinAtTheLimitSucceedsAndEveryEndFreesAPlace() {
        var client = server.open("/lim/websocket?vsn=2.0.0");
        client.join("room:1", "1");
        client.join("room:2", "2");
        client.join("room:1", "3");
        client.expect("['1','1','room:1','phx_close',{}]");
        client.sendJson("['3','4','room:1','phx_leave',{}]");
        client.expect(
                "['3','4','room:1','phx_reply',{'status':'ok','response':{}}]", "['3','3','room:1','phx_close',{}]");
        client.join("room:3", "5");
        client.sendJson("['5','6','room:3','crash',{}]");
        client.expect("['5','5','room:3','phx_error',{'reason':'channel_crash'}]");
        client.sendJson("['7','7','room:4','phx_join',{'err':{}}]");
        client.expect("['7','7','room:4','phx_reply',{'status':'error','response':{}}]");
        client.join("room:5", "8");
    }

    @Test
    @Proves("JOIN-17")
    void joinMayTakeLongerThanTheConnectionMayBeSilent() {
        Punctuality.of(SHORTEST_TIMEOUT, punctuality -> {
            SLOW_JOINS.clear();
            var client = server.open("/hasty/websocket?vsn=2.0.0");
            client.sendJson("['1','1','slow:1','phx_join',{}]");
            long begin = System.nanoTime();
            while (System.nanoTime() - begin < SHORTEST_TIMEOUT.multipliedBy(4).toNanos()) {
                client.expectNothingBeforeHeartbeat();
                punctuality.heard();
                client.expectNothing(SHORTEST_TIMEOUT.dividedBy(4));
            }
            SLOW_JOINS.remove().complete(JoinResult.ok());
            client.expect("['1','1','slow:1','phx_reply',{'status':'ok','response':{}}]");
        });
    }
}
