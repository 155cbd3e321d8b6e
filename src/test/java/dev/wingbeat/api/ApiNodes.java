package dev.wingbeat.api;

import dev.wingbeat.Endpoint;
import dev.wingbeat.EndpointBuilder;
import dev.wingbeat.channel.Channel;
import dev.wingbeat.channel.HandleResult;
import dev.wingbeat.channel.JoinResult;
import dev.wingbeat.channel.Socket;
import dev.wingbeat.cluster.Cluster;
import dev.wingbeat.config.LiveConfig;
import dev.wingbeat.connection.Assign;
import dev.wingbeat.connection.Assigns;
import dev.wingbeat.connection.ConnectInfo;
import dev.wingbeat.connection.ConnectResult;
import dev.wingbeat.connection.UserSocket;
import dev.wingbeat.limit.LimitOptions;
import dev.wingbeat.presence.Presence;
import dev.wingbeat.protocol.Payload;
import dev.wingbeat.room.Player;
import dev.wingbeat.room.Room;
import dev.wingbeat.room.RoomContext;
import dev.wingbeat.room.RoomOptions;
import dev.wingbeat.support.Patience;
import dev.wingbeat.support.Ports;
import dev.wingbeat.support.client.HttpAnswer;
import dev.wingbeat.support.client.HttpProbe;
import dev.wingbeat.support.client.WebSocketProbe;
import io.vertx.core.Future;
import io.vertx.core.VertxOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Nodes of a real cluster, named {@code a}, {@code b}, …, that serve the API to some keys. */
final class ApiNodes implements AutoCloseable {

    /** The key that may do anything. */
    static final String ALL = "the key that may do anything";

    private static final String[] SCOPES = {"publish", "read", "act", "admin"};

    /** A node. */
    record Node(Cluster cluster, Endpoint endpoint) {
        HttpAnswer send(HttpProbe request) {
            return request.send(endpoint.managementPort());
        }
    }

    /** Takes whoever comes as the user he says he is. */
    private static final class Users implements UserSocket {
        private static final Assign<String> USER = Assign.of("user", String.class);

        @Override
        public ConnectResult connect(ConnectInfo info) {
            return ConnectResult.accept(USER, info.param("user", "nobody"));
        }

        @Override
        public @Nullable String id(Assigns assigns) {
            return "user:" + assigns.get(USER);
        }
    }

    /** Whoever joins is present. */
    private record Present(Presence presence) implements Channel {
        @Override
        public JoinResult join(String topic, Payload payload, Socket socket) {
            presence.trackAfterJoin(socket, "u1", Map.of()).onFailure(Throwable::printStackTrace);
            return JoinResult.ok();
        }
    }

    /** A configuration in which nothing has changed. */
    private record Unchanged() implements LiveConfig {
        @Override
        public List<Shown> values() {
            return List.of(new Shown("port", "0", "--port"));
        }

        @Override
        public Reloaded reload() {
            return new Reloaded(List.of(), List.of());
        }

        @Override
        public void logAt(System.Logger.Level level) {}
    }

    /** A room that does nothing. */
    private static final class Idle implements Room {
        @Override
        public void create(RoomContext room, Payload params) {}

        @Override
        public Future<?> signal(String event, Payload payload) {
            return Future.succeededFuture(Map.of("event", event));
        }

        @Override
        public HandleResult message(Player from, String event, Payload payload) {
            return HandleResult.noReply();
        }
    }

    private final List<Node> nodes = new ArrayList<>();

    /** Starts some. */
    static ApiNodes start(int count) throws Exception {
        var all = new ApiNodes();
        List<Integer> ports = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ports.add(Ports.unused());
        }
        String first = "127.0.0.1:" + ports.getFirst();
        for (int i = 0; i < count; i++) {
            int port = ports.get(i);
            String name = String.valueOf((char) ('a' + i));
            Cluster cluster = Cluster.join(
                            new VertxOptions().setEventLoopPoolSize(2),
                            options -> options.name("api-" + first)
                                    .nodeName(name)
                                    .secret("the secret of the API under test")
                                    .members(List.of(first))
                                    .port(port)
                                    .host("127.0.0.1")
                                    .busPort(0))
                    .await(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
            Endpoint endpoint = endpoint();
            endpoint.readAgainBy(new Unchanged());
            all.nodes.add(new Node(cluster, endpoint));
            endpoint.start(cluster).await(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
        }
        return all;
    }

    /** Builds an endpoint with a key for everything, one for each scope, and one for the topics of room 1. */
    static Endpoint endpoint() {
        return builder().build();
    }

    static EndpointBuilder builder() {
        var keys = new ArrayList<ApiKey>();
        keys.add(ApiKey.of("all", digest(ALL), SCOPES));
        keys.add(ApiKey.of("room-1", digest("the key of room 1"), SCOPES).topics("room:1*"));
        for (String scope : SCOPES) {
            keys.add(ApiKey.of(scope, digest(key(scope)), scope));
        }
        Presence presence = Presence.create("api");
        return Endpoint.builder()
                .socket(
                        "/socket",
                        new Users(),
                        routes -> routes.options(options -> options.longPoll(true))
                                .channel("room:*", () -> (topic, payload, joined) -> JoinResult.ok())
                                .channel("present:*", () -> new Present(presence)))
                .presence(presence)
                .rooms("duel", Idle::new, options -> options.rate(0))
                .rooms("spread", Idle::new, options -> options.rate(0).placement(RoomOptions.Placement.LEAST_LOADED))
                .options(options -> options.host("127.0.0.1")
                        .port(0)
                        .managementPort(0)
                        .eventLoops(2)
                        .limits(LimitOptions::off)
                        .apiKeys(keys.toArray(new ApiKey[0])));
    }

    /** Returns the key with one scope. */
    static String key(String scope) {
        return "the key that may " + scope;
    }

    static String digest(String key) {
        return ApiKeys.digest(key);
    }

    Node get(int index) {
        return nodes.get(index);
    }

    /** Begins a request with the key for everything. */
    static HttpProbe request(String method, String path) {
        return request(method, path, ALL);
    }

    static HttpProbe request(String method, String path, String key) {
        return HttpProbe.request(method, "/api/v1" + path).with("authorization", "Bearer " + key);
    }

    static HttpProbe post(String path, String body) {
        return request("POST", path).withBody("application/json", body.replace('\'', '"'));
    }

    /** Opens a WebSocket of a user that has joined some topics. */
    WebSocketProbe member(int node, String user, String... topics) {
        var probe = WebSocketProbe.open(
                get(node).endpoint().port(), HttpProbe.upgrade("/socket/websocket?vsn=2.0.0&user=" + user));
        for (String topic : topics) {
            probe.join(topic, topic);
        }
        return probe;
    }

    @Override
    public void close() throws TimeoutException {
        for (Node node : nodes.reversed()) {
            node.endpoint()
                    .stop()
                    .eventually(() -> node.cluster().vertx().close())
                    .await(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
        }
    }
}
