package dev.wingbeat.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.protocol.Payload;
import dev.wingbeat.pubsub.TestLoops;
import dev.wingbeat.support.Patience;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Joins that take their time, and what meets them meanwhile. */
class JoinTest {

    private final Queue<Promise<JoinResult>> decisions = new ArrayDeque<>();
    private final BlockingQueue<StopReason> endings = new LinkedBlockingQueue<>();
    private final LoopHub hub = new LoopHub(1)
            .route("room:slow*", SlowChannel::new)
            .route("room:*", () -> (topic, payload, socket) -> JoinResult.ok());

    @AfterEach
    void close() {
        hub.close();
    }

    /** Decides when the test does, in the order of the joins; echoes. */
    private final class SlowChannel implements Channel {
        @Override
        public JoinResult join(String topic, Payload payload, Socket socket) {
            socket.subscribe("other");
            if (topic.endsWith("timer")) {
                var unused = socket.sendAfter(Duration.ofMillis(1), "timer");
            }
            Promise<JoinResult> decision = Promise.promise();
            decisions.add(decision);
            return JoinResult.async(decision.future());
        }

        @Override
        public HandleResult handleIn(String event, Payload payload, Socket socket) {
            return HandleResult.ok(payload);
        }

        @Override
        public HandleResult handleInfo(Object message, Socket socket) {
            socket.push("info", Map.of("text", message.toString()));
            return HandleResult.noReply();
        }

        @Override
        public void terminate(StopReason reason, Socket socket) {
            endings.add(reason);
        }
    }

    private Promise<JoinResult> nextDecision() {
        return TestLoops.call(hub.node().loop(0), decisions::remove);
    }

    private static String join(String topic, String joinRef) {
        return "['%1$s','%1$s','%2$s','phx_join',{}]".formatted(joinRef, topic);
    }

    private StopReason nextEnding() throws InterruptedException {
        return endings.poll(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
    }

    @Test
    void pendingJoinHoldsUpNobodyElse() {
        var client = hub.connect();
        client.send(join("room:slow", "1"), join("room:a", "2")).expectJoined("room:a", "2");
        client.expectNothing();
        nextDecision().complete(JoinResult.ok());
        client.expectJoined("room:slow", "1");
    }

    @Test
    void whatIsPipelinedBehindAJoinIsHandledAfterIt() {
        var client = hub.connect();
        client.send(
                join("room:slow", "1"),
                "['1','2','room:slow','echo',{'n':1}]",
                "['9','3','room:slow','echo',{'stale':1}]",
                "['1','4','room:slow','phx_leave',{}]",
                "['1','5','room:slow','echo',{'behind':1}]");
        client.expectNothing();
        nextDecision().complete(JoinResult.ok());
        client.expectJoined("room:slow", "1")
                .expect("['1','2','room:slow','phx_reply',{'status':'ok','response':{'n':1}}]")
                .expect("['1','4','room:slow','phx_reply',{'status':'ok','response':{}}]")
                .expectClose("room:slow", "1")
                .expectNothing();
        assertEquals(0, client.channels());
        assertEquals(0, client.backlog());
    }

    @Test
    void whatIsPipelinedBehindARefusedJoinFindsTheTopicNotJoined() throws InterruptedException {
        var client = hub.connect();
        client.send(
                join("room:slow", "1"),
                "['1','2','room:slow','echo',{}]",
                "['1','3','room:slow','phx_leave',{}]",
                "[null,'4','room:slow','echo',{}]");
        client.expectNothing();
        assertTrue(client.backlog() > 0);
        nextDecision().complete(JoinResult.error("unauthorized"));
        client.expect("['1','1','room:slow','phx_reply',{'status':'error','response':{'reason':'unauthorized'}}]")
                .expect("[null,'2','room:slow','phx_reply',{'status':'error','response':{'reason':'unmatched topic'}}]")
                .expect("['1','3','room:slow','phx_reply',{'status':'ok','response':{}}]")
                .expect("[null,'4','room:slow','phx_reply',{'status':'error','response':{'reason':'unmatched topic'}}]")
                .expectNothing();
        assertEquals(0, client.channels());
        assertEquals(0, client.backlog());
        assertNull(endings.poll());
    }

    @Test
    void failedFutureIsACrashOfTheJoin() {
        var client = hub.connect();
        client.send(join("room:slow", "1")).expectNothing();
        nextDecision().fail(new IllegalStateException("on purpose"));
        client.expect("['1','1','room:slow','phx_reply',{'status':'error','response':{'reason':'join crashed'}}]");
        client.expectNothing().join("room:a", "2");
    }

    @Test
    void joinDecidedOnAnotherThreadIsSettledOnTheLoop() {
        var client = hub.connect();
        client.send(join("room:slow", "1")).expectNothing();
        var decision = nextDecision();
        TestLoops.elsewhere(() -> decision.complete(JoinResult.ok()));
        client.expectJoined("room:slow", "1");
    }

    @Test
    void newestOfSeveralPendingJoinsIsServedAndTheOthersAreClosed() throws InterruptedException {
        var client = hub.connect();
        client.send(join("room:slow", "1")).expectNothing();
        nextDecision().complete(JoinResult.ok());
        client.expectJoined("room:slow", "1");
        client.send(join("room:slow", "2"), "['2','2a','room:slow','echo',{}]", join("room:slow", "3"));
        client.send("['1','1a','room:slow','echo',{}]", "['2','2b','room:slow','echo',{}]");
        client.send("['3','3a','room:slow','echo',{'n':3}]").expectNothing();
        nextDecision().complete(JoinResult.ok());
        client.expectNothing();
        nextDecision().complete(JoinResult.ok());
        client.expectJoined("room:slow", "3")
                .expectClose("room:slow", "1")
                .expectClose("room:slow", "2")
                .expect("['3','3a','room:slow','phx_reply',{'status':'ok','response':{'n':3}}]")
                .expectNothing();
        assertEquals(1, client.channels());
        client.close(StopReason.CLOSED);
        assertEquals(StopReason.CLOSED, nextEnding());
        assertNull(endings.poll(), "a channel that was replaced is not told to terminate");
    }

    @Test
    void refusedDuplicateLeavesTheTopicNotJoined() {
        var client = hub.connect();
        client.send(join("room:slow", "1")).expectNothing();
        nextDecision().complete(JoinResult.ok());
        client.expectJoined("room:slow", "1");
        client.send(join("room:slow", "2")).expectNothing();
        nextDecision().complete(JoinResult.error("full"));
        client.expect("['2','2','room:slow','phx_reply',{'status':'error','response':{'reason':'full'}}]")
                .expectClose("room:slow", "1")
                .send("['1','3','room:slow','echo',{}]")
                .expect(
                        "[null,'3','room:slow','phx_reply',{'status':'error','response':{'reason':'unmatched topic'}}]");
        assertEquals(0, client.channels());
    }

    @Test
    void floodOfPendingJoinsIsNotRememberedWhole() {
        var client = hub.connect();
        client.send(join("room:slow", "first")).expectNothing();
        nextDecision().complete(JoinResult.ok());
        client.expectJoined("room:slow", "first");
        int joins = 20_000;
        for (int i = 0; i < joins; i++) {
            client.send(join("room:slow", "j" + i));
        }
        client.expectNothing();
        TestLoops.run(hub.node().loop(0), () -> decisions.forEach(decision -> decision.complete(JoinResult.ok())));
        client.expectJoined("room:slow", "j" + (joins - 1)).expectClose("room:slow", "first");
        int closes = 1;
        client.send("[null,'marker','phoenix','heartbeat',{}]");
        while (client.next().contains("phx_close")) {
            closes++;
        }
        assertTrue(closes <= 101, closes + " are closed");
    }

    @Test
    void connectionThatEndsDuringAJoinEndsTheChannelOnceItHasJoined() throws InterruptedException {
        var client = hub.connect();
        client.send(join("room:slow", "1"), "['1','2','room:slow','echo',{}]").expectNothing();
        client.close(StopReason.INACTIVE);
        assertNull(endings.poll());
        nextDecision().complete(JoinResult.ok());
        assertEquals(StopReason.INACTIVE, nextEnding());
        assertEquals(0, client.channels());
        assertEquals(0, client.backlog());
    }

    @Test
    void connectionThatEndsDuringAJoinThatIsRefusedTerminatesNothing() {
        var client = hub.connect();
        client.send(join("room:slow", "1")).expectNothing();
        client.close(StopReason.CLOSED);
        nextDecision().complete(JoinResult.error("late"));
        TestLoops.settle(hub.node().loop(0));
        TestLoops.settle(hub.node().loop(0));
        assertNull(endings.poll());
        assertEquals(0, client.channels());
    }

    @Test
    void joinThatNeverEndsHoldsNothingOnceTheConnectionHasEnded() {
        var client = hub.connect();
        client.send(join("room:slow", "1")).expectNothing();
        assertEquals(Set.of("other"), subscribed());
        client.close(StopReason.CLOSED);
        assertEquals(Set.of(), subscribed());
    }

    private Set<String> subscribed() {
        return hub.node().pubSub().topics();
    }

    @Test
    void messagesFromInsideWaitForTheJoin() {
        var client = hub.connect();
        client.send(join("room:slow-timer", "1")).expectNothing();
        Promise<Void> fired = Promise.promise(); // on the channel's loop, so behind its own timer
        TestLoops.run(hub.node().loop(0), () -> hub.node().vertx().setTimer(2, timer -> fired.complete()));
        TestLoops.await(fired.future());
        hub.node().pubSub().broadcast("room:slow-timer", "too early", Map.of());
        hub.node().pubSub().broadcast("other", "news", Map.of());
        client.expectNothing();
        nextDecision().complete(JoinResult.ok());
        client.expectJoined("room:slow-timer", "1").expect("['1',null,'room:slow-timer','info',{'text':'timer'}]");
        assertTrue(client.next().contains("news"));
        client.expectNothing();
    }

    private static final Map<String, Channel> BROKEN = Map.of(
            "null", (topic, payload, socket) -> null,
            "throw",
                    (topic, payload, socket) -> {
                        throw new Exception("on purpose");
                    },
            "error",
                    (topic, payload, socket) -> {
                        throw new StackOverflowError("on purpose");
                    },
            "null-later", (topic, payload, socket) -> JoinResult.async(Future.succeededFuture()),
            "null-future", (topic, payload, socket) -> JoinResult.async(null),
            "null-ok", (topic, payload, socket) -> new JoinResult.Accepted(null),
            "null-refusal", (topic, payload, socket) -> new JoinResult.Refused(null),
            "null-intercepts",
                    new Channel() {
                        @Override
                        public JoinResult join(String topic, Payload payload, Socket socket) {
                            return JoinResult.ok();
                        }

                        @Override
                        public @Nullable Set<String> intercepts() {
                            return null;
                        }
                    });

    @ParameterizedTest
    @EnumSource(Execution.class)
    void applicationThatBreaksTheRulesLosesItsJoinOnly(Execution execution) {
        try (var other = new LoopHub(1)) {
            BROKEN.forEach((name, channel) -> other.route(name, execution, () -> channel));
            other.route("factory", execution, () -> {
                throw new IllegalStateException("on purpose");
            });
            other.route("no-channel", execution, () -> null);
            var client = other.connect();
            var topics = new ArrayList<>(BROKEN.keySet());
            topics.addAll(List.of("factory", "no-channel"));
            for (var topic : topics) {
                client.send(join(topic, "1"))
                        .expect("['1','1','%s','phx_reply',{'status':'error','response':{'reason':'join crashed'}}]"
                                .formatted(topic))
                        .expectNothing();
            }
            assertEquals(0, client.channels());
            assertEquals(List.of(), other.node().failures());
        }
    }

    @Test
    void replacedJoinOnAVirtualThreadIsInterrupted() throws InterruptedException {
        var begun = new CountDownLatch(1);
        var interrupted = new CountDownLatch(1);
        try (var other = new LoopHub(1).route("room:*", Execution.VIRTUAL_THREADS, () -> (topic, payload, socket) -> {
            if (begun.getCount() == 0) {
                return JoinResult.ok();
            }
            begun.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                interrupted.countDown();
                throw e;
            }
            return JoinResult.ok();
        })) {
            var client = other.connect();
            client.send(join("room:1", "1"));
            assertTrue(begun.await(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS));
            client.send(join("room:1", "2"));
            assertTrue(interrupted.await(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS));
            client.expectJoined("room:1", "2").expectClose("room:1", "1").expectNothing();
        }
    }

    /** A join may carry megabytes, and a client may have a hundred of them open for days. */
    @Test
    void payloadOfAJoinIsNotKept() {
        var payloads = new LinkedBlockingQueue<WeakReference<Payload>>();
        try (var other = new LoopHub(1).route("room:*", () -> (topic, payload, socket) -> {
            payloads.add(new WeakReference<>(payload));
            return JoinResult.ok();
        })) {
            var client = other.connect().join("room:1", "1");
            TestLoops.settle(other.node().loop(0));
            var payload = payloads.remove();
            for (int i = 0; i < 50 && payload.get() != null; i++) {
                System.gc();
            }
            assertNull(payload.get(), "kept");
            client.expectNothing();
        }
    }
}
