package dev.wingbeat.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.wingbeat.cluster.Cluster;
import dev.wingbeat.lane.LaneCounters;
import dev.wingbeat.pubsub.NodePubSub;
import dev.wingbeat.support.Patience;
import dev.wingbeat.support.Ports;
import dev.wingbeat.transport.LongPollPeer.Poll;
import dev.wingbeat.transport.LongPollPeer.PollOutcome;
import dev.wingbeat.transport.LongPollPeer.PostOutcome;
import dev.wingbeat.transport.LongPollPeer.Posted;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What travels between a long-poll request on one node and its server on another. */
final class LongPollBusClusterTest {

    private static final String ID = "id";
    private static final int ROUNDS = 60;
    private static final String STUCK = "stuck";
    private static final int LARGE = 100_000;

    /** What was posted to a server that does not answer by itself. */
    private static final BlockingQueue<Promise<PostOutcome>> STUCK_POSTS = new LinkedBlockingQueue<>();

    private static Cluster here;
    private static Cluster there;
    private static LaneCounters counters;
    private static LongPollBus listening;
    private static LongPollBus asking;
    private static final Waiting SERVER = new Waiting();

    /** A server whose polls wait until they are given up. */
    private static final class Waiting implements LongPollPeer {
        private final AtomicInteger waiting = new AtomicInteger();
        private final Queue<String> posted = new ConcurrentLinkedQueue<>();

        @Override
        public Poll poll() {
            Promise<PollOutcome> outcome = Promise.promise();
            waiting.incrementAndGet();
            return new Poll() {
                @Override
                public Future<PollOutcome> outcome() {
                    return outcome.future();
                }

                @Override
                public void abandon() {
                    waiting.decrementAndGet();
                    outcome.complete(new PollOutcome.Nothing());
                }
            };
        }

        @Override
        public Future<PostOutcome> post(List<Posted> messages) {
            messages.forEach(
                    message -> posted.add(new String(message.bytes(), java.nio.charset.StandardCharsets.UTF_8)));
            return Future.succeededFuture(PostOutcome.TAKEN);
        }
    }

    /** A server that answers posts when the test says so. */
    private static final class Stuck implements LongPollPeer {
        @Override
        public Poll poll() {
            throw new AssertionError("nobody polls here");
        }

        @Override
        public Future<PostOutcome> post(List<Posted> messages) {
            Promise<PostOutcome> outcome = Promise.promise();
            STUCK_POSTS.add(outcome);
            return outcome.future();
        }
    }

    private static LongPollPeer serverOf(String id) {
        return switch (id) {
            case ID -> SERVER;
            case STUCK -> new Stuck();
            default -> null;
        };
    }

    @BeforeAll
    static void start() throws Exception {
        int port = Ports.unused();
        here = join(port, port);
        there = join(Ports.unused(), port);
        counters = new NodePubSub(there.vertx(), there.nodeName()).lanes().counters();
        listening =
                new LongPollBus(there.vertx().eventBus(), there.nodeName(), LongPollBusClusterTest::serverOf, counters);
        await(listening.listen());
        asking = new LongPollBus(here.vertx().eventBus(), here.nodeName(), id -> null, counters);
    }

    @AfterAll
    static void stop() throws Exception {
        await(listening.close());
        await(here.vertx().close());
        await(there.vertx().close());
    }

    @Test
    void pollThatIsGivenUpAtAnyTimeDoesNotGoOnWaiting() throws Exception {
        LongPollPeer remote = asking.remote(new LongPollToken(ID, there.nodeName()), new LongPollOptions());
        Context context = here.vertx().getOrCreateContext();
        for (int round = 0; round < ROUNDS; round++) {
            int millis = round % 4;
            Promise<PollOutcome> outcome = Promise.promise();
            Promise<PostOutcome> mark = Promise.promise();
            context.runOnContext(ignored -> {
                Poll poll = remote.poll();
                poll.outcome().onComplete(outcome);
                Runnable giveUp = () -> {
                    poll.abandon();
                    remote.post(List.of(new Posted(new byte[] {'m'}, false))).onComplete(mark);
                };
                if (millis == 0) {
                    giveUp.run();
                } else {
                    here.vertx().setTimer(millis, timer -> giveUp.run());
                }
            });
            assertEquals(PostOutcome.TAKEN, await(mark.future()));
            assertEquals(0, SERVER.waiting.get(), "round " + round);
            assertInstanceOf(PollOutcome.Nothing.class, await(outcome.future()));
        }
    }

    @Test
    void ofWhatIsOnItsWayOnlySoMuchIsLarge() throws Exception {
        LongPollPeer remote = asking.remote(new LongPollToken(STUCK, there.nodeName()), new LongPollOptions());
        var large = List.of(new Posted(new byte[LARGE], false));
        asking.mostPosting(2 * LARGE);
        var first = remote.post(large);
        var second = remote.post(large);
        assertEquals(2 * LARGE, asking.posting());
        assertEquals(PostOutcome.BUSY, await(remote.post(large)));
        var small = remote.post(List.of(new Posted(new byte[] {'m'}, false)));
        for (int i = 0; i < 3; i++) {
            STUCK_POSTS.take().complete(PostOutcome.TAKEN);
        }
        for (var posted : List.of(first, second, small)) {
            assertEquals(PostOutcome.TAKEN, await(posted));
        }
        assertEquals(0, asking.posting());
        var again = remote.post(large);
        STUCK_POSTS.take().complete(PostOutcome.TAKEN);
        assertEquals(PostOutcome.TAKEN, await(again));
    }

    @Test
    void whatMakesNoSenseIsCountedAndAnswered() {
        Vertx vertx = here.vertx();
        String address = "wingbeat.longpoll." + there.nodeName();
        var post = new DeliveryOptions().addHeader("operation", "post").addHeader("server", ID);
        assertThrows(Exception.class, () -> await(vertx.eventBus().request(address, "text", post)));
        assertThrows(
                Exception.class,
                () -> await(vertx.eventBus()
                        .request(address, Buffer.buffer().appendByte((byte) 0).appendInt(Integer.MAX_VALUE), post)));
        assertThrows(
                Exception.class,
                () -> await(vertx.eventBus().request(address, Buffer.buffer(), new DeliveryOptions())));
        assertEquals(3, counters.itemsRejected());
    }

    private static Cluster join(int port, int first) throws Exception {
        String member = "127.0.0.1:" + first;
        return await(Cluster.join(
                new VertxOptions().setEventLoopPoolSize(1),
                cluster -> cluster.name("bus-" + first)
                        .members(List.of(member))
                        .port(port)
                        .host("127.0.0.1")
                        .busPort(0)));
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.await(3 * Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
    }
}
