package dev.wingbeat.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.wingbeat.Endpoint;
import dev.wingbeat.channel.Channel;
import dev.wingbeat.channel.Execution;
import dev.wingbeat.channel.HandleResult;
import dev.wingbeat.channel.JoinResult;
import dev.wingbeat.channel.Socket;
import dev.wingbeat.channel.StopReason;
import dev.wingbeat.conformance.TestServer;
import dev.wingbeat.protocol.Broadcast;
import dev.wingbeat.protocol.Payload;
import dev.wingbeat.pubsub.NodePubSub;
import dev.wingbeat.support.Patience;
import dev.wingbeat.support.client.WebSocketProbe;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Timers, subscriptions and consumers of channels, on a real endpoint, on event loops and on virtual threads. */
@ParameterizedClass
@EnumSource(Execution.class)
class ResourcesTest {

    /** What reached the channels, with the topic of each: also after they have ended. */
    private static final List<String> HEARD = new CopyOnWriteArrayList<>();

    private static final BlockingQueue<String> ENDED = new LinkedBlockingQueue<>();

    @RegisterExtension
    static final TestServer server = TestServer.of((fixture, config) -> Endpoint.builder()
            .socket(
                    "/socket",
                    UserSocket.acceptingAll(),
                    routes -> routes.channel("EVENT_LOOP:*", () -> new HoldingChannel(fixture.vertx()))
                            .channel(
                                    "VIRTUAL_THREADS:*",
                                    () -> new HoldingChannel(fixture.vertx()),
                                    route -> route.execution(Execution.VIRTUAL_THREADS)))
            .options(options -> options.from(config))
            .build());

    @Parameter
    Execution execution;

    private WebSocketProbe client;

    @BeforeEach
    void connect() {
        HEARD.clear();
        client = server.open();
    }

    /** Pushes what it hears, and does what it is told. */
    private static final class HoldingChannel implements Channel {
        private final Vertx vertx;

        HoldingChannel(Vertx vertx) {
            this.vertx = vertx;
        }

        @Override
        public JoinResult join(String topic, Payload payload, Socket socket) {
            return JoinResult.ok();
        }

        @Override
        public HandleResult handleIn(String event, Payload payload, Socket socket) {
            String name = payload.json().getString("name", "");
            switch (event) {
                case "timer" -> {
                    var unused =
                            socket.sendAfter(Duration.ofMillis(payload.json().getInteger("ms")), name);
                }
                case "cancelled" -> socket.sendAfter(Duration.ofMillis(1), name).cancel();
                case "subscribe" -> socket.subscribe(name);
                case "unsubscribe" -> socket.unsubscribe(name);
                case "subscribe_and_shout" -> {
                    socket.subscribe(name);
                    socket.pubSub().broadcast(name, "answer", Map.of());
                }
                case "consume" -> socket.consume(name);
                case "consume_and_send" -> {
                    socket.consume(name);
                    var unused = vertx.eventBus().send(name, "answer");
                }
                default -> throw new IllegalArgumentException(event);
            }
            return HandleResult.ok();
        }

        @Override
        public HandleResult handleInfo(Object message, Socket socket) {
            String text = switch (message) {
                case Broadcast broadcast -> broadcast.event();
                case Message<?> bus -> String.valueOf(bus.body());
                default -> message.toString();
            };
            HEARD.add(socket.topic() + ' ' + text);
            socket.push("heard", Map.of("text", text));
            return HandleResult.noReply();
        }

        @Override
        public void terminate(StopReason reason, Socket socket) {
            ENDED.add(socket.topic());
        }
    }

    private String join(String name) {
        var topic = execution + ":" + name;
        client.join(topic);
        return topic;
    }

    private void tell(String topic, String event, String payload) {
        client.sendJson("['1','2','%s','%s',%s]".formatted(topic, event, payload));
        client.expect("['1','2','%s','phx_reply',{'status':'ok','response':{}}]".formatted(topic));
    }

    private void expectHeard(String topic, String text) {
        client.expect("['1',null,'%s','heard',{'text':'%s'}]".formatted(topic, text));
    }

    private void leave(String topic) {
        client.sendJson("['1','9','%s','phx_leave',{}]".formatted(topic));
        client.expect(
                "['1','9','%s','phx_reply',{'status':'ok','response':{}}]".formatted(topic),
                "['1','1','%s','phx_close',{}]".formatted(topic));
    }

    private void broadcast(String topic, String event) {
        server.endpoint().broadcast(topic, event, Map.of());
    }

    @Test
    void timersFireUnlessCancelled() {
        var topic = join("timers");
        tell(topic, "cancelled", "{'name':'never'}");
        client.sendJson("['1',null,'%s','timer',{'name':'fired','ms':3}]".formatted(topic));
        client.expect("['1',null,'%s','phx_reply',{'status':'ok','response':{}}]".formatted(topic));
        expectHeard(topic, "fired");
        client.expectNothingBeforeHeartbeat();
    }

    @Test
    void timersEndWithTheirChannel() {
        var first = join("first");
        tell(first, "timer", "{'name':'late','ms':30}");
        leave(first);
        var second = join("second");
        client.sendJson("['1',null,'%s','timer',{'name':'marker','ms':30}]".formatted(second));
        client.expect("['1',null,'%s','phx_reply',{'status':'ok','response':{}}]".formatted(second));
        expectHeard(second, "marker"); // set later on the same loop, for the same time
        assertEquals(List.of(second + " marker"), HEARD);
    }

    @Test
    void subscribingTwiceDeliversTwiceAndUnsubscribingEndsBoth() {
        var topic = join("twice");
        tell(topic, "subscribe", "{'name':'news'}");
        tell(topic, "subscribe", "{'name':'news'}");
        tell(topic, "subscribe", "{'name':'marker'}");
        broadcast("news", "n1");
        expectHeard(topic, "n1");
        expectHeard(topic, "n1");
        tell(topic, "unsubscribe", "{'name':'news'}");
        tell(topic, "unsubscribe", "{'name':'never subscribed'}");
        broadcast("news", "n2");
        broadcast("marker", "m");
        expectHeard(topic, "m");
    }

    @Test
    void subscribingToItsOwnTopicIsHeardBesideTheClientsOwnCopy() {
        var topic = join("own");
        tell(topic, "subscribe", "{'name':'%s'}".formatted(topic));
        broadcast(topic, "news");
        client.expect("[null,null,'%s','news',{}]".formatted(topic));
        expectHeard(topic, "news");
    }

    @Test
    void whatIsSubscribedIsHeardFromThatMomentOn() {
        var topic = join("moment");
        for (int i = 0; i < 50; i++) {
            tell(topic, "subscribe_and_shout", "{'name':'request %d %s'}".formatted(i, execution));
            expectHeard(topic, "answer");
        }
    }

    @Test
    void whatIsConsumedIsHeardFromThatMomentOn() {
        var topic = join("bus-moment");
        for (int i = 0; i < 50; i++) {
            tell(topic, "consume_and_send", "{'name':'address %d %s'}".formatted(i, execution));
            expectHeard(topic, "answer");
        }
    }

    @Test
    void subscriptionsAndConsumersEndWithTheirChannel() {
        var first = join("gone");
        tell(first, "subscribe", "{'name':'shared'}");
        tell(first, "consume", "{'name':'shared'}");
        leave(first);
        var second = join("staying");
        tell(second, "subscribe", "{'name':'shared'}");
        tell(second, "consume", "{'name':'shared'}");
        broadcast("shared", "b1");
        expectHeard(second, "b1");
        server.vertx().eventBus().publish("shared", "m1");
        expectHeard(second, "m1");
        assertEquals(List.of(second + " b1", second + " m1"), HEARD);
    }

    @Test
    void lostConnectionEndsThemToo() throws InterruptedException {
        var topic = join("lost");
        var other = "lost " + execution;
        tell(topic, "subscribe", "{'name':'" + other + "'}");
        ENDED.clear();
        client.reset();
        assertEquals(topic, ENDED.poll(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS));
        var left = ((NodePubSub) server.endpoint().pubSub()).topics();
        assertFalse(left.contains(other) || left.contains(topic), () -> left.toString());
    }
}
