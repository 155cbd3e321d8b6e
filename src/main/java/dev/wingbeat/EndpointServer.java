package dev.wingbeat;

import dev.wingbeat.frame.DirectMemory;
import dev.wingbeat.frame.FrameSinks;
import dev.wingbeat.frame.HttpConnections;
import dev.wingbeat.lane.Lanes;
import dev.wingbeat.limit.AddressLimit;
import dev.wingbeat.limit.ConnectionLimit;
import dev.wingbeat.limit.LoopAccount;
import dev.wingbeat.limit.MemoryBudget;
import dev.wingbeat.limit.NodeLimits;
import dev.wingbeat.management.LoopWatch;
import dev.wingbeat.placement.NodeRooms;
import dev.wingbeat.protocol.WingbeatException;
import dev.wingbeat.pubsub.LoopTime;
import dev.wingbeat.pubsub.NodePubSub;
import dev.wingbeat.revocation.NodeRevocations;
import dev.wingbeat.transport.LongPollServers;
import io.vertx.core.Context;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The running half of an {@link Endpoint}: starts its parts in an order in which no broadcast can pass a client by, and stops
 * them in one in which none that was made is lost. May be used from any thread.
 */
final class EndpointServer {

    private static final String STOPPED_EARLY = "stopped while it was starting (expected: to be left running)";

    private final EndpointOptions options;
    private final Declarations declarations;
    private final Vertx vertx;
    private final NodePubSub pubSub;
    private final Lanes lanes;
    private final FrameSinks.Factory frames;
    private final String host;
    private final LongPollServers longPollServers;
    private final MemoryBudget budget;
    private final ConnectionLimit connectionLimit;
    private final int portId = ThreadLocalRandom.current().nextInt(1, Integer.MAX_VALUE);
    private final LoopWatch loopWatch = new LoopWatch(new LoopTime());
    private final NodeHealth health;
    private final EndpointMetrics metrics;
    private final Operators operators;
    private final Queue<SocketVerticle> verticles = new ConcurrentLinkedQueue<>();
    private final NodePresences presences = new NodePresences();
    private final NodeRooms rooms;
    private final NodeRevocations revocations;
    private final LiveOptions live;

    /** Completes when no step of the start is under way any more, however it has ended. */
    private final Promise<Void> settled = Promise.promise();

    private final Promise<Void> stopped = Promise.promise();
    private final Promise<Void> drained = Promise.promise();
    private final AtomicBoolean stopping = new AtomicBoolean();
    private final AtomicBoolean draining = new AtomicBoolean();
    private volatile @Nullable String deployment;

    EndpointServer(
            EndpointOptions options,
            LiveOptions live,
            Declarations declarations,
            Vertx vertx,
            NodePubSub pubSub,
            FrameSinks.Factory frames) {
        this.options = options;
        this.live = live;
        this.vertx = vertx;
        this.pubSub = pubSub;
        this.frames = frames;
        this.host = ListenAddress.reachable(options.host());
        this.lanes = pubSub.lanes();
        this.budget = MemoryBudget.of(options.memoryPercent(), DirectMemory.max(), DirectMemory::ofMessages);
        budget.include(lanes.counters()::bytesWaiting);
        lanes.counters().mostWaiting(budget.heap() / 2);
        this.rooms = new NodeRooms(vertx, lanes, pubSub.metrics(), budget, declarations.rooms());
        this.declarations = declarations.with(rooms.routes());
        this.revocations = new NodeRevocations(vertx, lanes, InstantSource.system());
        this.longPollServers = new LongPollServers(pubSub.nodeName(), vertx, lanes.counters());
        budget.include(longPollServers::posting);
        longPollServers.mostPosting(budget.heap() / 4);
        this.connectionLimit = ConnectionLimit.of(options.connectionLimit());
        connectionLimit.addresses().blockBy(revocations.addressBlocks());
        this.health = new NodeHealth(loopWatch, lanes.readiness());
        this.metrics = new EndpointMetrics(this, connectionLimit);
        this.operators = new Operators(this, vertx, loopWatch);
        lanes.onRenewal(longPollServers::renew);
        pubSub.trace(this.declarations.broadcastTraces());
    }

    /** Answers operators first, then hears the other nodes, then takes clients. Fails when it is stopped meanwhile. */
    Future<Void> start() {
        return Future.<Void>succeededFuture()
                .compose(begun -> next(operators::start))
                .compose(managed -> next(lanes::start))
                .compose(listening -> next(longPollServers::start))
                .compose(reachable ->
                        next(() -> presences.start(declarations.presences(), vertx, pubSub, live.limits())))
                .compose(hearing -> next(rooms::start))
                .compose(hearing -> next(() -> revocations.start(declarations.revocations())))
                .compose(prepared -> next(lanes.readiness()::ready))
                .compose(heard -> next(presences::synced))
                .compose(ready -> next(revocations::synced))
                .compose(ready -> next(rooms::synced))
                .compose(ready -> next(this::listen))
                .compose(listening -> next(this::serve))
                .onComplete(settled)
                .recover(cause -> stop().transform(stopped -> Future.failedFuture(cause)));
    }

    /**
     * Closes the connections in batches, stops listening, lets presences leave, sends what is left to the other nodes. A start
     * that is under way is broken off first. Each call returns the same future; it fails when something is left behind.
     */
    Future<Void> stop() {
        if (stopping.compareAndSet(false, true)) {
            health.stops();
            lanes.readiness().stopWaiting(new WingbeatException(STOPPED_EARLY));
            settled.future()
                    .otherwiseEmpty()
                    .compose(quiet -> shutDown())
                    .recover(cause -> Future.failedFuture(new WingbeatException(
                            "stop: " + cause + " (expected: a Vert.x that is closed after its endpoints)", cause)))
                    .onComplete(ended -> {
                        health.ended();
                        stopped.handle(ended);
                    });
        }
        return stopped.future();
    }

    /** Returns what {@link #stop} returns, without stopping. */
    Future<Void> stopped() {
        return stopped.future();
    }

    /** Returns the options that may change while it serves. */
    LiveOptions live() {
        return live;
    }

    EndpointOptions options() {
        return options;
    }

    Declarations declarations() {
        return declarations;
    }

    NodePubSub pubSub() {
        return pubSub;
    }

    MemoryBudget budget() {
        return budget;
    }

    AddressLimit addresses() {
        return connectionLimit.addresses();
    }

    NodeLimits limits() {
        return live.limits();
    }

    NodeRevocations revocations() {
        return revocations;
    }

    NodeRooms rooms() {
        return rooms;
    }

    Operators operators() {
        return operators;
    }

    LongPollServers longPollServers() {
        return longPollServers;
    }

    /** Makes the WebSockets of a loop. */
    FrameSinks newFrameSinks(Context context, LoopAccount account, LoopTime time) {
        return frames.on(context, account, newHttpConnections(time::now, connectionLimit, account), time);
    }

    /** Makes the keeper of the HTTP connections of one server on one loop. */
    HttpConnections newHttpConnections(LongSupplier clock, ConnectionLimit limit, LoopAccount account) {
        return new HttpConnections(options.httpLimits(), live::stallTimeout, OutOfMemory::check, clock, limit, account);
    }

    /** Returns the address that clients connect to. */
    String host() {
        return host;
    }

    /** Returns a positive number by which the instances of this endpoint, and no others, share a free port. */
    int portId() {
        return portId;
    }

    /** Returns the port that clients connect to. */
    int port() {
        SocketVerticle first = verticles.peek();
        return first == null ? options.port() : first.port();
    }

    /** Returns how far this node has come. */
    NodeHealth health() {
        return health;
    }

    /** Returns the figures of this node. */
    EndpointMetrics metrics() {
        return metrics;
    }

    /** Returns the presences that run. */
    NodePresences presences() {
        return presences;
    }

    /** Refuses newcomers and closes the connections in batches, once; each call returns the same future. */
    Future<Void> drain() {
        if (draining.compareAndSet(false, true)) {
            health.drains();
            Steps.inTurn(List.of(rooms::stop, () -> onAll(SocketVerticle::drain)))
                    .onComplete(drained);
        }
        return drained.future();
    }

    private Future<Void> onAll(Function<SocketVerticle, Future<Void>> task) {
        return Future.all(verticles.stream().map(task).toList()).mapEmpty();
    }

    /** Makes the next step of the start, unless it is to stop. */
    private Future<Void> next(Supplier<Future<Void>> step) {
        return stopping.get() ? Future.failedFuture(new WingbeatException(STOPPED_EARLY)) : step.get();
    }

    private Future<Void> shutDown() {
        List<Supplier<Future<Void>>> steps = List.of(
                this::drain,
                () -> onAll(SocketVerticle::close), // before any of them stops to accept newcomers, and answer them 503
                () -> undeploy(deployment),
                longPollServers::stop,
                presences::stop,
                revocations::stop,
                lanes::stop,
                operators::stop);
        return Steps.inTurn(steps);
    }

    private Future<Void> listen() {
        return vertx.deployVerticle(this::newVerticle, new DeploymentOptions().setInstances(options.eventLoops()))
                .map(id -> {
                    deployment = id;
                    return null;
                })
                .recover(cause -> Future.failedFuture(
                        cause instanceof IOException ? ListenAddress.failure(host, options.port(), cause) : cause))
                .mapEmpty();
    }

    private Future<Void> serve() {
        health.serves();
        return Future.succeededFuture();
    }

    private SocketVerticle newVerticle() {
        var verticle = new SocketVerticle(this, verticles.size());
        verticles.add(verticle);
        loopWatch.add(verticle::lastTick);
        return verticle;
    }

    private Future<Void> undeploy(@Nullable String id) {
        return id == null ? Future.succeededFuture() : vertx.undeploy(id);
    }
}
