package dev.wingbeat.presence;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.wingbeat.Endpoint;
import dev.wingbeat.channel.Channel;
import dev.wingbeat.channel.HandleResult;
import dev.wingbeat.channel.JoinResult;
import dev.wingbeat.channel.Socket;
import dev.wingbeat.connection.UserSocket;
import dev.wingbeat.lane.LaneAddress;
import dev.wingbeat.protocol.Payload;
import dev.wingbeat.support.Patience;
import dev.wingbeat.testkit.TestChannel;
import dev.wingbeat.testkit.TestHub;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Whatever comes and goes: in the end a node remembers nothing of it. */
class GrowthTest {

    private static final int ROUNDS = 20;
    private static final int TOPICS = 50;
    private static final int BOTS = 2_000;

    /** Announcers rest as soon as their diffs are refilled. */
    private static final Presence PRESENCE =
            Presence.create("growth", options -> options.burst(2).diffsPerSecond(100));

    @RegisterExtension
    static final TestHub HUB = TestHub.of(() -> Endpoint.builder()
            .presence(PRESENCE)
            .socket(
                    "/socket",
                    UserSocket.acceptingAll(),
                    routes -> routes.channel("grow:*", () -> new Channel() {
                        @Override
                        public JoinResult join(String topic, Payload payload, Socket socket) {
                            var unused = PRESENCE.trackAfterJoin(socket, "key of " + topic, Map.of("n", 1));
                            return JoinResult.ok();
                        }

                        @Override
                        public HandleResult handleIn(String event, Payload payload, Socket socket) {
                            return HandleResult.async(
                                    PRESENCE.update(socket, "key of " + socket.topic(), Map.of("n", 2))
                                            .map(HandleResult.ok()));
                        }
                    }))
            .build());

    private static <T> T await(Future<T> future) throws Exception {
        return future.await(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
    }

    @Test
    void nothingIsKeptOfWhoHasGone() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            var client = HUB.connect();
            List<TestChannel> channels = new ArrayList<>();
            for (int i = 0; i < TOPICS; i++) {
                channels.add(client.join("grow:" + round + '-' + i));
            }
            channels.forEach(channel -> channel.assertPush("presence_diff"));
            channels.forEach(channel -> channel.push("update").assertReply("ok"));
            bots(round);
            switch (round % 3) {
                case 0 -> client.drop();
                case 1 -> client.close();
                default -> channels.forEach(TestChannel::leave);
            }
        }
        var running = PresenceProbe.server(PRESENCE);
        awaitNothing(running);
        var figures = running.tracker().figures();
        assertEquals(0, figures.entries());
        assertEquals(0, figures.topics());
        assertEquals(0, figures.hash());
        assertEquals(0, figures.replicas());
    }

    /** Lets owners that are no channels come, in topics of their own, and go. */
    private static void bots(int round) throws Exception {
        List<Future<String>> tracked = new ArrayList<>();
        List<PresenceOwner> owners = new ArrayList<>();
        for (int i = 0; i < BOTS; i++) {
            var owner = PRESENCE.newOwner();
            owners.add(owner);
            tracked.add(owner.track("bots:" + round + '-' + i % TOPICS, i, Map.of()));
        }
        await(Future.all(tracked));
        owners.forEach(PresenceOwner::end);
    }

    /** Returns how many topics have announcers that are not at rest. */
    private static Future<Integer> announcers(PresenceServer running) {
        Map<LaneAnnouncer, Context> lanes = new HashMap<>();
        for (int i = 0; i < TOPICS; i++) {
            var topic = "grow:" + i;
            lanes.put(running.announcers().lane(topic), running.tracker().context(topic));
        }
        assertEquals(LaneAddress.LANES, lanes.size());
        List<Future<Integer>> sizes = new ArrayList<>();
        lanes.forEach((lane, context) -> {
            Promise<Integer> size = Promise.promise();
            context.runOnContext(ignored -> size.complete(lane.size()));
            sizes.add(size.future());
        });
        return Future.all(sizes)
                .map(all -> sizes.stream().mapToInt(Future::result).sum());
    }

    /** Asks until nothing is left. */
    private static void awaitNothing(PresenceServer running) throws Exception {
        Promise<Void> nothing = Promise.promise();
        Vertx vertx = running.tracker().context("grow:0").owner();
        long timer = vertx.setPeriodic(
                10,
                ignored -> announcers(running).onSuccess(announcers -> {
                    if (announcers == 0
                            && running.owners().size() == 0
                            && running.tracker().figures().entries() == 0) {
                        nothing.tryComplete();
                    }
                }));
        try {
            await(nothing.future());
        } finally {
            vertx.cancelTimer(timer);
        }
    }
}
