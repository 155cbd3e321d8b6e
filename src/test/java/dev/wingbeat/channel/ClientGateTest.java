package dev.wingbeat.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.conformance.Proves;
import dev.wingbeat.connection.DisconnectReason;
import dev.wingbeat.limit.LimitOptions;
import dev.wingbeat.limit.NodeLimits;
import dev.wingbeat.limit.RateLimit;
import dev.wingbeat.metrics.Meter;
import dev.wingbeat.metrics.Metric;
import dev.wingbeat.protocol.Payload;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a client may send, on a clock that the test moves. */
class ClientGateTest {

    private static final AtomicInteger HANDLED = new AtomicInteger();

    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5);
    private final LoopHub hub = new LoopHub(1);

    /** Counts what it handles, and answers or shouts. */
    private static final class Counting implements Channel {
        @Override
        public JoinResult join(String topic, Payload payload, Socket socket) {
            return JoinResult.ok();
        }

        @Override
        public HandleResult handleIn(String event, Payload payload, Socket socket) {
            HANDLED.incrementAndGet();
            if (event.equals("shout")) {
                socket.broadcastFrom("shout", payload);
            }
            return event.equals("ping") ? HandleResult.ok() : HandleResult.noReply();
        }
    }

    @AfterEach
    void close() {
        hub.close();
    }

    private LoopClient connect(Consumer<LimitOptions> change) {
        HANDLED.set(0);
        var options = new LimitOptions().off();
        change.accept(options);
        hub.route("room:*", Counting::new).limits(new NodeLimits(options.limits(), now::get));
        return hub.connect();
    }

    private static String refused(String topic, String ref, String limit, int retry) {
        return "['1','%s','%s','phx_reply',{'status':'error','response':{'reason':'rate_limited','retry_after':%d,'limit':'%s'}}]"
                .formatted(ref, topic, retry, limit);
    }

    private static String replied(String ref) {
        return "['1','%s','room:a','phx_reply',{'status':'ok','response':{}}]".formatted(ref);
    }

    private long limited(String scope, String limit) {
        return hub.node().loop(0).metrics().snapshot().stream()
                .filter(metric -> metric.name().equals(Meter.LIMITED.fullName()))
                .flatMap(metric -> metric.samples().stream())
                .filter(sample -> sample.labels().get("scope").equals(scope)
                        && sample.labels().get("limit").equals(limit))
                .mapToLong(sample -> (long) ((Metric.Value) sample).value())
                .sum();
    }

    private void pass(Duration time) {
        now.addAndGet(time.toNanos());
    }

    @Test
    @Proves("RL-01")
    void aMessageBeyondTheBurstIsAnsweredAndTheChannelStays() {
        var client = connect(limits -> limits.messages(new RateLimit(10, 2)));
        client.join("room:a", "1");
        String ping = "['1','2','room:a','ping',{}]";
        client.send(ping, ping, ping).expect(replied("2"), replied("2"), refused("room:a", "2", "messages", 100));
        pass(Duration.ofMillis(40));
        client.send(ping).expect(refused("room:a", "2", "messages", 60));
        pass(Duration.ofMillis(60));
        client.send(ping).expect(replied("2"));
        assertEquals(2, limited("connection", "messages"));
        client.expectNothing();
    }

    @Test
    @Proves("RL-02")
    void whatAwaitsNoReplyIsDroppedAndToldOnceASecond() {
        var client = connect(limits -> limits.messages(new RateLimit(1, 1)));
        client.join("room:a", "1");
        String note = "['1',null,'room:a','note',{}]";
        client.send(note, note, note).pass(Duration.ZERO);
        client.expect("['1',null,'room:a','rate_limited',{'limit':'messages','dropped':2,'retry_after':1000}]");
        client.send(note).pass(Duration.ZERO).expectNothing();
        pass(Duration.ofMillis(999));
        client.pass(Duration.ZERO).expectNothing();
        pass(Duration.ofMillis(1));
        client.pass(Duration.ZERO);
        client.expect("['1',null,'room:a','rate_limited',{'limit':'messages','dropped':1,'retry_after':1000}]");
        assertEquals(1, HANDLED.get());
    }

    @Test
    @Proves("RL-02")
    void whoIsNotJoinedIsNotTold() {
        var client = connect(limits -> limits.messages(new RateLimit(1, 1)));
        String note = "['1',null,'room:a','note',{}]";
        client.send("['1','2','room:a','note',{}]", note, note)
                .expect("[null,'2','room:a','phx_reply',{'status':'error','response':{'reason':'unmatched topic'}}]")
                .pass(Duration.ZERO)
                .expectNothing();
    }

    @Test
    @Proves("RL-04")
    void heartbeatsAndLeavesAreNotLimited() {
        var client = connect(limits -> limits.messages(new RateLimit(1, 1)));
        client.join("room:a", "1").send("['1','2','room:a','ping',{}]").expect(replied("2"));
        for (int i = 0; i < 1_000; i++) {
            client.expectNothing();
        }
        client.send("['1','3','room:a','phx_leave',{}]").expect(replied("3")).expectClose("room:a", "1");
    }

    @Test
    @Proves("RL-03")
    void joinsHaveABucketOfTheirOwn() {
        var client = connect(limits -> limits.joins(new RateLimit(1, 2)));
        client.join("room:a", "1")
                .join("room:b", "1")
                .send("['1','1','room:c','phx_join',{}]")
                .expect(refused("room:c", "1", "joins", 1_000));
        pass(Duration.ofSeconds(1));
        client.join("room:c", "1");
        assertEquals(1, limited("connection", "joins"));
    }

    @Test
    @Proves("RL-05")
    void aHundredRefusalsEndTheConnection() {
        var client = connect(limits -> limits.messages(new RateLimit(0.001, 1)));
        client.join("room:a", "1").send("['1','2','room:a','ping',{}]").expect(replied("2"));
        String note = "['1',null,'room:a','note',{}]";
        for (int i = 1; i < ClientGate.MAX_REFUSALS; i++) {
            client.send(note);
        }
        client.expectNothing();
        pass(Duration.ofSeconds(11));
        for (int i = 1; i < ClientGate.MAX_REFUSALS; i++) {
            client.send(note);
        }
        client.expectNothing().send(note);
        assertEquals(DisconnectReason.LIMITED, client.awaitClose());
        assertEquals(1, limited("connection", "refusals"));
    }

    @Test
    void connectionsOfAnIdShareABucket() {
        var first = connect(limits -> limits.messagesPerId(new RateLimit(1, 2)));
        LoopClient named = hub.connect("user:7");
        LoopClient other = hub.connect("user:7");
        String ping = "['1','2','room:a','ping',{}]";
        named.join("room:a", "1").send(ping).expect(replied("2"));
        other.join("room:a", "1")
                .send(ping, ping)
                .expect(replied("2"), refused("room:a", "2", "messages_per_id", 1_000));
        first.join("room:a", "1").send(ping, ping, ping).expect(replied("2"), replied("2"), replied("2"));
        assertEquals(1, limited("id", "messages_per_id"));
    }

    @Test
    void thePatternsSetTakesThePlaceOfAllOthers() {
        var client = connect(limits -> limits.messages(new RateLimit(1, 1))
                .joins(new RateLimit(1, 1))
                .pattern("room:*", own -> own.messages(new RateLimit(1, 3))));
        String ping = "['1','2','room:a','ping',{}]";
        client.join("room:b", "1")
                .join("room:a", "1")
                .send(ping, ping, ping, ping)
                .expect(replied("2"), replied("2"), replied("2"), refused("room:a", "2", "messages", 1_000));
    }

    @Test
    void whatATopicsChannelsBroadcastIsHeldAgainstItsSenders() {
        var client = connect(limits -> limits.pattern("room:*", own -> own.topic(new RateLimit(1, 2))));
        LoopClient other = hub.connect();
        client.join("room:a", "1");
        other.join("room:a", "1").join("room:b", "1");
        String shout = "['1',null,'room:a','shout',{}]";
        client.send(shout, shout, "['1','2','room:a','ping',{}]").expect(refused("room:a", "2", "topic", 1_000));
        String heard = "[null,null,'room:a','shout',{}]";
        other.expect(heard, heard)
                .send("['1','3','room:a','ping',{}]")
                .expect(refused("room:a", "3", "topic", 1_000))
                .send("['1','3','room:b','ping',{}]")
                .expect("['1','3','room:b','phx_reply',{'status':'ok','response':{}}]");
        pass(Duration.ofSeconds(1));
        client.send("['1','2','room:a','ping',{}]").expect(replied("2"));
    }

    @Test
    void whoConnectsLaterHasTheNewLimits() {
        var limits = new NodeLimits(
                new LimitOptions().off().messages(new RateLimit(1, 1)).limits(), now::get);
        hub.route("room:*", Counting::new).limits(limits);
        LoopClient before = hub.connect();
        limits.exchange(new LimitOptions().off().limits());
        LoopClient after = hub.connect();
        String ping = "['1','2','room:a','ping',{}]";
        before.join("room:a", "1").send(ping, ping).expect(replied("2"), refused("room:a", "2", "messages", 1_000));
        after.join("room:a", "1").send(ping, ping).expect(replied("2"), replied("2"));
        assertTrue(limits.current().patterns().isEmpty());
    }
}
