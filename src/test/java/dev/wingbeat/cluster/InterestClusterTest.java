package dev.wingbeat.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.channel.Channel;
import dev.wingbeat.channel.HandleResult;
import dev.wingbeat.channel.JoinResult;
import dev.wingbeat.channel.Socket;
import dev.wingbeat.lane.LaneAddress;
import dev.wingbeat.protocol.Broadcast;
import dev.wingbeat.protocol.Payload;
import dev.wingbeat.pubsub.Subscription;
import dev.wingbeat.support.Patience;
import dev.wingbeat.support.client.HttpProbe;
import dev.wingbeat.support.client.WebSocketProbe;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Broadcasts go where somebody wants them, and to nobody else. */
final class InterestClusterTest {

    private static final int BURST = 200;

    private Hub one;
    private Hub two;

    /** Listens to another topic when it is asked to, and tells the client what it has heard there. */
    private static final class Listening implements Channel {

        @Override
        public JoinResult join(String topic, Payload payload, Socket socket) {
            return JoinResult.ok();
        }

        @Override
        public HandleResult handleIn(String event, Payload payload, Socket socket) {
            socket.subscribe(event);
            return HandleResult.reply("ok", Map.of());
        }

        @Override
        public HandleResult handleInfo(Object message, Socket socket) {
            if (message instanceof Broadcast broadcast && broadcast.event().equals("now")) {
                socket.push("heard", Map.of());
            }
            return HandleResult.noReply();
        }
    }

    @BeforeEach
    void start() throws Exception {
        one = Hub.first().serve(Listening::new);
        two = one.another().serve(Listening::new);
    }

    @AfterEach
    void stop() throws Exception {
        two.close();
        one.close();
    }

    @Test
    void whatNobodyWantsThereIsNotSent() {
        String topic = "room:here";
        String mark = IntStream.iterate(0, i -> i + 1)
                .mapToObj(i -> "room:mark-" + i)
                .filter(other -> LaneAddress.laneOf(other) == LaneAddress.laneOf(topic))
                .findFirst()
                .orElseThrow();
        try (WebSocketProbe here = one.member(topic);
                WebSocketProbe there = two.member(mark)) {
            long unwanted = BURST;
            for (long limit = System.nanoTime() + Patience.LIMIT.toNanos(); unwanted > 0; ) {
                assertTrue(System.nanoTime() < limit, "unwanted broadcasts: " + unwanted + " (expected: 0 at last)");
                long before = received();
                for (int i = 0; i < BURST; i++) {
                    one.endpoint().broadcast(topic, "n", Map.of("n", i));
                }
                one.endpoint().broadcast(mark, "mark", Map.of());
                for (int i = 0; i < BURST; i++) {
                    here.expect("[null,null,'" + topic + "','n',{'n':" + i + "}]");
                }
                there.expect("[null,null,'" + mark + "','mark',{}]");
                unwanted = received() - before - 1;
            }
        }
    }

    private long received() {
        return HttpProbe.get("/stats")
                .send(two.endpoint().managementPort())
                .json()
                .path("broadcasts_received")
                .asLong();
    }

    @Test
    void subscriptionThatAReplyFollowsHearsAllNodes() {
        try (WebSocketProbe member = two.member("room:listener")) {
            for (int i = 0; i < 200; i++) {
                String topic = "clan:" + i;
                awaitLeases(topic);
                member.sendJson("['1','" + i + "','room:listener','" + topic + "',{}]");
                member.expect("['1','" + i + "','room:listener','phx_reply',{'status':'ok','response':{}}]");
                one.endpoint().broadcast(topic, "now", Map.of());
                member.expect("['1',null,'room:listener','heard',{}]");
            }
        }
    }

    /** Has the node that broadcasts ask for a lease, most of the time. */
    private void awaitLeases(String topic) {
        for (int i = 0; i < 20; i++) {
            one.endpoint().broadcast(topic, "before", Map.of());
        }
    }

    @Test
    void subscriptionOfAHandlerTellsWhenItHearsAllNodes() throws Exception {
        var heard = new LinkedBlockingQueue<String>();
        for (int i = 0; i < 200; i++) {
            String topic = "news:" + i;
            awaitLeases(topic);
            Subscription subscription =
                    two.endpoint().pubSub().subscribe(topic, broadcast -> heard.add(broadcast.event()));
            subscription.established().await(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
            one.endpoint().broadcast(topic, "now-" + i, Map.of());
            String next = heard.poll(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
            while ("before".equals(next)) {
                next = heard.poll(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
            }
            assertEquals("now-" + i, next);
            subscription.unsubscribe();
        }
        assertTrue(heard.isEmpty(), heard::toString);
    }
}
