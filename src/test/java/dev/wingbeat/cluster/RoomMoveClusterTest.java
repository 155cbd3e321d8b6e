package dev.wingbeat.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import dev.wingbeat.Endpoint;
import dev.wingbeat.channel.HandleResult;
import dev.wingbeat.client.ClientChannel;
import dev.wingbeat.client.PhoenixClient;
import dev.wingbeat.connection.UserSocket;
import dev.wingbeat.protocol.Payload;
import dev.wingbeat.room.Player;
import dev.wingbeat.room.Room;
import dev.wingbeat.room.RoomContext;
import io.vertx.core.VertxOptions;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Rooms on members of a real cluster. */
@Timeout(180)
final class RoomMoveClusterTest {

    private static final long SECONDS = 60;

    /** A room that counts. */
    private static final class Counter implements Room {
        private RoomContext room;

        @Override
        public void create(RoomContext made, Payload params) {
            room = made;
            room.state().put("count", 0);
        }

        @Override
        public HandleResult message(Player who, String event, Payload payload) {
            int count = ((Number) room.state().get("count")).intValue() + 1;
            room.state().put("count", count);
            room.checkpoint();
            return HandleResult.ok(
                    Map.of("count", count, "players", room.players().size(), "node", room.node()));
        }

        @Override
        public Payload snapshot() {
            return Payload.of(room.state().toMap());
        }

        @Override
        public void restore(RoomContext made, Payload snapshot) {
            room = made;
            room.state().put("count", snapshot.json().getInteger("count"));
        }
    }

    private static WingbeatCluster.Node start(String name, List<String> members, int port) throws Exception {
        Cluster cluster = Cluster.join(
                        new VertxOptions().setEventLoopPoolSize(2),
                        options -> options.name(name)
                                .secret("the secret of rooms under test")
                                .members(members)
                                .port(port)
                                .host("127.0.0.1")
                                .busPort(0))
                .await(SECONDS, TimeUnit.SECONDS);
        Endpoint endpoint = Endpoint.builder()
                .socket("/socket", UserSocket.acceptingAll())
                .rooms("count", Counter::new, options -> options.rate(0).createOnJoin(true))
                .options(options -> options.host("127.0.0.1").port(0).eventLoops(1))
                .build();
        endpoint.start(cluster).await(SECONDS, TimeUnit.SECONDS);
        return new WingbeatCluster.Node(cluster, endpoint);
    }

    private static JsonObject count(ClientChannel channel) throws Exception {
        return channel.push("count", Map.of()).get(SECONDS, TimeUnit.SECONDS).json();
    }

    @Test
    void playersOnBothNodesAreInOneRoomWhichMovesWhenItsNodeStops() throws Exception {
        List<Integer> ports = WingbeatCluster.freePorts().subList(0, 2);
        List<String> members = ports.stream().map(port -> "127.0.0.1:" + port).toList();
        String name = "rooms-" + ports.getFirst();
        List<WingbeatCluster.Node> nodes = new ArrayList<>();
        for (int port : ports) {
            nodes.add(start(name, members, port));
        }
        BlockingQueue<Payload> states = new LinkedBlockingQueue<>();
        List<PhoenixClient> clients = new ArrayList<>();
        List<ClientChannel> channels = new ArrayList<>();
        try {
            for (WingbeatCluster.Node node : nodes) {
                PhoenixClient client = PhoenixClient.builder(URI.create("ws://127.0.0.1:" + node.port() + "/socket"))
                        .build();
                clients.add(client);
                client.connect().get(SECONDS, TimeUnit.SECONDS);
                ClientChannel channel = client.channel("count:one");
                channel.on("state", message -> states.add(message.payload()));
                channel.join().get(SECONDS, TimeUnit.SECONDS);
                channels.add(channel);
            }
            assertEquals(1, count(channels.getFirst()).getInteger("count"));
            JsonObject second = count(channels.getLast());
            assertEquals(2, second.getInteger("count"));
            assertEquals(2, second.getInteger("players"));
            boolean first = nodes.getFirst().endpoint().rooms("count").size() == 1;
            WingbeatCluster.stop(first ? nodes.removeFirst() : nodes.removeLast());
            Payload moved = states.poll(SECONDS, TimeUnit.SECONDS);
            assertNotNull(moved, "no state of the later activation");
            assertEquals(2, moved.json().getJsonObject("s").getInteger("count"));
            assertEquals(
                    3, count(first ? channels.getLast() : channels.getFirst()).getInteger("count"));
        } finally {
            clients.forEach(PhoenixClient::close);
            for (WingbeatCluster.Node node : nodes) {
                WingbeatCluster.stop(node);
            }
        }
    }
}
