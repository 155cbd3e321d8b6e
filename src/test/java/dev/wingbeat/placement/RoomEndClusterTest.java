package dev.wingbeat.placement;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.Endpoint;
import dev.wingbeat.channel.HandleResult;
import dev.wingbeat.connection.UserSocket;
import dev.wingbeat.lane.LaneAddress;
import dev.wingbeat.limit.LimitOptions;
import dev.wingbeat.metrics.Metric;
import dev.wingbeat.protocol.Payload;
import dev.wingbeat.room.Player;
import dev.wingbeat.room.Room;
import dev.wingbeat.room.RoomContext;
import dev.wingbeat.room.RoomOptions.Availability;
import dev.wingbeat.support.Patience;
import dev.wingbeat.testkit.TestHub;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Rooms that have ended do not come back by copies that nodes kept of them. */
class RoomEndClusterTest {

    /** A room that ends when it is to go on. */
    private record Brief(Queue<String> log) implements Room {

        @Override
        public void create(RoomContext room, Payload params) {}

        @Override
        public HandleResult message(Player who, String event, Payload payload) {
            return HandleResult.ok();
        }

        @Override
        public Payload snapshot() {
            return Payload.EMPTY;
        }

        @Override
        public void restore(RoomContext room, Payload snapshot) {
            log.add("restore");
            room.close("over");
        }
    }

    private static final int OWNER = 1;
    private static final int ROOMS = 12;

    private final Queue<String> log = new ConcurrentLinkedQueue<>();

    @RegisterExtension
    final TestHub hub = TestHub.cluster(3, this::endpoint).patience(Patience.LIMIT);

    private Endpoint endpoint() {
        return Endpoint.builder()
                .socket("/socket", UserSocket.acceptingAll())
                .rooms(
                        "kept",
                        () -> new BoardRoom(log::add, true),
                        options -> options.rate(0).createOnJoin(true).snapshotEvery(Duration.ofMinutes(1)))
                .rooms(
                        "strict",
                        () -> new BoardRoom(log::add, true),
                        options -> options.rate(0).createOnJoin(true).availability(Availability.MAJORITY))
                .rooms("brief", () -> new Brief(log), options -> options.rate(0).createOnJoin(true))
                .rooms(
                        "lost",
                        () -> new BoardRoom(log::add),
                        options -> options.rate(0).createOnJoin(true))
                .options(options -> options.limits(LimitOptions::off))
                .build();
    }

    /** Joins rooms from a node until some are owned by node 1. All have the same lane: what is sent of one is behind what was of another. */
    private List<Follower> joinRooms(int from, String kind, int count) {
        List<Follower> players = new ArrayList<>();
        for (int i = 0; players.size() < count; i++) {
            String topic = kind + ":m" + i;
            if (LaneAddress.laneOf(topic) == 0) {
                int before = hub.endpoint(OWNER).rooms(kind).size();
                var player = new Follower(hub.connect(from), topic, Map.of());
                if (hub.endpoint(OWNER).rooms(kind).size() > before) {
                    players.add(player);
                } else {
                    player.channel().push("close").reply();
                }
            }
        }
        return players;
    }

    private double held(int node) {
        return hub.endpoint(node).metrics().stream()
                .filter(metric -> metric.name().equals("wingbeat_held_bytes"))
                .flatMap(metric -> metric.samples().stream())
                .filter(sample -> sample.labels().equals(Map.of("area", "heap")))
                .mapToDouble(sample -> ((Metric.Value) sample).value())
                .sum();
    }

    private static void await(BooleanSupplier condition) {
        long until = System.nanoTime() + Patience.LIMIT.toNanos();
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() - until < 0, "not in time");
            Thread.onSpinWait();
        }
    }

    @Test
    void nodesThatWereTheBackupBeforeDoNotContinueThem() {
        hub.stop(2);
        List<Follower> players = joinRooms(0, "kept", ROOMS);
        players.forEach(player -> player.keep(hub, 0));
        Follower lost = joinRooms(0, "lost", 1).getFirst();
        hub.restart(2);
        await(() -> held(2) > 0); // so it is the backup of some
        Follower last = players.removeLast();
        players.forEach(player -> player.channel().push("close").assertReply("ok"));
        await(() -> hub.endpoint(OWNER).rooms("kept").size() == 1);
        last.keep(hub, 0, 2);
        log.clear();
        hub.kill(OWNER);
        lost.channel().assertPush("room_lost", Map.of("reason", "node_lost")); // long after what goes on has gone on
        last.channel().push("say").assertReply("ok");
        assertEquals(
                List.of("restore " + last.room().getString("id")),
                log.stream().filter(call -> call.startsWith("restore")).toList());
    }

    @Test
    void copiesOfThemAreDroppedByNodesThatWereCutOffMeanwhile() {
        List<Follower> players = joinRooms(2, "strict", ROOMS);
        players.forEach(player -> player.keep(hub, 0, 2));
        await(() -> held(0) > 0);
        hub.cut(0, OWNER);
        hub.cut(0, 2);
        players.forEach(player -> player.channel().push("close").assertReply("ok"));
        await(() -> hub.endpoint(OWNER).rooms("strict").size() == 0);
        hub.heal();
        await(() -> held(0) == 0);
    }

    @Test
    void oneThatEndsAsSoonAsItHasMovedIsContinuedOnce() {
        joinRooms(0, "brief", 1).getFirst().channel().push("say").assertReply("ok");
        hub.stop(OWNER);
        assertEquals(List.of("restore"), List.copyOf(log));
    }
}
