package dev.wingbeat.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.limit.Backlog;
import dev.wingbeat.protocol.Payload;
import dev.wingbeat.pubsub.TestLoops;
import dev.wingbeat.support.Patience;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What callbacks decide late, elsewhere, or wrongly. */
class ChannelCallbackTest {

    private final BlockingQueue<Promise<HandleResult>> pending = new LinkedBlockingQueue<>();
    private final BlockingQueue<SocketRef> refs = new LinkedBlockingQueue<>();
    private final BlockingQueue<StopReason> endings = new LinkedBlockingQueue<>();
    private final LoopHub hub = new LoopHub(2).route("room:*", RoomChannel::new);

    @AfterEach
    void close() {
        hub.close();
    }

    private final class RoomChannel implements Channel {
        private int handled;

        @Override
        public JoinResult join(String topic, Payload payload, Socket socket) {
            socket.subscribe("other");
            return JoinResult.ok();
        }

        @Override
        public @Nullable HandleResult handleIn(String event, Payload payload, Socket socket) throws Exception {
            handled++;
            return switch (event) {
                case "count" -> HandleResult.ok(Map.of("n", handled));
                case "later" -> {
                    Promise<HandleResult> promise = Promise.promise();
                    pending.add(promise);
                    yield HandleResult.async(promise.future());
                }
                case "late" -> {
                    refs.add(socket.ref());
                    yield HandleResult.noReply();
                }
                case "null" -> null;
                case "null-future" -> HandleResult.async(null);
                case "null-status" -> HandleResult.reply(null, Map.of());
                case "null-reason" -> HandleResult.stop(null);
                case "checked" -> throw new Exception("on purpose");
                case "error" -> throw new StackOverflowError("on purpose");
                default -> HandleResult.unknown(event);
            };
        }

        @Override
        public HandleResult handleInfo(Object message, Socket socket) {
            return HandleResult.ok();
        }

        @Override
        public void terminate(StopReason reason, Socket socket) {
            socket.broadcast("left", Map.of("handled", handled));
            endings.add(reason);
        }
    }

    private static String event(String ref, String event) {
        return "['1','%s','room:1','%s',{}]".formatted(ref, event);
    }

    private static String counted(String ref, int n) {
        return "['1','%s','room:1','phx_reply',{'status':'ok','response':{'n':%d}}]".formatted(ref, n);
    }

    private <T> T take(BlockingQueue<T> queue) throws InterruptedException {
        var taken = queue.poll(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
        assertTrue(taken != null, "nothing came");
        return taken;
    }

    @Test
    void futuresCompletedOnAnyThreadAreSettledInOrderOnTheLoop() throws InterruptedException {
        var client = hub.connect().join("room:1", "1");
        int rounds = 300;
        for (int i = 0; i < rounds; i++) {
            client.send(event("l" + i, "later"), event("c" + i, "count"));
        }
        for (int i = 0; i < rounds; i++) {
            var promise = take(pending);
            assertTrue(pending.isEmpty(), "one at a time");
            var result = HandleResult.ok(Map.of("n", -i));
            switch (i % 4) {
                case 0 -> promise.complete(result);
                case 1 -> Thread.ofPlatform().start(() -> promise.complete(result));
                case 2 -> Thread.ofVirtual().start(() -> promise.complete(result));
                default -> hub.node().loop(i / 4 % 2).execute(() -> promise.complete(result));
            }
            client.expect(counted("l" + i, -i), counted("c" + i, 2 * i + 2));
        }
        assertEquals(0, client.backlog());
    }

    @Test
    void futureOfAFutureIsAwaited() throws InterruptedException {
        var client = hub.connect().join("room:1", "1");
        client.send(event("2", "later"), event("3", "count"));
        Promise<HandleResult> inner = Promise.promise();
        take(pending).complete(HandleResult.async(inner.future()));
        client.expectNothing();
        inner.complete(HandleResult.ok(Map.of("n", 0)));
        client.expect(counted("2", 0), counted("3", 2));
    }

    @Test
    void lateRepliesComeFromAnyThreadInTheOrderOfEach() throws InterruptedException {
        var client = hub.connect().join("room:1", "1");
        client.send(event("2", "late"));
        var ref = take(refs);
        int replies = 200;
        Thread.ofPlatform().start(() -> IntStream.range(0, replies).forEach(n -> ref.reply("ok", Map.of("n", n))));
        for (int n = 0; n < replies; n++) {
            client.expect(counted("2", n));
        }
        client.send("['1','3','room:1','phx_leave',{}]")
                .expect("['1','3','room:1','phx_reply',{'status':'ok','response':{}}]")
                .expectClose("room:1", "1");
        TestLoops.elsewhere(() -> ref.reply("error", List.of()));
        client.expect("['1','2','room:1','phx_reply',{'status':'error','response':[]}]");
        client.close(StopReason.CLOSED);
        TestLoops.elsewhere(() -> ref.reply("ok", Map.of()));
    }

    @Test
    void applicationThatBreaksTheRulesLosesItsChannelOnly() throws InterruptedException {
        var client = hub.connect();
        var neighbour = hub.connect().join("room:1", "1");
        var broken = List.of("null", "null-future", "null-status", "null-reason", "checked", "error", "unheard of");
        for (var event : broken) {
            client.join("room:1", "1")
                    .send(event("2", event))
                    .expectError("room:1", "1")
                    .expectNothing();
            assertInstanceOf(StopReason.Failure.class, take(endings), event);
            neighbour.expect("[null,null,'room:1','left',{'handled':1}]");
        }
        client.join("room:1", "1").send(event("2", "later"));
        take(pending).complete(null);
        client.expectError("room:1", "1").expectNothing();
        neighbour.expect("[null,null,'room:1','left',{'handled':1}]");
        neighbour.expectNothing();
        assertEquals(List.of(), hub.node().failures());
    }

    @Test
    void replyToAMessageFromInsideIsACrash() throws InterruptedException {
        var client = hub.connect().join("room:1", "1");
        hub.node().pubSub().broadcast("other", "news", Map.of());
        client.expectError("room:1", "1");
        assertInstanceOf(StopReason.Failure.class, take(endings));
    }

    /** Who leaves is missed by others: terminate must run with all it may do, whatever the last callback did. */
    @Test
    void callbackThatFailsAfterTheConnectionHasEndedDoesNotCutTerminateShort() throws InterruptedException {
        var client = hub.connect().join("room:1", "1");
        var neighbour = hub.connect().join("room:1", "1");
        client.send(event("2", "later"));
        var promise = take(pending);
        client.close(StopReason.CLOSED);
        neighbour.expectNothing();
        promise.fail(new IllegalStateException("the connection has ended"));
        neighbour.expect("[null,null,'room:1','left',{'handled':1}]");
        assertEquals(StopReason.CLOSED, take(endings));
        assertNull(endings.poll());
    }

    @Test
    void terminateWaitsForTheCallbackUnderWay() throws InterruptedException {
        var client = hub.connect().join("room:1", "1");
        client.send(event("2", "later"), event("3", "count"));
        var promise = take(pending);
        client.close(StopReason.INACTIVE);
        TestLoops.settle(hub.node().loop(0));
        assertNull(endings.poll());
        promise.complete(HandleResult.stop(StopReason.NORMAL));
        assertEquals(StopReason.INACTIVE, take(endings));
        assertEquals(0, client.backlog());
    }

    @Test
    void callbackThatNeverEndsHoldsNoSubscriptionOnceTheConnectionHasEnded() throws InterruptedException {
        var client = hub.connect().join("room:1", "1");
        client.send(event("2", "later"));
        take(pending);
        assertEquals(Set.of("room:1", "other"), hub.node().pubSub().topics());
        client.close(StopReason.CLOSED);
        assertEquals(Set.of(), hub.node().pubSub().topics());
    }

    @Test
    void mailboxThatOverflowsCostsItsChannelOnly() throws InterruptedException {
        var client = hub.connect().join("room:1", "1").join("room:2", "9");
        var neighbour = hub.connect().join("room:1", "1");
        client.send(event("2", "later"));
        var promise = take(pending);
        for (int i = 0; i < Mailbox.MAX_WAITING; i++) {
            client.send(event("w", "count"));
        }
        client.expectNothing();
        client.send(event("x", "count")).expectError("room:1", "1");
        client.send(event("y", "count"))
                .expect("[null,'y','room:1','phx_reply',{'status':'error','response':{'reason':'unmatched topic'}}]");
        assertEquals(0, client.backlog());
        promise.complete(HandleResult.ok());
        assertInstanceOf(StopReason.Failure.class, take(endings));
        neighbour.expect("[null,null,'room:1','left',{'handled':1}]");
        client.send("['9','2','room:2','count',{}]")
                .expect("['9','2','room:2','phx_reply',{'status':'ok','response':{'n':1}}]");
        client.join("room:1", "1").send(event("2", "count")).expect(counted("2", 1));
    }

    /** The payload is only a part of what a frame keeps in memory, and a client has many channels. */
    @Test
    void waitingFramesAreBoundedForTheWholeConnection() throws InterruptedException {
        var client = hub.connect();
        int channels = 40;
        for (int i = 0; i < channels; i++) {
            client.join("room:" + i, "1").send("['1','2','room:%d','later',{}]".formatted(i));
            take(pending);
        }
        var padding = "x".repeat(1024 * 1024);
        for (int i = 0; i < channels; i++) {
            client.send("['1','3','room:%d','more',{'padding':'%s'}]".formatted(i, padding));
        }
        int taken = Backlog.MAX_BYTES / (1024 * 1024);
        for (int i = taken; i < channels; i++) {
            client.expectError("room:" + i, "1");
        }
        client.expectNothing();
        assertEquals(taken, client.channels());
        assertTrue(client.backlog() > Backlog.MAX_BYTES && client.backlog() < 2L * Backlog.MAX_BYTES);
        client.close(StopReason.CLOSED);
        assertEquals(0, client.backlog());
    }

    @Test
    void endsAreReportedOnceForEachChannel() throws InterruptedException {
        var client = hub.connect();
        for (int i = 0; i < LoopHub.MAX_CHANNELS; i++) {
            client.join("room:" + i, "1");
        }
        client.send("['1','1','room:x','phx_join',{}]")
                .expect(
                        "['1','1','room:x','phx_reply',{'status':'error','response':{'reason':'too many channels joined'}}]");
        client.close(StopReason.DRAINING);
        List<StopReason> reasons = new ArrayList<>();
        for (int i = 0; i < LoopHub.MAX_CHANNELS; i++) {
            reasons.add(take(endings));
        }
        assertEquals(Set.of(StopReason.DRAINING), Set.copyOf(reasons));
        assertNull(endings.poll());
        assertEquals(Set.of(), hub.node().pubSub().topics());
    }
}
