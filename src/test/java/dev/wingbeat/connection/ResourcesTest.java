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
import dev.wingbeat.protocol.Broadcast;
import dev.wingbeat.protocol.Payload;
import dev.wingbeat.pubsub.NodePubSub;
import dev.wingbeat.support.Patience;
import dev.wingbeat.testkit.TestChannel;
import dev.wingbeat.testkit.TestClient;
import dev.wingbeat.testkit.TestHub;
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
    static final TestHub HUB = TestHub.of(() -> Endpoint.builder()
                    .socket(
                            "/socket",
                            connect -> {
                                vertx = Vertx.currentContext().owner();
                                return ConnectResult.accept();
                            },
                            routes -> routes.channel("EVENT_LOOP:*", HoldingChannel::new)
                                    .channel(
                                            "VIRTUAL_THREADS:*",
                                            HoldingChannel::new,
                                            route -> route.execution(Execution.VIRTUAL_THREADS)))
                    .build())
            .patience(Patience.LIMIT);

    private static volatile Vertx vertx;

    @Parameter
    Execution execution;

    private TestClient client;

    @BeforeEach
    void connect() {
        HEARD.clear();
        client = HUB.connect();
    }

    /** Pushes what it hears, and does what it is told. */
    private static final class HoldingChannel implements Channel {
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

    private TestChannel join(String name) {
        return client.join(execution + ":" + name);
    }

    private static void tell(TestChannel channel, String event, String name) {
        tell(channel, event, Map.of("name", name));
    }

    private static void tell(TestChannel channel, String event, Map<String, ?> payload) {
        channel.push(event, payload).assertReply("ok");
    }

    private static void expectHeard(TestChannel channel, String text) {
        channel.assertNextPush("heard", Map.of("text", text));
    }

    private static void broadcast(String topic, String event) {
        HUB.broadcast(topic, event, Map.of());
    }

    @Test
    void timersFireUnlessCancelled() {
        var channel = join("timers");
        tell(channel, "cancelled", "never");
        tell(channel, "timer", Map.of("name", "fired", "ms", 3));
        expectHeard(channel, "fired");
        assertEquals(List.of(channel.topic() + " fired"), HEARD);
    }

    @Test
    void timersEndWithTheirChannel() {
        var first = join("first");
        tell(first, "timer", Map.of("name", "late", "ms", 30));
        first.leave();
        var second = join("second");
        tell(second, "timer", Map.of("name", "marker", "ms", 30));
        expectHeard(second, "marker"); // set later on the same loop, for the same time
        assertEquals(List.of(second.topic() + " marker"), HEARD);
    }

    @Test
    void subscribingTwiceDeliversTwiceAndUnsubscribingEndsBoth() {
        var channel = join("twice");
        tell(channel, "subscribe", "news");
        tell(channel, "subscribe", "news");
        tell(channel, "subscribe", "marker");
        broadcast("news", "n1");
        expectHeard(channel, "n1");
        expectHeard(channel, "n1");
        tell(channel, "unsubscribe", "news");
        tell(channel, "unsubscribe", "never subscribed");
        broadcast("news", "n2");
        broadcast("marker", "m");
        expectHeard(channel, "m");
    }

    @Test
    void subscribingToItsOwnTopicIsHeardBesideTheClientsOwnCopy() {
        var channel = join("own");
        tell(channel, "subscribe", channel.topic());
        broadcast(channel.topic(), "news");
        channel.assertNextPush("news");
        expectHeard(channel, "news");
    }

    @Test
    void whatIsSubscribedIsHeardFromThatMomentOn() {
        var channel = join("moment");
        for (int i = 0; i < 50; i++) {
            tell(channel, "subscribe_and_shout", "request " + i + ' ' + execution);
            expectHeard(channel, "answer");
        }
    }

    @Test
    void whatIsConsumedIsHeardFromThatMomentOn() {
        var channel = join("bus-moment");
        for (int i = 0; i < 50; i++) {
            tell(channel, "consume_and_send", "address " + i + ' ' + execution);
            expectHeard(channel, "answer");
        }
    }

    @Test
    void subscriptionsAndConsumersEndWithTheirChannel() {
        var first = join("gone");
        tell(first, "subscribe", "shared");
        tell(first, "consume", "shared");
        first.leave();
        var second = join("staying");
        tell(second, "subscribe", "shared");
        tell(second, "consume", "shared");
        broadcast("shared", "b1");
        expectHeard(second, "b1");
        vertx.eventBus().publish("shared", "m1");
        expectHeard(second, "m1");
        assertEquals(List.of(second.topic() + " b1", second.topic() + " m1"), HEARD);
    }

    @Test
    void lostConnectionEndsThemToo() throws InterruptedException {
        var channel = join("lost");
        var other = "lost " + execution;
        tell(channel, "subscribe", other);
        ENDED.clear();
        client.drop();
        assertEquals(channel.topic(), ENDED.poll(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS));
        var left = ((NodePubSub) HUB.endpoint(0).pubSub()).topics();
        assertFalse(left.contains(other), left::toString);
    }
}
