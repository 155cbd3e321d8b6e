package dev.wingbeat.placement;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.Endpoint;
import dev.wingbeat.connection.Assign;
import dev.wingbeat.connection.ConnectInfo;
import dev.wingbeat.connection.ConnectResult;
import dev.wingbeat.connection.UserSocket;
import dev.wingbeat.limit.LimitOptions;
import dev.wingbeat.support.Patience;
import dev.wingbeat.testkit.TestHub;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Seats of players who have left, though the message that says so was lost between the nodes. */
class RoomSeatClusterTest {

    private static final Assign<String> NAME = Assign.of("name", String.class);
    private static final int OWNER = 1;
    private static final int EDGE = 2;

    private final BlockingQueue<String> log = new LinkedBlockingQueue<>();
    private final AtomicReference<@Nullable Vertx> owner = new AtomicReference<>();

    @RegisterExtension
    final TestHub hub = TestHub.cluster(3, this::endpoint).patience(Patience.LIMIT);

    private Endpoint endpoint() {
        return Endpoint.builder()
                .socket("/socket", new UserSocket() {
                    @Override
                    public ConnectResult connect(ConnectInfo connect) {
                        return ConnectResult.accept(NAME, Objects.requireNonNull(connect.param("name")));
                    }
                })
                .rooms(
                        "kept",
                        () -> {
                            owner.set(Vertx.currentContext().owner());
                            return new BoardRoom(log::add);
                        },
                        options -> options.rate(0)
                                .createOnJoin(true)
                                .seatHold(Duration.ZERO)
                                .playerId(socket -> socket.get(NAME)))
                .options(options -> options.limits(LimitOptions::off))
                .build();
    }

    private Follower join(int node, String topic, String name) {
        return new Follower(hub.connect(options -> options.node(node).params(Map.of("name", name))), topic, Map.of());
    }

    private Follower joinRoomOfOwner() {
        for (int i = 0; ; i++) {
            int before = hub.endpoint(OWNER).rooms("kept").size();
            Follower ann = join(0, "kept:room" + i, "ann");
            if (hub.endpoint(OWNER).rooms("kept").size() > before) {
                return ann;
            }
        }
    }

    /** Lets bob leave from another node, and loses the message that says so. */
    private void loseThatBobLeaves(String topic) throws InterruptedException {
        Follower bob = join(EDGE, topic, "bob");
        bob.channel().push("say").assertReply("ok", Map.of("to", 2));
        String id = topic.substring("kept:".length());
        var lost = new CountDownLatch(1);
        Objects.requireNonNull(owner.get()).eventBus().addInboundInterceptor(delivery -> {
            if (lost.getCount() > 0
                    && delivery.message().body() instanceof Buffer bytes
                    && bytes.toString(StandardCharsets.ISO_8859_1).contains(id)) {
                lost.countDown();
            } else {
                delivery.next();
            }
        });
        bob.channel().leave();
        assertTrue(lost.await(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS));
    }

    private void awaitLeft() throws InterruptedException {
        String call;
        do {
            call = log.poll(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
            assertNotNull(call, "bob is in his seat");
        } while (!call.equals("left bob TIMED_OUT"));
    }

    @Test
    void aRoomThatStillSpeaksToThemLearnsIt() throws InterruptedException {
        Follower ann = joinRoomOfOwner();
        loseThatBobLeaves(ann.channel().topic());
        ann.channel().push("say").assertReply("ok");
        awaitLeft();
        ann.channel().push("say").assertReply("ok", Map.of("to", 1));
    }

    @Test
    void aSilentRoomLearnsItWhenMoreComesOfTheirNode() throws InterruptedException {
        Follower ann = joinRoomOfOwner();
        String topic = ann.channel().topic();
        loseThatBobLeaves(topic);
        hub.endpoint(EDGE)
                .rooms("kept")
                .signal(topic.substring("kept:".length()), "where", Map.of())
                .await();
        awaitLeft();
    }
}
