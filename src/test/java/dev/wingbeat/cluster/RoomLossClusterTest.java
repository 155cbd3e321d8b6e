package dev.wingbeat.cluster;

import static java.lang.System.Logger.Level.INFO;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.wingbeat.client.ClientChannel;
import dev.wingbeat.client.ClientMessage;
import dev.wingbeat.client.PhoenixClient;
import dev.wingbeat.protocol.Payload;
import dev.wingbeat.support.Ports;
import dev.wingbeat.support.process.HubProcess;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Rooms of nodes in JVMs of their own, which are killed one after the other, with players on the others: each once, or as often as the
 * property {@code kills} says.
 */
@Tag("destructive")
@Timeout(value = 900, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class RoomLossClusterTest {

    private static final System.Logger MEASURED = System.getLogger("measured");
    private static final int NODES = 3;
    private static final int KILLS = Integer.getInteger("kills", NODES);
    private static final int ROOMS = 18; // a client has no more than 20 made in a minute
    private static final int SECONDS = 60;

    /** One player: the epochs it is shown never go back. */
    private static final class Player {
        private final int room;
        private final ClientChannel channel;
        private final List<String> problems = new ArrayList<>();
        private String owner = "";
        private long epoch;
        private CompletableFuture<Long> next = new CompletableFuture<>();

        Player(PhoenixClient client, int room) throws Exception {
            this.room = room;
            this.channel = client.channel("arena:loss" + room).onMessage(this::received);
            JsonObject joined = channel.join().get(SECONDS, TimeUnit.SECONDS).json();
            entered(joined.getJsonObject("room").getLong("epoch"), joined.getJsonObject("state"));
        }

        private synchronized void received(ClientMessage message) {
            switch (message.event()) {
                case "state" ->
                    entered(json(message).getLong("epoch"), json(message).getJsonObject("s"));
                case "room_lost" -> next.complete(System.nanoTime());
                default -> {}
            }
        }

        private static JsonObject json(ClientMessage message) {
            Payload payload = message.payload();
            return payload.json();
        }

        private synchronized void entered(long now, JsonObject state) {
            if (now < epoch) {
                problems.add("epoch " + now + " after " + epoch + " in room " + room);
            }
            if (now > epoch && epoch != 0) {
                next.complete(System.nanoTime());
            }
            epoch = Math.max(epoch, now);
            owner = state.getString("node", owner);
        }

        /** Waits until there is a later activation than the one it was in last, or the room is lost; returns when. */
        synchronized CompletableFuture<Long> later() {
            next = new CompletableFuture<>();
            return next;
        }

        synchronized String owner() {
            return owner;
        }

        synchronized List<String> problems() {
            return List.copyOf(problems);
        }
    }

    private static HubProcess start(int port) throws Exception {
        return HubProcess.start(
                "cluster",
                "--nodes=" + NODES,
                "--port=" + port,
                "--management-port=" + Ports.unused(NODES),
                "--cluster-port=" + Ports.unused(NODES));
    }

    private static void awaitMembers(HubProcess cluster, int node) throws Exception {
        cluster.await("node " + node + "  \\| http://localhost:\\d+  ready +" + NODES + " members");
    }

    private static List<Player> players(PhoenixClient client) throws Exception {
        client.connect().get(SECONDS, TimeUnit.SECONDS);
        List<Player> players = new ArrayList<>();
        for (int room = 0; room < ROOMS; room++) {
            players.add(new Player(client, room));
        }
        return players;
    }

    private static PhoenixClient client(int port) {
        return PhoenixClient.builder(URI.create("ws://localhost:" + port + "/socket"))
                .build();
    }

    @Test
    void roomsOfKilledNodesGoOnAndEpochsNeverGoBack() throws Exception {
        int port = Ports.unused(NODES);
        try (var cluster = start(port)) {
            cluster.await("ready +" + NODES + " members");
            List<Duration> took = new ArrayList<>();
            for (int kill = 0; kill < KILLS; kill++) {
                took.addAll(round(cluster, port, 1 + kill % NODES));
            }
            tell(KILLS + " times kill -9", took);
            cluster.type("quit");
            assertEquals(0, cluster.exitStatus());
        }
    }

    private static void tell(String what, List<Duration> took) {
        List<Duration> sorted = took.stream().sorted().toList();
        MEASURED.log(
                INFO,
                what + ", " + sorted.size() + " players of killed nodes' rooms: first state after "
                        + millis(sorted, 0.5) + " (p50), " + millis(sorted, 0.99) + " (p99), " + millis(sorted, 1)
                        + " (max)");
    }

    private static String millis(List<Duration> sorted, double share) {
        return sorted.get((int) Math.ceil(share * sorted.size()) - 1).toMillis() + " ms";
    }

    /** Kills a node and starts it again; returns when players on the others were shown the next activations. */
    private static List<Duration> round(HubProcess cluster, int port, int killed) throws Exception {
        List<PhoenixClient> clients = new ArrayList<>();
        try {
            List<Player> players = new ArrayList<>();
            for (int node : IntStream.rangeClosed(1, NODES)
                    .filter(node -> node != killed)
                    .toArray()) {
                clients.add(client(port + node - 1));
                players.addAll(players(clients.getLast()));
            }
            String lost = "node-" + killed + '#';
            List<Player> concerned = players.stream()
                    .filter(player -> player.owner().startsWith(lost))
                    .toList();
            List<CompletableFuture<Long>> later =
                    concerned.stream().map(Player::later).toList();
            long begun = System.nanoTime();
            cluster.type("kill " + killed);
            List<Duration> took = new ArrayList<>();
            for (CompletableFuture<Long> one : later) {
                took.add(Duration.ofNanos(one.get(SECONDS, TimeUnit.SECONDS) - begun));
            }
            assertFalse(took.isEmpty(), () -> "rooms of " + lost);
            tell("kill -9 of node " + killed, took);
            for (Player player : players) {
                assertEquals(List.of(), player.problems());
                assertFalse(player.owner().startsWith(lost), () -> "still on " + lost);
            }
            cluster.await("node " + killed + " has ended with status 137");
            cluster.type("start " + killed);
            awaitMembers(cluster, killed);
            return took;
        } finally {
            clients.forEach(PhoenixClient::close);
        }
    }
}
