package dev.wingbeat.cluster;

import dev.wingbeat.Endpoint;
import dev.wingbeat.EndpointOptions;
import dev.wingbeat.conformance.ConformanceFixture;
import dev.wingbeat.limit.LimitOptions;
import dev.wingbeat.support.Ports;
import dev.wingbeat.support.client.HttpProbe;
import dev.wingbeat.support.client.LongPollProbe;
import dev.wingbeat.support.client.WebSocketProbe;
import io.vertx.core.Future;
import io.vertx.core.VertxOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Three nodes that serve the fixture of the test vectors, started once for all test classes and stopped at the end. */
public final class WingbeatCluster implements BeforeAllCallback, AfterEachCallback {

    /** A node: its cluster membership, its endpoint. */
    public record Node(Cluster cluster, Endpoint endpoint) {
        /** Returns the port that clients connect to. */
        public int port() {
            return endpoint.port();
        }
    }

    private static final int NODES = 3;
    private static final long START_SECONDS = 60;
    private static final String SECRET = "the secret of the nodes under test";
    private static final AtomicInteger TOPICS = new AtomicInteger();

    private final List<WebSocketProbe> probes = new CopyOnWriteArrayList<>();
    private Running running;

    /** The started nodes, closed by JUnit when all tests have run. */
    private static final class Running implements AutoCloseable {
        private final List<Node> nodes = new ArrayList<>();
        private final String name;
        private final List<String> members;

        Running() throws TimeoutException {
            List<Integer> ports = freePorts();
            name = "test-" + ports.getFirst();
            members = ports.stream().map(port -> "127.0.0.1:" + port).toList();
            List<Future<Node>> starting = ports.stream()
                    .map(port -> start(config(name, members, port)))
                    .toList();
            for (Future<Node> node : starting) {
                nodes.add(node.await(START_SECONDS, TimeUnit.SECONDS));
            }
        }

        @Override
        public void close() throws TimeoutException {
            for (Node node : nodes) {
                stop(node);
            }
        }
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        running = context.getRoot()
                .getStore(ExtensionContext.Namespace.GLOBAL)
                .getOrComputeIfAbsent(Running.class, ignored -> started(), Running.class);
    }

    @Override
    public void afterEach(ExtensionContext context) {
        probes.forEach(WebSocketProbe::close);
        probes.clear();
    }

    /** Returns a node, 0 to 2. */
    public Node node(int index) {
        return running.nodes.get(index);
    }

    /** Returns how many nodes there are. */
    public int size() {
        return NODES;
    }

    /** Opens a V2 WebSocket to a node. */
    public WebSocketProbe open(int index, String target) {
        var probe = WebSocketProbe.open(node(index).port(), HttpProbe.upgrade(target));
        probes.add(probe);
        return probe;
    }

    /** Opens a V2 WebSocket to a node's {@code /socket} and joins a topic with join_ref 1. */
    public WebSocketProbe member(int index, String topic) {
        var probe = open(index, "/socket/websocket?vsn=2.0.0");
        probe.join(topic);
        return probe;
    }

    /** Talks long-poll with a node. */
    public LongPollProbe longPoll(int index, String target) {
        return new LongPollProbe(node(index).port(), target);
    }

    /** Returns a room that no other test uses. */
    public String topic() {
        return "room:cluster-" + TOPICS.incrementAndGet();
    }

    /** Starts one more node, which the caller stops. */
    Future<Node> startAnother() {
        return start(config(running.name, running.members, freePorts().getFirst()));
    }

    /** Stops a node: its endpoint first, then its membership. */
    static void stop(Node node) throws TimeoutException {
        node.endpoint().stop().eventually(() -> node.cluster().vertx().close()).await(START_SECONDS, TimeUnit.SECONDS);
    }

    private static Consumer<ClusterOptions> config(String name, List<String> members, int port) {
        return cluster -> cluster.name(name)
                .secret(SECRET)
                .members(members)
                .port(port)
                .host("127.0.0.1")
                .busPort(0);
    }

    /** Starts a node. */
    static Future<Node> start(Consumer<ClusterOptions> config) {
        return Cluster.join(new VertxOptions().setEventLoopPoolSize(2), config).compose(cluster -> {
            var endpointConfig = new EndpointOptions()
                    .limits(LimitOptions::off)
                    .host("127.0.0.1")
                    .port(0)
                    .secretKeyBase(SECRET)
                    .eventLoops(2);
            Endpoint endpoint = ConformanceFixture.endpoint(cluster.vertx(), endpointConfig);
            return endpoint.start(cluster).map(started -> new Node(cluster, started));
        });
    }

    /** Returns ports that nobody listens on at this moment. */
    static List<Integer> freePorts() {
        return Stream.generate(Ports::unused).distinct().limit(NODES).toList();
    }

    private static Running started() {
        try {
            return new Running();
        } catch (TimeoutException e) {
            throw new IllegalStateException("the cluster did not start in " + START_SECONDS + " s", e);
        }
    }
}
