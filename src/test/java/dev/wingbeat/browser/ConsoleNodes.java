package dev.wingbeat.browser;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.wingbeat.Endpoint;
import dev.wingbeat.api.ApiKey;
import dev.wingbeat.channel.Channel;
import dev.wingbeat.channel.HandleResult;
import dev.wingbeat.channel.JoinResult;
import dev.wingbeat.channel.Socket;
import dev.wingbeat.cluster.Cluster;
import dev.wingbeat.connection.Assign;
import dev.wingbeat.connection.Assigns;
import dev.wingbeat.connection.ConnectInfo;
import dev.wingbeat.connection.ConnectResult;
import dev.wingbeat.connection.UserSocket;
import dev.wingbeat.console.ConsoleAuth.Operator;
import dev.wingbeat.console.ConsoleAuth.Role;
import dev.wingbeat.limit.SlowPolicy;
import dev.wingbeat.load.ClientProfile;
import dev.wingbeat.load.ClientRole;
import dev.wingbeat.load.Incoming;
import dev.wingbeat.load.LoadClient;
import dev.wingbeat.load.LoadLoop;
import dev.wingbeat.load.LoadLoops;
import dev.wingbeat.load.Opening;
import dev.wingbeat.load.OpeningProgress;
import dev.wingbeat.load.Target;
import dev.wingbeat.load.Window;
import dev.wingbeat.metrics.Meter;
import dev.wingbeat.metrics.Metric;
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
import dev.wingbeat.trace.OpenTelemetryTraces;
import io.opentelemetry.api.OpenTelemetry;
import io.vertx.core.Future;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.Cookie;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;

/** Three nodes of one cluster with a console each, and clients that cost little. */
final class ConsoleNodes implements AutoCloseable {

    static final String KEY = "the key of the console under test";

    /** Of somebody who may look. */
    static final String VIEW_KEY = "the key of somebody who looks";

    /** Of an application. */
    static final String OTHER_KEY = "a key that is for the API alone";

    /** So many are tracked in the lobby; of each, all others are told. */
    private static final int PRESENT = 200;

    private static final Duration LOOK = Duration.ofMillis(20);
    private static final List<String> NAMES = List.of("north", "south", "west");

    private record Node(Cluster cluster, Endpoint endpoint, ConsoleConfig config) {}

    private final List<Node> nodes = new ArrayList<>();
    private final LoadLoops loops = new LoadLoops(1, new Window(System.nanoTime()), 64);
    private final OpeningProgress progress = new OpeningProgress();
    private final List<WebSocketProbe> probes = new ArrayList<>();
    private int opened;

    /** Talks from time to time. */
    private static final class Talking implements ClientRole {

        private final long everyNanos;
        private final long firstNanos;
        private long number;

        /** Makes one of several, which do not all talk at the same time. */
        Talking(Duration every, int number, int of) {
            this.everyNanos = every.toNanos();
            this.firstNanos = everyNanos * (number + 1) / of;
        }

        @Override
        public void joined(LoadClient client, long now) {
            talk(client, firstNanos);
        }

        private void talk(LoadClient client, long in) {
            client.loop.after(in, () -> {
                if (client.present()) {
                    client.loop.push(client, 1, number++, System.nanoTime());
                    talk(client, everyNanos);
                }
            });
        }

        @Override
        public void answered(LoadClient client, Incoming answer, long now) {}
    }

    /** Whoever gives an id. */
    private static final class UserById implements UserSocket {
        private static final Assign<String> USER = Assign.of("user", String.class);

        @Override
        public ConnectResult connect(ConnectInfo connect) {
            return ConnectResult.accept(USER, connect.param("user_id", "nobody"));
        }

        @Override
        public String id(Assigns assigns) {
            return "user:" + assigns.get(USER);
        }
    }

    /** Sends on what it is told. */
    private static final class Shouting implements Channel {

        private final Presence presence;

        Shouting(Presence presence) {
            this.presence = presence;
        }

        @Override
        public JoinResult join(String topic, Payload payload, Socket socket) {
            if (topic.endsWith("secret")) {
                return JoinResult.error("forbidden");
            }
            if (topic.startsWith("room:lobby") && presence.count(topic) < PRESENT) {
                presence.trackAfterJoin(socket, String.valueOf(socket.id()), Map.of("mood", "calm"));
            }
            return JoinResult.ok();
        }

        @Override
        public HandleResult handleIn(String event, Payload payload, Socket socket) {
            socket.broadcast(event, payload);
            return HandleResult.ok();
        }
    }

    /** A match in which nothing happens but what operators want. */
    private static final class Match implements Room {
        private RoomContext here;
        private int round = 1;

        @Override
        public void create(RoomContext made, Payload params) {
            here = made;
            made.state().put("round", round);
        }

        @Override
        public Future<?> signal(String event, Payload payload) {
            here.state().put("round", ++round);
            return Future.succeededFuture(Map.of("round", round));
        }

        @Override
        public HandleResult message(Player who, String event, Payload payload) {
            return HandleResult.ok();
        }
    }

    ConsoleNodes() throws Exception {
        int first = Ports.unused();
        for (int i = 0; i < NAMES.size(); i++) {
            int number = i;
            int port = i == 0 ? first : Ports.unused();
            Cluster cluster = await(Cluster.join(
                    new VertxOptions().setEventLoopPoolSize(2),
                    options -> options.name("console-" + first)
                            .nodeName(NAMES.get(number))
                            .members(List.of("127.0.0.1:" + first))
                            .port(port)
                            .host("127.0.0.1")
                            .busPort(Ports.unused())));
            var config = new ConsoleConfig();
            Endpoint endpoint = config.of(endpoint());
            endpoint.showAddresses(true);
            nodes.add(new Node(cluster, await(endpoint.start(cluster)), config));
        }
    }

    private static Endpoint endpoint() {
        var presence = Presence.create("people");
        return Endpoint.builder()
                .presence(presence)
                .console(request -> {
                    Cookie staff = request.getCookie("staff");
                    if (staff != null && staff.getValue().equals("down")) {
                        return Future.failedFuture("the directory is out of reach");
                    }
                    return Future.succeededFuture(Optional.ofNullable(staff)
                            .map(cookie -> Operator.of(cookie.getValue(), Role.VIEW, Role.TAP)));
                })
                .traces(OpenTelemetryTraces.of(OpenTelemetry.noop()))
                .rooms("match", Match::new, room -> room.emptyFor(Duration.ofMinutes(10)))
                .socket(
                        "/socket",
                        new UserById(),
                        routes -> routes.options(socket ->
                                        socket.webSocket(frames -> frames.idleTimeout(Duration.ofMinutes(10))))
                                .channel("room:*", () -> new Shouting(presence))
                                .channel(
                                        "price:*",
                                        () -> new Shouting(presence),
                                        options -> options.slow(SlowPolicy.latest())))
                .options(options -> options.host("localhost")
                        .port(0)
                        .managementPort(0)
                        .eventLoops(2)
                        .stallTimeout(Duration.ofMinutes(10))
                        .maxPending(64 << 20)
                        .trustedProxies("127.0.0.1", "::1")
                        .secretKeyBase("the secret of the nodes under test")
                        .apiKeys(
                                ApiKey.of("olga", sha256(KEY), "console", "admin"),
                                ApiKey.of("vera", sha256(VIEW_KEY), "console"),
                                ApiKey.of("app", sha256(OTHER_KEY), "publish", "read")))
                .build();
    }

    static String sha256(String key) {
        return HexFormat.of().formatHex(Sha256.of(key.getBytes(UTF_8)));
    }

    Endpoint endpoint(int node) {
        return nodes.get(node).endpoint();
    }

    ConsoleConfig config(int node) {
        return nodes.get(node).config();
    }

    String name(int node) {
        return endpoint(node).pubSub().nodeName();
    }

    /** Returns where the console of a node is. */
    String url(int node) {
        return "http://localhost:" + endpoint(node).managementPort() + "/console/";
    }

    /** Opens clients, which take turns among the nodes, in a room each shares with others; waits until all have joined. */
    void crowd(String room, int clients, Duration talk) throws Exception {
        List<URI> urls = nodes.stream()
                .map(node -> URI.create("ws://127.0.0.1:" + node.endpoint().port() + "/socket"))
                .toList();
        var target = new Target(urls, List.of(), "2.0.0", Map.of(), "room:", "shout", "{}");
        var profile = new ClientProfile(target, Duration.ofSeconds(30), room);
        LoadLoop loop = loops.all().getFirst();
        var made = new ArrayList<LoadClient>();
        for (int i = 0; i < clients; i++) {
            var place = new ClientProfile.Place(++opened, profile.site(opened), 1, 1);
            made.add(new LoadClient(profile, loop, new Talking(talk, i, clients), place));
        }
        int before = progress.settled();
        new Opening(loop, made, new Opening.Tempo(0, 64), progress).start();
        var settled = new CompletableFuture<Void>();
        watch(loop, before + clients, settled);
        settled.get(2 * Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
        if (progress.failed.get() > 0) {
            throw new AssertionError(progress.failed + " clients have not joined (expected: all)");
        }
    }

    private void watch(LoadLoop loop, int wanted, CompletableFuture<Void> settled) {
        if (progress.settled() == wanted) {
            settled.complete(null);
        } else {
            loop.after(LOOK.toNanos(), () -> watch(loop, wanted, settled));
        }
    }

    /** Has a node open a match, and returns its id. */
    String openRoom(int node) throws TimeoutException {
        return await(endpoint(node).rooms("match").create(Map.of()));
    }

    /** Opens a client that joins a room and then reads nothing. */
    WebSocketProbe stuck(int node, String user, String topic) {
        var probe = WebSocketProbe.openWithoutReading(
                endpoint(node).port(), HttpProbe.upgrade("/socket/websocket?vsn=2.0.0&user_id=" + user), 4096);
        double before = figure(node, Meter.JOINS);
        probe.send("[\"1\",\"1\",\"" + topic + "\",\"phx_join\",{}]");
        probes.add(probe);
        while (figure(node, Meter.JOINS) == before) {
            Thread.onSpinWait();
        }
        return probe;
    }

    /** Returns how many clients the nodes have, as they count them. */
    int clients() {
        return (int) IntStream.range(0, NAMES.size())
                .mapToDouble(node -> figure(node, Meter.CONNECTIONS))
                .sum();
    }

    private double figure(int node, Meter meter) {
        return endpoint(node).metrics().stream()
                .filter(metric -> metric.name().equals(meter.fullName()))
                .flatMap(metric -> metric.samples().stream())
                .mapToDouble(sample -> ((Metric.Value) sample).value())
                .sum();
    }

    /** Opens a client that has joined a room. */
    WebSocketProbe member(int node, String user, String topic) {
        var probe = WebSocketProbe.open(
                endpoint(node).port(), HttpProbe.upgrade("/socket/websocket?vsn=2.0.0&user_id=" + user));
        probe.join(topic);
        probes.add(probe);
        return probe;
    }

    /** Broadcasts so much on a node that it waits for whoever does not read there; between nodes some of it would be dropped. */
    void flood(int node, String topic, int bytes) {
        endpoint(node).localBroadcast(topic, "picture", new JsonObject().put("data", "x".repeat(bytes)));
    }

    static <T> T await(Future<T> future) throws TimeoutException {
        return future.await(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
    }

    @Override
    public void close() throws TimeoutException {
        probes.forEach(WebSocketProbe::close);
        loops.close();
        for (Node node : nodes) {
            await(node.endpoint().stop().eventually(() -> node.cluster().vertx().close()));
        }
    }
}
