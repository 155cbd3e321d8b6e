package dev.wingbeat.placement;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.Endpoint;
import dev.wingbeat.connection.Assign;
import dev.wingbeat.connection.ConnectInfo;
import dev.wingbeat.connection.ConnectResult;
import dev.wingbeat.connection.UserSocket;
import dev.wingbeat.support.Patience;
import dev.wingbeat.testkit.TestHub;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Rooms, when nodes do not see each other any more, or are gone. */
class RoomSplitClusterTest {

    private static final Assign<String> NAME = Assign.of("name", String.class);
    private static final BlockingQueue<String> LOG = new LinkedBlockingQueue<>();

    @RegisterExtension
    final TestHub hub = TestHub.cluster(2, RoomSplitClusterTest::endpoint).patience(Patience.LIMIT);

    private static Endpoint endpoint() {
        return Endpoint.builder()
                .socket("/socket", new UserSocket() {
                    @Override
                    public ConnectResult connect(ConnectInfo connect) {
                        String name = connect.param("name");
                        return name == null ? ConnectResult.accept() : ConnectResult.accept(NAME, name);
                    }
                })
                .rooms(
                        "board",
                        () -> new BoardRoom(LOG::add),
                        options -> options.rate(0)
                                .createOnJoin(true)
                                .playerId(
                                        socket -> socket.assigns().get(NAME, "").isEmpty() ? null : socket.get(NAME)))
                .build();
    }

    private Follower join(int node, String topic, Map<String, String> params) {
        return new Follower(hub.connect(options -> options.node(node).params(params)), topic, Map.of());
    }

    private void awaitRooms(int expected) {
        long until = System.nanoTime() + Patience.LIMIT.toNanos();
        int rooms;
        do {
            assertTrue(System.nanoTime() - until < 0, () -> "not " + expected + " rooms");
            Thread.onSpinWait();
            rooms = IntStream.range(0, 2)
                    .map(node -> hub.endpoint(node).rooms("board").size())
                    .sum();
        } while (rooms != expected);
    }

    @Test
    void afterAHealThereIsOneRoomAndAllPlayersAreInIt() {
        hub.cut(0, 1);
        List<Follower> players = List.of(
                join(0, "board:split", Map.of("name", "ann")),
                join(0, "board:split", Map.of()), // who is nobody moves as well
                join(1, "board:split", Map.of("name", "bob")),
                join(1, "board:split", Map.of()));
        awaitRooms(2);
        hub.heal();
        awaitRooms(1);
        long first = players.getFirst().room().getLong("epoch");
        long last = players.getLast().room().getLong("epoch");
        List<Follower> losers = first > last ? players.subList(2, 4) : players.subList(0, 2);
        losers.forEach(player -> assertEquals(
                Math.max(first, last),
                player.channel().assertPush("state").json().getLong("epoch")));
        for (Follower player : players) {
            player.channel()
                    .push("say", Map.of("by", player.room().getString("you")))
                    .assertReply("ok", Map.of("to", 4));
        }
        for (Follower player : players) {
            players.forEach(by ->
                    player.channel().assertPush("said", Map.of("by", by.room().getString("you"))));
        }
    }

    @Test
    void aRoomWhoseNodeIsGoneIsLost() {
        List<Follower> players = new ArrayList<>();
        while (hub.endpoint(1).rooms("board").size() < 4) { // once the one knows the other, it has half of them
            assertTrue(players.size() < 2_000, "no rooms on the other node");
            players.add(join(0, "board:m" + players.size(), Map.of("name", "ann")));
        }
        hub.kill(1);
        Follower lost = players.getLast(); // the one that made it four
        lost.channel().assertPush("room_paused", Map.of("reason", "owner_lost"));
        lost.channel().assertPush("room_lost", Map.of("reason", "node_lost"));
        lost.channel().assertClosed();
        Follower again = join(0, lost.channel().topic(), Map.of("name", "ann"));
        again.channel().push("say").assertReply("ok", Map.of("to", 1));
    }
}
