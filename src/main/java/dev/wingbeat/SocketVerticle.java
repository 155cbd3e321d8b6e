package dev.wingbeat;

import dev.wingbeat.connection.EndpointDefaults;
import dev.wingbeat.connection.ServerContext;
import dev.wingbeat.frame.FrameSinks;
import dev.wingbeat.frame.LenientUri;
import dev.wingbeat.frame.RequestHeaders;
import dev.wingbeat.limit.AddressLimit;
import dev.wingbeat.limit.LoopAccount;
import dev.wingbeat.mount.Mount;
import dev.wingbeat.mount.MountContext;
import dev.wingbeat.protocol.Hop;
import dev.wingbeat.pubsub.LoopTime;
import dev.wingbeat.pubsub.NodePubSub;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.Router;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Serves the connections of one event loop; the instances share the port. */
final class SocketVerticle extends VerticleBase {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(30);
    private static final long CLOSE_SECONDS = 6;

    private final EndpointServer endpoint;
    private final int number;
    private final List<Mount> mounts = new ArrayList<>();
    private volatile long lastTick = System.nanoTime();
    private volatile int port;
    private @Nullable Future<Void> closing;
    private @Nullable FrameSinks sinks;
    private @Nullable LoopAccount account;
    private @Nullable HttpServer server;

    SocketVerticle(EndpointServer endpoint, int number) {
        this.endpoint = endpoint;
        this.number = number;
    }

    @Override
    public Future<?> start() {
        NodePubSub pubSub = endpoint.pubSub();
        Context loop = context;
        LoopAccount opened = endpoint.budget().open(task -> loop.runOnContext(ignored -> task.run()));
        account = opened;
        var serverContext = new ServerContext(
                vertx,
                pubSub,
                pubSub.newLoop(context, FrameSinks.nextTurn(context)),
                opened,
                endpoint.limits(),
                endpoint.declarations().traces(),
                endpoint.operators().taps());
        LoopTime time = serverContext.loop().time();
        FrameSinks open = endpoint.newFrameSinks(context, opened, time);
        sinks = open;
        var mountContext = new MountContext(defaults(endpoint, endpoint.addresses()), serverContext, open);
        mounts.addAll(new Mounts(mountContext, endpoint.revocations(), endpoint.longPollServers())
                .of(endpoint.declarations()));
        endpoint.operators().admin().add(serverContext.loop(), mounts);
        var blocked = BlockedClients.of(mounts, endpoint.addresses().blocks(), serverContext.loop()::executeNextTurn);
        var load = new LoopMeter(pubSub.metrics(), number, LoopAccount.TICK_MILLIS);
        vertx.setPeriodic(LoopAccount.TICK_MILLIS, ignored -> {
            lastTick = System.nanoTime();
            load.tick(lastTick);
            opened.tick();
            blocked.tick();
            if (time.tick()) {
                long now = time.now();
                open.tick(now);
                mounts.forEach(mount -> mount.tick(now));
            }
        });
        HttpServer made = vertx.createHttpServer(open.prepare(options()))
                .connectionHandler(open::accepted)
                .requestHandler(requestHandler());
        server = made;
        return made.listen(address()).onSuccess(listening -> port = listening.actualPort());
    }

    @Override
    public Future<?> stop() {
        FrameSinks open = sinks;
        LoopAccount charged = account;
        if (server == null || open == null || charged == null) {
            return Future.succeededFuture();
        }
        HttpServer listening = server;
        server = null; // Vert.x's keeps in mind which connections it has closed
        return closeSinks(open)
                .compose(closed -> open.stopAccepting())
                .eventually(listening::close)
                .onComplete(ended -> {
                    mounts.forEach(Mount::stop);
                    endpoint.budget().close(charged);
                });
    }

    /** Closes what is still open of the WebSockets; completes when it is, or has taken too long. May be called from any thread. */
    Future<Void> close() {
        return onContext(() -> sinks == null ? Future.succeededFuture() : closeSinks(sinks));
    }

    private Future<Void> closeSinks(FrameSinks open) {
        Future<Void> begun = closing;
        if (begun == null) {
            begun = Hop.to(
                    context,
                    open.close().timeout(CLOSE_SECONDS, TimeUnit.SECONDS).otherwiseEmpty());
            closing = begun;
        }
        return begun;
    }

    /** Refuses new connections and closes the open ones in batches. May be called from any thread. */
    Future<Void> drain() {
        return onContext(
                () -> Future.all(mounts.stream().map(Mount::drain).toList()).mapEmpty());
    }

    private Future<Void> onContext(Supplier<Future<Void>> task) {
        Promise<Void> done = Promise.promise();
        context.runOnContext(ignored -> task.get().onComplete(done));
        return done.future();
    }

    /** Returns when the loop has turned last, a time of {@link System#nanoTime()}. May be called from any thread. */
    long lastTick() {
        return lastTick;
    }

    /** Returns the port the server listens on, 0 before it does. May be called from any thread. */
    int port() {
        return port;
    }

    /** Returns the settings of an endpoint for all its mounts, with the limits of each address. */
    static EndpointDefaults defaults(EndpointServer endpoint, AddressLimit addresses) {
        EndpointOptions options = endpoint.options();
        return new EndpointDefaults(
                options.urlHost(),
                options.secretKeyBase(),
                endpoint.live().defaults(),
                options.messageTimeout(),
                CONNECT_TIMEOUT,
                addresses);
    }

    /** Leads requests to the mounts, and what is not for them to the application's own routes. */
    private Handler<HttpServerRequest> requestHandler() {
        Router router = Router.router(vertx);
        endpoint.declarations().web().forEach(routes -> routes.accept(router));
        return request -> {
            LenientUri.apply(request);
            if (!RequestHeaders.refused(request) && !mounted(request)) {
                route(router, request);
            }
        };
    }

    /** A request of HTTP/1.0 may name no host, but Vert.x's router cannot do without. */
    private static void route(Router router, HttpServerRequest request) {
        if (request.authority() == null) {
            request.response().setStatusCode(400).end().onFailure(ignored -> {}); // the client has gone
        } else {
            router.handle(request);
        }
    }

    private boolean mounted(HttpServerRequest request) {
        for (Mount mount : mounts) {
            if (mount.handle(request)) {
                return true;
            }
        }
        return false;
    }

    /** Returns the address to listen on; a free port is the same one for all instances. */
    private SocketAddress address() {
        int port = endpoint.options().port();
        return port == 0
                ? SocketAddress.sharedRandomPort(endpoint.portId(), endpoint.host())
                : SocketAddress.inetSocketAddress(port, endpoint.host());
    }

    private static HttpServerOptions options() {
        return new HttpServerOptions()
                .setPerMessageWebSocketCompressionSupported(false)
                .setPerFrameWebSocketCompressionSupported(false)
                .setStrictThreadMode(true);
    }
}
