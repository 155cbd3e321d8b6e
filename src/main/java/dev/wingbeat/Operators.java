package dev.wingbeat;

import dev.wingbeat.frame.HttpConnections;
import dev.wingbeat.limit.ConnectionLimit;
import dev.wingbeat.limit.LoopAccount;
import dev.wingbeat.management.LoopWatch;
import dev.wingbeat.management.ManagementVerticle;
import dev.wingbeat.management.OwnLoop;
import dev.wingbeat.protocol.WingbeatException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Answers operators on a port of their own, if an endpoint has one. May be used from any thread. */
final class Operators {

    private final EndpointServer endpoint;
    private final Vertx vertx;
    private final LoopWatch loopWatch;
    private volatile @Nullable ManagementVerticle verticle;
    private volatile @Nullable String deployment;

    Operators(EndpointServer endpoint, Vertx vertx, LoopWatch loopWatch) {
        this.endpoint = endpoint;
        this.vertx = vertx;
        this.loopWatch = loopWatch;
    }

    /** Listens; fails when the port is taken. */
    Future<Void> start() {
        Integer port = endpoint.options().managementPort();
        if (port == null) {
            return Future.succeededFuture();
        }
        String own = endpoint.options().managementHost();
        String host = own == null ? endpoint.host() : ListenAddress.reachable(own);
        var made = new ManagementVerticle(
                host,
                port,
                endpoint.budget(),
                this::newConnections,
                loopWatch,
                endpoint,
                () -> endpoint.metrics().stats().json(),
                endpoint.metrics()::snapshot,
                List.of());
        return vertx.deployVerticle(new OwnLoop(made))
                .<Void>map(id -> {
                    verticle = made;
                    deployment = id;
                    return null;
                })
                .recover(cause -> Future.failedFuture(new WingbeatException(
                        "management port: " + port + " (expected: a free port on " + host + ")", cause)));
    }

    /** Operators always get in. */
    private HttpConnections newConnections(LoopAccount account) {
        return endpoint.newHttpConnections(System::nanoTime, new ConnectionLimit(Integer.MAX_VALUE), account);
    }

    Future<Void> stop() {
        String id = deployment;
        return id == null ? Future.succeededFuture() : vertx.undeploy(id);
    }

    /** Returns the port that operators ask, 0 without one. */
    int port() {
        ManagementVerticle started = verticle;
        return started == null ? 0 : started.port();
    }
}
