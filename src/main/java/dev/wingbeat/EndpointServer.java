package dev.wingbeat;

import dev.wingbeat.EndpointBuilder.Declarations;
import dev.wingbeat.presence.Presence;
import dev.wingbeat.presence.PresenceServer;
import dev.wingbeat.protocol.WingbeatException;
import dev.wingbeat.pubsub.NodePubSub;
import dev.wingbeat.transport.LongPollServers;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The running half of an {@link Endpoint}: starts its parts in an order in which no broadcast can pass a client by, and stops
 * them in one in which none that was made is lost. May be used from any thread.
 */
final class EndpointServer implements Health {

    /** How far it has come. */
    private enum Phase {
        STARTING,
        SERVING,
        DRAINING,
        STOPPED
    }

    /** An event loop that has not turned for this long is stuck. */
    private static final Duration STUCK = Duration.ofSeconds(10);

    private final EndpointConfig config;
    private final Declarations declarations;
    private final Vertx vertx;
    private final NodePubSub pubSub;
    private final LongPollServers longPollServers;
    private final int portId = ThreadLocalRandom.current().nextInt(1, Integer.MAX_VALUE);
    private final Queue<SocketVerticle> verticles = new ConcurrentLinkedQueue<>();
    private final Queue<PresenceServer> presences = new ConcurrentLinkedQueue<>();
    private volatile Phase phase = Phase.STARTING;
    private volatile @Nullable ManagementVerticle management;
    private volatile @Nullable String deployment;

    EndpointServer(EndpointConfig config, Declarations declarations, Vertx vertx, NodePubSub pubSub) {
        this.config = config;
        this.declarations = declarations;
        this.vertx = vertx;
        this.pubSub = pubSub;
        this.longPollServers = new LongPollServers(pubSub.nodeName(), vertx);
    }

    /** Answers operators first, then hears the other nodes, then takes clients. */
    Future<Void> start() {
        return startManagement()
                .compose(managed -> pubSub.start())
                .compose(listening -> longPollServers.start())
                .compose(reachable -> startPresences())
                .compose(hearing -> pubSub.ready())
                .compose(heard -> all(PresenceServer::synced))
                .compose(ready -> vertx.deployVerticle(
                        this::newVerticle, new DeploymentOptions().setInstances(config.eventLoops())))
                .<Void>map(id -> {
                    deployment = id;
                    phase = Phase.SERVING;
                    return null;
                })
                .recover(cause -> stop().transform(stopped -> Future.failedFuture(cause)));
    }

    /** Closes the connections in batches, stops listening, lets presences leave, sends what is left to the other nodes. */
    Future<Void> stop() {
        if (phase == Phase.DRAINING || phase == Phase.STOPPED) {
            return Future.succeededFuture();
        }
        phase = Phase.DRAINING;
        return Future.all(verticles.stream().map(SocketVerticle::drain).toList())
                .eventually(() -> undeploy(deployment))
                .eventually(() -> all(PresenceServer::stop))
                .eventually(pubSub::stop)
                .eventually(() -> undeploy(management == null ? null : management.deploymentID()))
                .eventually(() -> {
                    phase = Phase.STOPPED;
                    return Future.succeededFuture();
                })
                .mapEmpty();
    }

    EndpointConfig config() {
        return config;
    }

    Declarations declarations() {
        return declarations;
    }

    NodePubSub pubSub() {
        return pubSub;
    }

    LongPollServers longPollServers() {
        return longPollServers;
    }

    /** Returns a positive number by which the instances of this endpoint, and no others, share a free port. */
    int portId() {
        return portId;
    }

    /** Returns the port that clients connect to. */
    int port() {
        SocketVerticle first = verticles.peek();
        return first == null ? config.port() : first.port();
    }

    /** Returns the port that operators ask, 0 without one. */
    int managementPort() {
        ManagementVerticle started = management;
        return started == null ? 0 : started.port();
    }

    @Override
    public @Nullable String notAlive() {
        long now = System.nanoTime();
        for (SocketVerticle verticle : verticles) {
            long silent = now - verticle.lastTick();
            if (silent > STUCK.toNanos()) {
                return "an event loop has not turned for "
                        + Duration.ofNanos(silent).toSeconds() + " s";
            }
        }
        return null;
    }

    @Override
    public @Nullable String notStarted() {
        if (phase != Phase.STARTING) {
            return null;
        }
        Set<String> unreached = pubSub.unreached();
        return unreached.isEmpty() ? "starting" : "starting: not reached by " + unreached;
    }

    @Override
    public @Nullable String notReady() {
        return switch (phase) {
            case STARTING -> notStarted();
            case SERVING -> null;
            case DRAINING -> "draining";
            case STOPPED -> "stopped";
        };
    }

    /** Returns how many clients, topics and broadcasts there are. */
    NodeStats stats() {
        return new NodeStats(
                pubSub.nodeName(),
                notReady(),
                pubSub.members(),
                verticles.stream().mapToInt(SocketVerticle::connections).sum(),
                pubSub.joinedTopics(),
                presences.stream().mapToInt(PresenceServer::size).sum(),
                pubSub.counters().broadcastsSent(),
                pubSub.counters().broadcastsReceived(),
                pubSub.counters().itemsLost(),
                pubSub.counters().reregistrations());
    }

    private Future<Void> startManagement() {
        Integer port = config.managementPort();
        if (port == null) {
            return Future.succeededFuture();
        }
        var made = new ManagementVerticle(config.host(), port, this, () -> stats().json());
        return vertx.deployVerticle(made)
                .<Void>map(id -> {
                    management = made;
                    return null;
                })
                .recover(cause -> Future.failedFuture(new WingbeatException(
                        "management port: " + port + " (expected: a free port on " + config.host() + ")", cause)));
    }

    private Future<Void> startPresences() {
        for (Presence presence : declarations.presences()) {
            presences.add(new PresenceServer(presence, vertx, pubSub));
        }
        return all(PresenceServer::start);
    }

    private Future<Void> all(Function<PresenceServer, Future<Void>> operation) {
        return Future.all(presences.stream().map(operation).toList()).mapEmpty();
    }

    private SocketVerticle newVerticle() {
        var verticle = new SocketVerticle(this);
        verticles.add(verticle);
        return verticle;
    }

    private Future<Void> undeploy(@Nullable String id) {
        return id == null ? Future.succeededFuture() : vertx.undeploy(id);
    }
}
