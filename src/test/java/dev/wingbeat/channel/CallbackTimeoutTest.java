package dev.wingbeat.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import dev.wingbeat.connection.Assigns;
import dev.wingbeat.limit.SlowPolicy;
import dev.wingbeat.protocol.Payload;
import dev.wingbeat.support.LogRecords;
import dev.wingbeat.support.Patience;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Callbacks that never decide: they cost their channel, and swallow neither a leave nor the end of a connection. */
class CallbackTimeoutTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(7);
    private static final Duration BEFORE = TIMEOUT.minusSeconds(2);

    private final BlockingQueue<Object> diary = new LinkedBlockingQueue<>();
    private final Promise<HandleResult> decision = Promise.promise();
    private final Promise<JoinResult> joinDecision = Promise.promise();
    private final CountDownLatch never = new CountDownLatch(1);
    private final LogRecords log = LogRecords.of("dev.wingbeat");
    private final LoopHub hub = new LoopHub(1)
            .route(route("room:*", Execution.EVENT_LOOP))
            .route(route("thread:*", Execution.VIRTUAL_THREADS));

    private ChannelRoute route(String pattern, Execution execution) {
        return new ChannelRoute(
                pattern,
                Undecided::new,
                execution,
                Assigns.NONE,
                TIMEOUT,
                Set.of(),
                null,
                null,
                SlowPolicy.disconnect(),
                null);
    }

    /** Waits for what the test decides, or for ever. */
    private final class Undecided implements Channel {

        @Override
        public JoinResult join(String topic, Payload payload, Socket socket) {
            socket.onEnd(() -> diary.add("end"));
            return switch (topic) {
                case "room:late" -> JoinResult.async(joinDecision.future());
                case "room:state" -> JoinResult.state(() -> Promise.promise().future());
                default -> JoinResult.ok();
            };
        }

        @Override
        public HandleResult handleIn(String event, Payload payload, Socket socket) throws Exception {
            switch (event) {
                case "wait" -> {
                    return HandleResult.async(decision.future());
                }
                case "block" -> block();
                default -> {}
            }
            return HandleResult.ok();
        }

        private void block() throws InterruptedException {
            try {
                never.await();
            } catch (InterruptedException e) {
                diary.add("interrupted");
                throw e;
            }
        }

        @Override
        public HandleResult handleInfo(Object message, Socket socket) {
            return HandleResult.async(decision.future());
        }

        @Override
        public void terminate(StopReason reason, Socket socket) {
            diary.add(reason);
        }
    }

    private final LoopClient client = hub.connect();

    @AfterEach
    void close() {
        never.countDown();
        log.close();
        hub.close();
    }

    private Object written() throws InterruptedException {
        Object next = diary.poll(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
        assertNotNull(next, "diary");
        return next;
    }

    private void expectLateEnd() throws InterruptedException {
        assertEquals("end", written());
        var reason = assertInstanceOf(StopReason.Failure.class, written());
        assertInstanceOf(CallbackRunner.TimeoutException.class, reason.cause());
    }

    private void expectLine(String where) {
        assertEquals(
                List.of(where + ": a callback has not decided (expected: within 7000 ms, the callback timeout of route "
                        + (where.contains("thread:") ? "thread:*)" : "room:*)")),
                log.messages());
    }

    @Test
    void leaveBehindAFutureThatNeverCompletesIsNotSwallowed() throws Exception {
        client.join("room:1", "1")
                .send("['1','2','room:1','wait',{}]", "['1','3','room:1','phx_leave',{}]")
                .pass(BEFORE)
                .expectNothing()
                .pass(TIMEOUT)
                .expectError("room:1", "1");
        expectLateEnd();
        expectLine("event wait on room:1");
        assertEquals(0, client.channels());
        client.join("room:1", "4").expectNothing();
    }

    @Test
    void whatCompletesLaterIsIgnored() throws Exception {
        client.join("room:1", "1")
                .send("['1','2','room:1','wait',{}]")
                .pass(TIMEOUT)
                .expectError("room:1", "1");
        expectLateEnd();
        decision.complete(HandleResult.ok());
        client.expectNothing();
        assertEquals(List.of(), List.copyOf(diary));
    }

    @Test
    void whatCompletesInTimeIsAnsweredAndNothingEnds() {
        client.join("room:1", "1")
                .send("['1','2','room:1','wait',{}]")
                .pass(BEFORE)
                .expectNothing();
        decision.complete(HandleResult.ok());
        client.expect("['1','2','room:1','phx_reply',{'status':'ok','response':{}}]")
                .pass(TIMEOUT)
                .expectNothing();
        assertEquals(List.of(), log.messages());
    }

    @Test
    void closeBehindAFutureThatNeverCompletesTerminates() throws Exception {
        client.join("room:1", "1").send("['1','2','room:1','wait',{}]").expectNothing();
        client.close(StopReason.CLOSED);
        assertEquals("end", written());
        client.pass(TIMEOUT);
        assertEquals(StopReason.CLOSED, written());
        expectLine("room:1");
    }

    @Test
    void endOfTheLoopTerminatesAtOnce() throws Exception {
        client.join("room:1", "1").send("['1','2','room:1','wait',{}]").expectNothing();
        client.close(StopReason.DRAINING);
        assertEquals("end", written());
        client.stop();
        assertEquals(StopReason.DRAINING, written());
    }

    @Test
    void joinThatNeverDecidesIsRefused() throws Exception {
        for (String topic : List.of("room:late", "room:state")) {
            client.send("['1','1','" + topic + "','phx_join',{}]", "['1','2','" + topic + "','wait',{}]")
                    .pass(TIMEOUT)
                    .expect("['1','1','" + topic
                            + "','phx_reply',{'status':'error','response':{'reason':'join crashed'}}]")
                    .expect("[null,'2','" + topic
                            + "','phx_reply',{'status':'error','response':{'reason':'unmatched topic'}}]");
            assertEquals("end", written());
        }
        joinDecision.complete(JoinResult.ok());
        client.expectNothing();
        expectLine("join of room:late");
    }

    @Test
    void virtualThreadThatBlocksForEverIsInterruptedAndThenTerminated() throws Exception {
        client.join("thread:1", "1")
                .send("['1','2','thread:1','block',{}]", "['1','3','thread:1','phx_leave',{}]")
                .expectNothing()
                .pass(TIMEOUT)
                .expectError("thread:1", "1");
        assertEquals("end", written());
        assertEquals("interrupted", written());
        assertInstanceOf(StopReason.Failure.class, written());
        expectLine("event block on thread:1");
    }

    @Test
    void manyOfThemAreOneLine() {
        for (int i = 1; i <= 20; i++) {
            client.join("room:" + i, "1").send("['1','2','room:" + i + "','wait',{}]");
        }
        client.pass(TIMEOUT);
        assertEquals(1, log.messages().size(), log.messages().toString());
    }

    @Test
    void replacedChannelIsForgotten() throws Exception {
        client.join("room:1", "1").send("['1','2','room:1','wait',{}]").join("room:1", "3");
        client.expectClose("room:1", "1").pass(TIMEOUT).expectNothing();
        assertEquals("end", written());
        assertEquals(List.of(), log.messages());
    }
}
