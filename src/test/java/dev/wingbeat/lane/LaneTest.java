package dev.wingbeat.lane;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.protocol.Broadcast;
import dev.wingbeat.support.Patience;
import dev.wingbeat.trace.TraceContext;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Lanes of two nodes that share one event bus. */
final class LaneTest {

    private static final String TOPIC = "room:lane";
    private static final long SEED = 20_261_120;
    private static final TraceContext TRACE = new TraceContext(1, 2, 3, (byte) 1);

    private final Vertx vertx = Vertx.vertx();
    private final LinkedBlockingQueue<Broadcast> heard = new LinkedBlockingQueue<>();
    private volatile @Nullable TraceContext lastTrace;
    private final LaneCounters counters = new LaneCounters();
    private final LaneReadiness readiness = new LaneReadiness(() -> Set.of("a"));
    private final GossipHandlers gossips = new GossipHandlers(new LaneCounters());
    private final Lane sender = new Lane(
            0,
            "a",
            vertx.eventBus(),
            new LaneReadiness(() -> Set.of("b")),
            new LaneCounters(),
            new GossipHandlers(new LaneCounters()),
            (broadcast, trace) -> {});
    private final Lane receiver = new Lane(0, "b", vertx.eventBus(), readiness, counters, gossips, this::hear);

    @BeforeEach
    void start() throws Exception {
        vertx.deployVerticle(sender).await(10, TimeUnit.SECONDS);
        vertx.deployVerticle(receiver).await(10, TimeUnit.SECONDS);
        sender.tick(Set.of("b"));
    }

    @AfterEach
    void stop() throws Exception {
        vertx.close().await(10, TimeUnit.SECONDS);
    }

    @Test
    void itemsUnderLoadShareEnvelopesAndKeepTheirOrder() throws Exception {
        var envelopes = new AtomicInteger();
        sender.tick(Set.of("b", "watcher"));
        vertx.eventBus().consumer(LaneAddress.of(0, "watcher"), message -> envelopes.incrementAndGet());
        for (int i = 0; i < 1_000; i++) {
            sender.send(item("n" + i));
        }
        for (int i = 0; i < 1_000; i++) {
            assertEquals("n" + i, next());
        }
        assertTrue(envelopes.get() < 500, () -> envelopes + " envelopes for 1000 items (expected: fewer than 500)");
        assertEquals(1_000, counters.itemsReceived());
        assertEquals(0, counters.itemsLost());
    }

    @Test
    void loneItemLeavesAtOnce() throws Exception {
        sender.send(item("alone"));
        assertEquals("alone", next());
    }

    @Test
    void gapInTheNumbersIsCounted() throws Exception {
        publish(1, 0, "first");
        publish(1, 5, "after a gap of four");
        publish(1, 6, "next");
        assertEquals("first", next());
        assertEquals("after a gap of four", next());
        assertEquals("next", next());
        assertEquals(4, counters.itemsLost());
    }

    @Test
    void anotherLifeOfTheOriginBeginsWithoutAGap() throws Exception {
        publish(1, 7, "old");
        publish(2, 0, "new");
        publish(2, 1, "newer");
        assertEquals("old", next());
        assertEquals("new", next());
        assertEquals("newer", next());
        assertEquals(0, counters.itemsLost());
    }

    @Test
    void gossipIsHeardByItsNamesakeOnly() throws Exception {
        var order = new LinkedBlockingQueue<String>();
        gossips.add("some", new Hearing(order));
        sender.send(new LaneItem.Gossiped("nobody's", Buffer.buffer("lost")));
        sender.send(new LaneItem.Gossiped("some", Buffer.buffer("one")));
        sender.send(new LaneItem.Gossiped("some", Buffer.buffer("two")));
        assertEquals("a says one", order.poll(60, TimeUnit.SECONDS));
        assertEquals("a says two", order.poll(60, TimeUnit.SECONDS));
    }

    @Test
    void gossipLeavesInOrderWithBroadcasts() throws Exception {
        var items = new LinkedBlockingQueue<LaneItem>();
        sender.tick(Set.of("b", "watcher"));
        vertx.eventBus()
                .<Buffer>consumer(
                        LaneAddress.of(0, "watcher"),
                        message -> items.addAll(
                                EnvelopeCodec.decode(message.body()).items()));
        sender.send(item("before"));
        sender.send(new LaneItem.Gossiped("some", Buffer.buffer("gossip")));
        sender.send(item("after"));
        List<Class<?>> kinds = new ArrayList<>();
        while (kinds.size() < 3) {
            kinds.add(items.poll(60, TimeUnit.SECONDS).getClass());
        }
        assertEquals(List.of(LaneItem.Broadcasted.class, LaneItem.Gossiped.class, LaneItem.Broadcasted.class), kinds);
    }

    /** Says for a node what it can read, as its hello does. */
    private void features(String node, long bits) {
        Buffer envelope = EnvelopeCodec.begin(node, 1, 0, EnvelopeCodec.UNNUMBERED);
        EnvelopeCodec.append(envelope, new LaneItem.Features(bits));
        vertx.eventBus().send(LaneAddress.of(0, "a"), envelope);
    }

    private static LaneItem traced(String event) {
        return new LaneItem.Traced(TRACE, Broadcast.of(TOPIC, event, Map.of()));
    }

    /** Sends broadcasts of a trace until one arrives with it. */
    private void awaitTrace() throws InterruptedException {
        long end = System.nanoTime() + Patience.LIMIT.toNanos();
        String event = "until";
        do {
            assertTrue(System.nanoTime() < end);
            sender.send(traced(event));
            assertEquals(event, next());
        } while (lastTrace == null);
        assertEquals(TRACE, lastTrace);
    }

    @Test
    void traceArrivesWithItsBroadcastOnceAllNodesCanReadIt() throws Exception {
        sender.send(traced("early"));
        assertEquals("early", next());
        assertNull(lastTrace);
        features("b", LaneFeatures.ALL);
        awaitTrace();
        sender.send(item("plain"));
        assertEquals("plain", next());
        assertNull(lastTrace);
        assertEquals(0, counters.itemsLost());
    }

    @Test
    void broadcastThatIsNotSampledPutsNoBytesForTracesIntoTheEnvelope() throws Exception {
        features("b", LaneFeatures.ALL);
        awaitTrace();
        var envelopes = new LinkedBlockingQueue<Buffer>();
        vertx.eventBus().<Buffer>addOutboundInterceptor(delivery -> {
            if (delivery.message().address().equals(LaneAddress.of(0, "b"))) {
                envelopes.add(delivery.message().body());
            }
            delivery.next();
        });
        for (LaneItem item : List.of(item("plain"), traced("recorded"))) {
            sender.send(item);
            next();
            Buffer sent = envelopes.remove();
            Envelope read = EnvelopeCodec.decode(sent);
            Buffer expected = EnvelopeCodec.begin("a", read.generation(), 0, read.sequence());
            EnvelopeCodec.append(expected, item);
            assertEquals(expected, sent);
        }
    }

    @Test
    void traceIsSentToNobodyWhileAnOldNodeIsThere() throws Exception {
        features("b", LaneFeatures.ALL);
        awaitTrace();
        sender.tick(Set.of("b", "old"));
        features("old", LaneFeatures.INTEREST);
        for (int i = 0; i < 100; i++) {
            sender.send(traced("n" + i));
            assertEquals("n" + i, next());
            assertNull(lastTrace);
        }
        features("old", LaneFeatures.ALL);
        awaitTrace();
        assertEquals(0, counters.itemsLost());
    }

    @Test
    void gossipForOneNodeIsNotHeardByOthersAndDoesNotCount() throws Exception {
        var order = new LinkedBlockingQueue<String>();
        var elsewhere = new LinkedBlockingQueue<Object>();
        gossips.add("some", new Hearing(order));
        vertx.eventBus().consumer(LaneAddress.of(0, "watcher"), elsewhere::add);
        sender.tick(Set.of("b", "watcher"));
        sender.send(item("first"));
        sender.laneContext().runOnContext(ignored -> {
            sender.sendTo("b", new LaneItem.Gossiped("some", Buffer.buffer("to you")));
            sender.send(item("second"));
        });
        assertEquals("first", next());
        assertEquals("a says to you", order.poll(60, TimeUnit.SECONDS));
        assertEquals("second", next());
        sender.flushed().await(10, TimeUnit.SECONDS);
        assertEquals(0, counters.itemsLost());
        int items = 0;
        while (items < 2) {
            var message = (Message<?>) elsewhere.poll(60, TimeUnit.SECONDS);
            for (LaneItem item : EnvelopeCodec.decode((Buffer) message.body()).items()) {
                assertEquals(LaneItem.Broadcasted.class, item.getClass());
                items++;
            }
        }
    }

    @Test
    void gossipLearnsOfAGapBeforeWhatFollowsIt() throws Exception {
        var order = new LinkedBlockingQueue<String>();
        gossips.add("some", new Hearing(order));
        publish(1, 0, "first");
        Buffer envelope = EnvelopeCodec.begin("a", 1, 0, 3);
        EnvelopeCodec.append(envelope, new LaneItem.Gossiped("some", Buffer.buffer("next")));
        vertx.eventBus().send(LaneAddress.of(0, "b"), envelope);
        assertEquals("lost of a", order.poll(60, TimeUnit.SECONDS));
        assertEquals("a says next", order.poll(60, TimeUnit.SECONDS));
    }

    @Test
    void gossipThatThrowsCostsNobodyElseAnything() throws Exception {
        gossips.add("some", new Hearing(new LinkedBlockingQueue<>()) {
            @Override
            public void gossip(int lane, String origin, Buffer bytes) {
                throw new IllegalArgumentException("not to my taste");
            }
        });
        sender.send(new LaneItem.Gossiped("some", Buffer.buffer("what")));
        sender.send(item("still"));
        assertEquals("still", next());
    }

    @Test
    void gossipOfATakenNameIsRefused() {
        var first = new Hearing(new LinkedBlockingQueue<>());
        var second = new Hearing(new LinkedBlockingQueue<>());
        gossips.add("some", first);
        assertThrows(IllegalStateException.class, () -> gossips.add("some", second));
        gossips.remove("some", second);
        assertThrows(IllegalStateException.class, () -> gossips.add("some", second));
        gossips.remove("some", first);
        gossips.add("some", second);
    }

    @Test
    void laneHasNoContextBeforeItStarts() {
        var lane = new Lane(3, "c", vertx.eventBus(), readiness, counters, gossips, this::hear);
        assertThrows(IllegalStateException.class, lane::laneContext);
    }

    /** Tells what it has heard. */
    private static class Hearing implements GossipHandler {
        private final Queue<String> heard;

        Hearing(Queue<String> heard) {
            this.heard = heard;
        }

        @Override
        public void gossip(int lane, String origin, Buffer bytes) {
            heard.add(origin + " says " + bytes);
        }

        @Override
        public void lost(int lane, String origin) {
            heard.add("lost of " + origin);
        }
    }

    @Test
    void garbageHarmsNothingThatFollows() throws Exception {
        var random = new SplittableRandom(SEED);
        for (int round = 0; round < 2_000; round++) {
            byte[] bytes = new byte[random.nextInt(0, 60)];
            random.nextBytes(bytes);
            if (bytes.length > 0) {
                bytes[0] = (byte) random.nextInt(3);
            }
            vertx.eventBus().send(LaneAddress.of(0, "b"), Buffer.buffer(bytes));
        }
        vertx.eventBus().publish(LaneAddress.of(0), 42);
        sender.send(item("still"));
        assertEquals("still", next());
    }

    @Test
    void nodeWithAnotherNumberOfLanesIsNeverReady() {
        Buffer hello = EnvelopeCodec.begin("a", 1, 0, 0);
        EnvelopeCodec.append(hello, new LaneItem.Hello(LaneAddress.LANES * 2));
        vertx.eventBus().send(LaneAddress.of(0, "b"), hello);
        var failure = assertThrows(Exception.class, () -> readiness.ready().await(10, TimeUnit.SECONDS));
        assertEquals(
                "node a has " + LaneAddress.LANES * 2 + " lanes (expected: " + LaneAddress.LANES + " as here)",
                failure.getMessage());
    }

    @Test
    void memberThatHasNotAnsweredOnEveryLaneIsUnreached() {
        for (int lane = 0; lane < LaneAddress.LANES - 1; lane++) {
            readiness.probed("a", lane);
        }
        assertEquals(Set.of("a"), readiness.unreached());
        readiness.probed("a", LaneAddress.LANES - 1);
        assertEquals(Set.of(), readiness.unreached());
        readiness.forgetAll();
        assertEquals(Set.of("a"), readiness.unreached());
    }

    private void publish(long generation, long sequence, String event) {
        Buffer envelope = EnvelopeCodec.begin("a", generation, 0, sequence);
        EnvelopeCodec.append(envelope, item(event));
        vertx.eventBus().send(LaneAddress.of(0, "b"), envelope);
    }

    private void hear(Broadcast broadcast, @Nullable TraceContext trace) {
        lastTrace = trace;
        heard.add(broadcast);
    }

    private static LaneItem item(String event) {
        return new LaneItem.Broadcasted(Broadcast.of(TOPIC, event, Map.of()));
    }

    private String next() throws InterruptedException {
        Broadcast broadcast = heard.poll(60, TimeUnit.SECONDS);
        return broadcast == null ? "nothing in 10 s" : broadcast.event();
    }
}
