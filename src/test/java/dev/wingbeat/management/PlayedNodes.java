package dev.wingbeat.management;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.wingbeat.Endpoint;
import dev.wingbeat.api.ApiKey;
import dev.wingbeat.channel.Channel;
import dev.wingbeat.channel.HandleResult;
import dev.wingbeat.channel.JoinResult;
import dev.wingbeat.channel.Socket;
import dev.wingbeat.cluster.Cluster;
import dev.wingbeat.connection.UserSocket;
import dev.wingbeat.jwt.Jwt;
import dev.wingbeat.jwt.JwtSocket;
import dev.wingbeat.limit.LimitOptions;
import dev.wingbeat.limit.SlowPolicy;
import dev.wingbeat.presence.Presence;
import dev.wingbeat.protocol.Payload;
import dev.wingbeat.protocol.Sha256;
import dev.wingbeat.room.Player;
import dev.wingbeat.room.Room;
import dev.wingbeat.room.RoomContext;
import dev.wingbeat.support.Patience;
import dev.wingbeat.support.Ports;
import dev.wingbeat.support.client.HttpProbe;
import dev.wingbeat.support.client.WebSocketProbe;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VertxOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Three nodes of one cluster, on which everything that is counted can be brought about. */
final class PlayedNodes implements AutoCloseable {

    static final String KEY = "the key of the operator under test";
    static final int MAX_NAME = 64;
    static final int MAX_INPUT = 64;
    static final int MAX_PENDING = 4 << 20;

    private record Node(Cluster cluster, Endpoint endpoint) {}

    private final List<Node> nodes = new ArrayList<>();
    private final List<WebSocketProbe> probes = new ArrayList<>();

    /** Passes on what it is told, and fails when it is told to. */
    private record Talking(Presence presence) implements Channel {
        @Override
        public JoinResult join(String topic, Payload payload, Socket socket) {
            if (topic.startsWith("room:seen")) {
                presence.trackAfterJoin(socket, topic, Map.of());
            }
            return JoinResult.ok();
        }

        @Override
        public HandleResult handleIn(String event, Payload payload, Socket socket) {
            if (event.equals("crash")) {
                throw new IllegalStateException("as the test wants it");
            }
            socket.broadcast(event, payload);
            return HandleResult.ok();
        }
    }

    /** Never comes to an end with what it is told first, so that all else waits. */
    private static final class Busy implements Channel {
        @Override
        public JoinResult join(String topic, Payload payload, Socket socket) {
            return JoinResult.ok();
        }

        @Override
        public HandleResult handleIn(String event, Payload payload, Socket socket) {
            return HandleResult.async(Promise.<HandleResult>promise().future());
        }
    }

    /** Computes for too long, or fails, when it is told to. */
    private static final class Match implements Room {
        private RoomContext context;

        @Override
        public void create(RoomContext room, Payload params) {
            context = room;
        }

        @Override
        public HandleResult message(Player who, String event, Payload payload) {
            switch (event) {
                case "fail" -> throw new IllegalStateException("as the test wants it");
                case "compute" -> {
                    context.checkpoint();
                    for (long end = System.nanoTime() + Duration.ofSeconds(1).toNanos(); System.nanoTime() < end; ) {
                        Thread.onSpinWait();
                    }
                }
                default -> {}
            }
            return HandleResult.ok();
        }

        @Override
        public Payload snapshot() {
            return Payload.EMPTY;
        }

        @Override
        public void restore(RoomContext room, Payload snapshot) {
            context = room;
        }
    }

    PlayedNodes() throws Exception {
        int first = Ports.unused();
        for (String name : List.of("a", "b", "c")) {
            int port = nodes.isEmpty() ? first : Ports.unused();
            Cluster cluster = await(Cluster.join(
                    new VertxOptions().setEventLoopPoolSize(2),
                    options -> options.name("played-" + first)
                            .nodeName(name)
                            .members(List.of("127.0.0.1:" + first))
                            .port(port)
                            .host("127.0.0.1")
                            .busPort(Ports.unused())));
            nodes.add(new Node(cluster, await(endpoint().start(cluster))));
        }
    }

    private static Endpoint endpoint() {
        var presence = Presence.create("people");
        return Endpoint.builder()
                .presence(presence)
                .rooms("match", Match::new, room -> room.createOnJoin(true).maxInput(MAX_INPUT))
                .socket(
                        "/socket",
                        UserSocket.acceptingAll(),
                        routes -> routes.options(options -> options.maxNameSize(MAX_NAME))
                                .channel(
                                        "room:*",
                                        () -> new Talking(presence),
                                        route -> route.timedEvents("shout").slow(SlowPolicy.latest()))
                                .channel("bulk:*", () -> new Talking(presence))
                                .channel("busy:*", Busy::new))
                .socket(
                        "/tokens",
                        JwtSocket.of(Jwt.of(jwt -> jwt.jwks("https://issuer.invalid", "https://127.0.0.1:1/keys")
                                .audience("hub"))),
                        routes -> {})
                .options(options -> options.host("127.0.0.1")
                        .port(0)
                        .managementPort(0)
                        .eventLoops(2)
                        .secretKeyBase("the secret of the nodes under test")
                        .limits(LimitOptions::off)
                        .maxPending(MAX_PENDING)
                        .stallTimeout(Duration.ofMinutes(10))
                        .apiKeys(ApiKey.of("olga", sha256(KEY), "admin", "read")))
                .build();
    }

    private static String sha256(String key) {
        return HexFormat.of().formatHex(Sha256.of(key.getBytes(UTF_8)));
    }

    Endpoint endpoint(int node) {
        return nodes.get(node).endpoint();
    }

    Cluster cluster(int node) {
        return nodes.get(node).cluster();
    }

    String name(int node) {
        return endpoint(node).pubSub().nodeName();
    }

    /** Returns where the nodes are scraped. */
    List<Integer> managementPorts() {
        return nodes.stream().map(node -> node.endpoint().managementPort()).toList();
    }

    /** Opens a client of a node. */
    WebSocketProbe client(int node) {
        return keep(WebSocketProbe.open(endpoint(node).port(), HttpProbe.upgrade("/socket/websocket?vsn=2.0.0")));
    }

    /** Opens a client that has joined a topic, by the join_ref "1". */
    WebSocketProbe member(int node, String topic) {
        WebSocketProbe probe = client(node);
        probe.join(topic, "1");
        return probe;
    }

    /** Opens a client that joins topics and reads nothing. */
    void stuck(int node, String... topics) {
        WebSocketProbe probe = keep(WebSocketProbe.openWithoutReading(
                endpoint(node).port(), HttpProbe.upgrade("/socket/websocket?vsn=2.0.0"), 4096));
        for (String topic : topics) {
            probe.send("[\"1\",\"1\",\"" + topic + "\",\"phx_join\",{}]");
        }
    }

    private WebSocketProbe keep(WebSocketProbe probe) {
        probes.add(probe);
        return probe;
    }

    private static <T> T await(Future<T> future) throws TimeoutException {
        return future.await(2 * Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
    }

    @Override
    public void close() throws TimeoutException {
        probes.forEach(WebSocketProbe::close);
        for (Node node : nodes) {
            await(node.endpoint().stop().eventually(() -> node.cluster().vertx().close()));
        }
    }
}
