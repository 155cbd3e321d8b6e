package dev.wingbeat.cluster;

import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.multimap.MultiMap;
import dev.wingbeat.Endpoint;
import dev.wingbeat.channel.Channel;
import dev.wingbeat.channel.JoinResult;
import dev.wingbeat.connection.UserSocket;
import dev.wingbeat.limit.LimitOptions;
import dev.wingbeat.revocation.RevocationSource;
import dev.wingbeat.support.Ports;
import dev.wingbeat.support.client.HttpAnswer;
import dev.wingbeat.support.client.HttpProbe;
import dev.wingbeat.support.client.LongPollProbe;
import dev.wingbeat.support.client.WebSocketProbe;
import dev.wingbeat.transport.SocketOptions;
import io.vertx.core.Future;
import io.vertx.core.VertxOptions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** A member of a cluster of a test's own, whose endpoint may be started and stopped, and asked how it is. */
final class Hub implements AutoCloseable {

    private static final long SECONDS = 50;
    private static final String SUBSCRIPTIONS = "__vertx.subs";

    private final Cluster cluster;
    private Endpoint endpoint;

    private Hub(Cluster cluster) {
        this.cluster = cluster;
    }

    /** Begins a cluster at a free port. */
    static Hub first() throws Exception {
        return join(Ports.unused(), List.of());
    }

    /** Joins the cluster of another one. */
    Hub another() throws Exception {
        return join(Ports.unused(), List.of(address()));
    }

    private static Hub join(int port, List<String> members) throws Exception {
        String first = members.isEmpty() ? "127.0.0.1:" + port : members.getFirst();
        Consumer<ClusterOptions> config = cluster -> cluster.name("hubs-" + first)
                .members(List.of(first))
                .port(port)
                .host("127.0.0.1")
                .busPort(Ports.unused());
        return new Hub(await(Cluster.join(new VertxOptions().setEventLoopPoolSize(2), config)));
    }

    /** Starts an endpoint. */
    Hub serve() throws Exception {
        return serve(() -> (topic, payload, joined) -> JoinResult.ok());
    }

    /** Starts an endpoint whose rooms are such channels. */
    Hub serve(Supplier<Channel> rooms) throws Exception {
        return serve(UserSocket.acceptingAll(), rooms, () -> Future.succeededFuture(List.of()));
    }

    /** Starts an endpoint that such users may connect to, and that knows what was revoked before. */
    Hub serve(UserSocket users, Supplier<Channel> rooms, RevocationSource revoked) throws Exception {
        endpoint = endpoint(users, rooms, revoked, 0);
        await(endpoint.start(cluster));
        return this;
    }

    /** Attempts to start an endpoint at a port. */
    Future<Endpoint> startAt(int port) {
        return endpoint(
                        UserSocket.acceptingAll(),
                        () -> (topic, payload, joined) -> JoinResult.ok(),
                        () -> Future.succeededFuture(List.of()),
                        port)
                .start(cluster);
    }

    private static Endpoint endpoint(UserSocket users, Supplier<Channel> rooms, RevocationSource revoked, int port) {
        var socket = new SocketOptions().longPoll(true);
        return Endpoint.builder()
                .revocations(revoked)
                .socket(
                        "/socket",
                        users,
                        routes ->
                                routes.options(options -> options.from(socket)).channel("room:*", rooms))
                .options(options -> options.limits(LimitOptions::off)
                        .host("127.0.0.1")
                        .port(port)
                        .managementPort(0)
                        .eventLoops(1)
                        .secretKeyBase("the secret of the hubs under test"))
                .build();
    }

    /** Starts an endpoint, stops it, and stays a member. */
    void serveOnce() throws Exception {
        serve().rest();
    }

    /** Stops the endpoint, and stays a member. */
    void rest() throws Exception {
        await(endpoint.stop());
    }

    Cluster cluster() {
        return cluster;
    }

    Endpoint endpoint() {
        return endpoint;
    }

    String name() {
        return cluster.nodeName();
    }

    /** Opens a WebSocket that has joined a topic. */
    WebSocketProbe member(String topic) {
        var probe = WebSocketProbe.open(endpoint.port(), HttpProbe.upgrade("/socket/websocket?vsn=2.0.0"));
        probe.join(topic);
        return probe;
    }

    /** Opens a long-poll session. */
    LongPollProbe session() {
        return new LongPollProbe(endpoint.port(), "/socket/longpoll?vsn=2.0.0").open();
    }

    /** Asks whether it is ready. */
    HttpAnswer ready() {
        return HttpProbe.get("/health/ready").send(endpoint.managementPort());
    }

    /** Returns the table of registrations that the cluster shares. */
    MultiMap<String, Object> registrations() {
        return hazelcast().getMultiMap(SUBSCRIPTIONS);
    }

    HazelcastInstance hazelcast() {
        return Hazelcast.getAllHazelcastInstances().stream()
                .filter(instance -> name().equals(
                                HazelcastCluster.name(instance.getCluster().getLocalMember())))
                .findFirst()
                .orElseThrow();
    }

    private String address() {
        var address = hazelcast().getCluster().getLocalMember().getAddress();
        return address.getHost() + ':' + address.getPort();
    }

    @Override
    public void close() throws TimeoutException {
        Future<Void> stopped = endpoint == null ? Future.succeededFuture() : endpoint.stop();
        await(stopped.eventually(() -> cluster.vertx().close()));
    }

    private static <T> T await(Future<T> future) throws TimeoutException {
        return future.await(SECONDS, TimeUnit.SECONDS);
    }
}
