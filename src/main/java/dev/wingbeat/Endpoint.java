package dev.wingbeat;

import dev.wingbeat.admin.Admin;
import dev.wingbeat.cluster.Cluster;
import dev.wingbeat.cluster.NodeName;
import dev.wingbeat.cluster.Registration;
import dev.wingbeat.config.LiveConfig;
import dev.wingbeat.frame.FrameSinks;
import dev.wingbeat.metrics.Metric;
import dev.wingbeat.protocol.Events;
import dev.wingbeat.protocol.Expect;
import dev.wingbeat.protocol.Payload;
import dev.wingbeat.pubsub.NodePubSub;
import dev.wingbeat.pubsub.PubSub;
import dev.wingbeat.revocation.Revocations;
import dev.wingbeat.room.Rooms;
import dev.wingbeat.trace.Traces;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A realtime hub: sockets, channels and the application's own pages on one port.
 *
 * <p>It is built, started and stopped once. After the start every method may be called from any thread. Follows {@code
 * Phoenix.Endpoint}.
 *
 * <pre>{@code
 * Endpoint endpoint = Endpoint.builder()
 *         .socket("/socket", UserSocket.acceptingAll(), routes -> routes.channel("room:*", RoomChannel::new))
 *         .build();
 * endpoint.start(vertx).onSuccess(started -> System.out.println(started.port()));
 * }</pre>
 */
public final class Endpoint {

    private final EndpointOptions options;
    private volatile Declarations declarations;
    private volatile @Nullable LiveConfig config;
    private volatile @Nullable String consoleKey;
    private volatile boolean showsAddresses;
    private final AtomicReference<@Nullable EndpointServer> server = new AtomicReference<>();

    Endpoint(EndpointOptions options, Declarations declarations) {
        this.options = options;
        this.declarations = declarations;
    }

    /** Returns a builder, on which sockets, channels, rooms and pages are declared. */
    public static EndpointBuilder builder() {
        return new EndpointBuilder();
    }

    /**
     * Starts listening, as a single node. The future fails when the port is taken.
     *
     * @throws IllegalArgumentException for a clustered Vert.x, which needs {@link #start(Cluster)}
     * @throws IllegalStateException when the endpoint has been started before
     */
    public Future<Endpoint> start(Vertx vertx) {
        return start(vertx, null);
    }

    /**
     * Starts listening, as a single node with a name, which logs and {@code /stats} show.
     *
     * @param nodeName as {@link dev.wingbeat.cluster.ClusterOptions#nodeName}; null for that of the host
     */
    public Future<Endpoint> start(Vertx vertx, @Nullable String nodeName) {
        return start(vertx, nodeName, FrameSinks::on);
    }

    /** Listens, with WebSockets of another kind. */
    Future<Endpoint> start(Vertx vertx, @Nullable String nodeName, FrameSinks.Factory frames) {
        if (vertx.isClustered()) {
            throw new IllegalArgumentException("vertx: clustered (expected: start of a Cluster)");
        }
        var alone =
                new NodePubSub(vertx, NodeName.of(nodeName, UUID.randomUUID().toString()));
        return makeServer(vertx, alone, frames).start().map(started -> this);
    }

    /**
     * Starts listening, as a node of a cluster, once all other nodes can reach it, so that it misses no broadcast. The future
     * fails when the port is taken, and when another node has a different number of lanes (event-bus addresses for topics).
     *
     * @throws IllegalStateException when the endpoint has been started before
     */
    public Future<Endpoint> start(Cluster cluster) {
        var clustered = new NodePubSub(cluster.vertx(), cluster.nodeName(), cluster::otherNodes);
        EndpointServer made = makeServer(cluster.vertx(), clustered, FrameSinks::on);
        var registrations = new ArrayList<>(made.metrics().watch(cluster));
        registrations.add(cluster.onNodeLeft(clustered.lanes()::nodeLeft));
        registrations.add(cluster.onMerged(clustered.lanes()::merged));
        made.stopped().onComplete(ended -> registrations.forEach(Registration::cancel));
        return made.start().map(started -> this).onFailure(cause -> registrations.forEach(Registration::cancel));
    }

    private EndpointServer makeServer(Vertx vertx, NodePubSub nodePubSub, FrameSinks.Factory frames) {
        var live = new LiveOptions(options, config);
        var made = new EndpointServer(options, live, declarations, vertx, nodePubSub, frames);
        String opening = consoleKey;
        if (opening != null) {
            made.operators().console().open(opening);
        }
        made.operators().showAddresses(showsAddresses);
        if (!server.compareAndSet(null, made)) {
            throw new IllegalStateException("started already (expected: one start of an endpoint)");
        }
        return made;
    }

    /** Closes the connections in batches, so that clients come back gradually, then stops listening. */
    public Future<Void> stop() {
        EndpointServer started = server.get();
        return started == null ? Future.succeededFuture() : started.stop();
    }

    /** Returns the port that clients connect to; before the start, the configured one. */
    public int port() {
        EndpointServer started = server.get();
        return started == null ? options.port() : started.port();
    }

    /** Returns the management port, which serves health and metrics; 0 if there is none. */
    public int managementPort() {
        return started().operators().port();
    }

    /** Returns the port of the server API; that of the management port unless it has one of its own. */
    public int apiPort() {
        return started().operators().apiPort();
    }

    /** Broadcasts to all members of a topic on all nodes. The payload is a JSON object or binary. */
    public void broadcast(String topic, String event, Object payload) {
        pubSub().broadcast(topic, event, payload);
    }

    /** Broadcasts to the members of a topic on this node only. */
    public void localBroadcast(String topic, String event, Object payload) {
        pubSub().localBroadcast(topic, event, payload);
    }

    /** Closes all connections whose {@link dev.wingbeat.connection.UserSocket#id} is {@code socketId}, on every node. */
    public void disconnect(String socketId) {
        pubSub().broadcast(socketId, Events.DISCONNECT, Payload.EMPTY);
    }

    /**
     * Returns the PubSub of this node.
     *
     * @throws IllegalStateException before the start
     */
    public PubSub pubSub() {
        return started().pubSub();
    }

    /**
     * Returns the rooms of a kind.
     *
     * @throws IllegalArgumentException when the kind was not declared
     * @throws IllegalStateException before the start
     */
    public Rooms rooms(String kind) {
        return started().rooms().of(kind);
    }

    /**
     * Returns the handle that revokes tokens and subjects on all nodes.
     *
     * @throws IllegalStateException before the start
     */
    public Revocations revocations() {
        return started().revocations();
    }

    /** Returns why this node is not ready for clients, as {@code /health/ready} says; null when it is ready. */
    @Nullable
    public String notReady() {
        EndpointServer started = server.get();
        return started == null ? "not started" : started.health().notReady();
    }

    /**
     * Returns a snapshot of this node's metrics, for applications with a registry of their own: those of {@code /metrics} on the
     * management port, without the JVM's. Adds up some hundred numbers; does not block.
     *
     * @throws IllegalStateException before the start
     */
    public List<Metric> metrics() {
        return started().metrics().snapshot();
    }

    /** Returns the recorder of traces, null without one. */
    public @Nullable Traces traces() {
        return declarations.traces();
    }

    /**
     * Returns the commands of operators on this node. For whoever operates it from inside; the server API asks the same ones.
     *
     * @throws IllegalStateException before the start
     */
    Admin admin() {
        return started().operators().admin();
    }

    /**
     * Applies the options that may change while the endpoint serves: {@code checkOrigin}, {@code maxPending},
     * {@code stallTimeout} and {@code apiKeys} to open connections too, {@code limits} to clients that connect from now on. All
     * others are ignored. When it throws, nothing has changed.
     *
     * @param next the options as they are to be
     * @param drainTimeout how long the sockets may take to drain; null for as long as before
     * @throws IllegalArgumentException for limits that contradict those of a mount
     * @throws IllegalStateException before the start
     */
    public void reload(EndpointOptions next, @Nullable Duration drainTimeout) {
        declarations.check(next);
        started().live().reload(next, drainTimeout);
    }

    /**
     * Sets how the configuration is read again when operators ask for it. Internal seam: for code that runs applications, before the
     * start.
     */
    public void readAgainBy(LiveConfig config) {
        this.config = config;
    }

    /**
     * Opens the console, a page at {@code /console} of the management port, to whoever has this key, with the right to do everything;
     * API keys with the scope {@code console} open it, too. To be called before the start.
     *
     * @throws IllegalArgumentException for a key of fewer than 20 characters
     */
    public void openConsole(String key) {
        Expect.atLeast("console key, characters", key.length(), 20);
        consoleKey = key;
    }

    /**
     * Sets whether operators see the addresses of clients, in the console and by the server API; they do not by default. To be called
     * before the start.
     */
    public void showAddresses(boolean shown) {
        showsAddresses = shown;
    }

    Declarations declarations() {
        return declarations;
    }

    /** Returns whether there are keys of the server API. */
    boolean hasApi() {
        return !options.apiKeys().isEmpty();
    }

    /**
     * Moves it to a free port of this machine, and puts something around all that the application has declared. Internal seam: for
     * the test kit, before the start.
     */
    public void underTest(Decorator decorator) {
        options.host("127.0.0.1").port(0).urlHost("localhost").eventLoops(2);
        if (options.managementPort() != null) {
            options.managementPort(0).managementHost("127.0.0.1").apiPort(options.apiPort() == null ? null : 0);
        }
        declarations = declarations.decorated(decorator);
    }

    private EndpointServer started() {
        EndpointServer started = server.get();
        if (started == null) {
            throw new IllegalStateException("not started (expected: start before use)");
        }
        return started;
    }
}
