package dev.wingbeat.eventstream;

import dev.wingbeat.connection.EndpointDefaults;
import dev.wingbeat.connection.OriginCheck;
import dev.wingbeat.connection.ServerContext;
import dev.wingbeat.credential.CredentialKeeper;
import dev.wingbeat.credential.RevocationCheck;
import dev.wingbeat.frame.FrameSinks;
import dev.wingbeat.frame.HttpConnections;
import dev.wingbeat.frame.HttpLimits;
import dev.wingbeat.limit.AddressLimit;
import dev.wingbeat.limit.ConnectionLimit;
import dev.wingbeat.limit.LoopAccount;
import dev.wingbeat.mount.MountContext;
import dev.wingbeat.mount.MountPath;
import dev.wingbeat.pubsub.NodePubSub;
import dev.wingbeat.support.Patience;
import dev.wingbeat.support.client.EventStreamProbe;
import dev.wingbeat.support.client.HttpAnswer;
import dev.wingbeat.support.client.HttpProbe;
import dev.wingbeat.websocket.RawSocketTransport;
import dev.wingbeat.websocket.WebSocketHandler;
import dev.wingbeat.websocket.WebSocketOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.IntPredicate;

/** One mount of event streams and one of WebSockets on one loop, with an HTTP server of its own that may end silent connections. */
public final class EventStreamNode extends VerticleBase implements AutoCloseable {

    private final EventStreamOptions config;
    private final int maxPending;
    private final Duration stallTimeout;
    private final int idleSeconds;
    private final Duration connectTimeout;
    private final Vertx onVertx = Vertx.vertx();
    private final NodePubSub pubSub = new NodePubSub(onVertx, "node-1");
    private MountContext mountContext;
    private EventStreamTransport transport;
    private int port;

    private EventStreamNode(
            EventStreamOptions config,
            int maxPending,
            Duration stallTimeout,
            int idleSeconds,
            Duration connectTimeout) {
        this.config = config;
        this.maxPending = maxPending;
        this.stallTimeout = stallTimeout;
        this.idleSeconds = idleSeconds;
        this.connectTimeout = connectTimeout;
        await(onVertx.deployVerticle(this));
    }

    /** Makes one whose HTTP server ends a connection after a second of silence. */
    static EventStreamNode withIdleTimeout(EventStreamOptions config) {
        return new EventStreamNode(config, 1 << 20, Duration.ofHours(1), 1, Patience.LIMIT);
    }

    /** Makes one that gives up clients that do not read. */
    static EventStreamNode withLimits(int maxPending, Duration stallTimeout) {
        return new EventStreamNode(new EventStreamOptions(), maxPending, stallTimeout, 0, Patience.LIMIT);
    }

    /** Makes one that does not wait long for the application's decision. */
    public static EventStreamNode withConnectTimeout(EventStreamOptions config, Duration connectTimeout) {
        return new EventStreamNode(config, 1 << 20, Duration.ofHours(1), 0, connectTimeout);
    }

    @Override
    public Future<?> start() {
        var defaults = new EndpointDefaults(
                "localhost",
                "a secret of at least twenty bytes",
                new EndpointDefaults.Live(
                        new EndpointDefaults.Changeable(OriginCheck.SAME_HOST, maxPending, stallTimeout, null)),
                Patience.LIMIT,
                connectTimeout,
                AddressLimit.unlimited());
        var account = LoopAccount.unlimited();
        var server = new ServerContext(vertx, pubSub, pubSub.newLoop(context, FrameSinks.nextTurn(context)), account);
        var time = server.loop().time();
        var http = new HttpConnections(
                HttpLimits.DEFAULT, () -> stallTimeout, failure -> {}, time::now, new ConnectionLimit(1_000), account);
        mountContext = new MountContext(defaults, server, FrameSinks.on(context, account, http, time));
        var credentials = new CredentialKeeper(
                InstantSource.system(), CredentialKeeper.GRACE, RevocationCheck.NONE, server.loop()::executeNextTurn);
        transport = new EventStreamTransport(config, mountContext, credentials);
        vertx.setPeriodic(20, ignored -> {
            if (time.tick()) {
                transport.tick(time.now());
            }
        });
        var raw = new RawSocketTransport(
                () -> new WebSocketHandler() {},
                new WebSocketOptions().userSocket(config.userSocket()),
                mountContext,
                credentials);
        var path = MountPath.of("/events/:topic", "/");
        return vertx.createHttpServer(
                        new HttpServerOptions().setIdleTimeout(idleSeconds).setStrictThreadMode(true))
                .requestHandler(request -> {
                    if (request.path().equals("/raw")) {
                        raw.handle(request, Map.of());
                    } else {
                        transport.handle(request, path.match(request.path()));
                    }
                })
                .listen(0, "localhost")
                .onSuccess(listening -> port = listening.actualPort());
    }

    EventStreamProbe open(String topic, int receiveBuffer) {
        return EventStreamProbe.open(port, HttpProbe.get("/events/" + topic), receiveBuffer);
    }

    public HttpAnswer get(String topic) {
        return HttpProbe.get("/events/" + topic).send(port);
    }

    /** Attempts the handshake of a WebSocket whose user socket is that of the event streams. */
    public HttpAnswer upgrade() {
        return HttpProbe.upgrade("/raw").send(port);
    }

    void broadcast(String topic, String event, Object payload) {
        pubSub.broadcast(topic, event, payload);
    }

    /** Waits until so many streams are open. */
    public void untilStreams(IntPredicate wanted) {
        long deadline = System.nanoTime() + Patience.LIMIT.toNanos();
        while (System.nanoTime() < deadline) {
            Promise<Integer> count = Promise.promise();
            mountContext
                    .loop()
                    .execute(() -> count.complete(transport.connections().all().size()));
            if (wanted.test(await(count.future()))) {
                return;
            }
        }
        throw new AssertionError("not that many streams in " + Patience.LIMIT);
    }

    @Override
    public void close() {
        await(onVertx.close());
    }

    private static <T> T await(Future<T> future) {
        try {
            return future.await(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
