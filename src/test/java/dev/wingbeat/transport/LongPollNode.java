package dev.wingbeat.transport;

import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.wingbeat.channel.Channel;
import dev.wingbeat.channel.ChannelRoute;
import dev.wingbeat.channel.ChannelRoutes;
import dev.wingbeat.channel.Execution;
import dev.wingbeat.channel.HandleResult;
import dev.wingbeat.channel.JoinResult;
import dev.wingbeat.channel.Socket;
import dev.wingbeat.channel.SocketHandler;
import dev.wingbeat.channel.StopReason;
import dev.wingbeat.connection.Assigns;
import dev.wingbeat.connection.ConnectInfo;
import dev.wingbeat.connection.ConnectResult;
import dev.wingbeat.connection.DisconnectReason;
import dev.wingbeat.connection.EndpointDefaults;
import dev.wingbeat.connection.OriginCheck;
import dev.wingbeat.connection.ServerContext;
import dev.wingbeat.connection.TransportMetrics;
import dev.wingbeat.connection.UserSocket;
import dev.wingbeat.credential.ConnectQuestion;
import dev.wingbeat.credential.CredentialKeeper;
import dev.wingbeat.credential.RevocationCheck;
import dev.wingbeat.frame.FrameSinks;
import dev.wingbeat.limit.AddressLimit;
import dev.wingbeat.limit.LoopAccount;
import dev.wingbeat.limit.NameLimit;
import dev.wingbeat.mount.MountPath;
import dev.wingbeat.protocol.Payload;
import dev.wingbeat.pubsub.Loop;
import dev.wingbeat.pubsub.NodePubSub;
import dev.wingbeat.pubsub.PubSub;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One mount on two event loops. Each loop listens on a port of its own, so that a test decides where a request comes in.
 */
final class LongPollNode implements AutoCloseable {

    /** For tests that wait for its end. */
    static final Duration WINDOW = Duration.ofSeconds(1);

    static final int SECONDS = 30;

    final BlockingQueue<ConnectInfo> connects = new LinkedBlockingQueue<>();
    final BlockingQueue<StopReason> endings = new LinkedBlockingQueue<>();
    final CountDownLatch unblock = new CountDownLatch(1);
    final PubSub pubSub;
    private final Vertx vertx = Vertx.vertx();
    final LongPollServers servers = new LongPollServers(
            "node-1", vertx, new NodePubSub(vertx, "node-1").lanes().counters());
    private final List<OneLoop> loops = new ArrayList<>();
    private final NodePubSub nodePubSub;
    private final LongPollMount mount;

    LongPollNode(LongPollOptions config) {
        this(new SocketOptions().longPoll(longPoll -> longPoll.from(config)));
    }

    LongPollNode(SocketOptions config) {
        this(config, Duration.ofSeconds(SECONDS));
    }

    /** Makes one that does not wait long for the application's decision. */
    static LongPollNode withConnectTimeout(Duration connectTimeout) {
        return new LongPollNode(new SocketOptions().longPoll(longPoll -> longPoll.from(config())), connectTimeout);
    }

    private LongPollNode(SocketOptions config, Duration connectTimeout) {
        nodePubSub = new NodePubSub(vertx, "node-1");
        pubSub = nodePubSub;
        var defaults = new EndpointDefaults(
                "localhost",
                "a secret of at least twenty bytes",
                new EndpointDefaults.Live(
                        new EndpointDefaults.Changeable(OriginCheck.SAME_HOST, 1 << 20, Duration.ofSeconds(10), null)),
                Duration.ofSeconds(30),
                connectTimeout,
                AddressLimit.unlimited());
        mount = LongPollMount.at("/socket/:tenant", config, defaults, servers);
        var other = LongPollMount.at("/other/:tenant", config, defaults, servers);
        for (int i = 0; i < 2; i++) {
            var loop = new OneLoop(other, config.maxChannels());
            await(vertx.deployVerticle(loop));
            loops.add(loop);
        }
    }

    /** Returns a config whose polls wait for ever: no test that ends in time is given up, however busy the machine. */
    static LongPollOptions config() {
        return new LongPollOptions().window(Duration.ofHours(1));
    }

    /** Starts a node whose polls end after {@link #WINDOW}. */
    static LongPollNode brief() {
        return new LongPollNode(config().window(WINDOW));
    }

    int port(int loop) {
        return loops.get(loop).port;
    }

    LongPollClient client() {
        return new LongPollClient(port(0), "/socket/acme/longpoll");
    }

    /** Closes all connections of a loop, as a drainer does. */
    void close(int loop, DisconnectReason reason) {
        var handler = loops.get(loop).handler;
        handler.context()
                .loop()
                .execute(() -> List.copyOf(handler.connections().all()).forEach(socket -> socket.close(reason)));
    }

    /** Lets a loop stand still for a while, later. */
    void standStill(int loop, Duration after, Duration length) {
        Loop still = loops.get(loop).handler.context().loop();
        vertx.setTimer(
                after.toMillis(),
                timer -> still.execute(() -> {
                    try {
                        assertFalse(unblock.await(length.toMillis(), TimeUnit.MILLISECONDS));
                    } catch (InterruptedException e) {
                        throw new AssertionError(e);
                    }
                }));
    }

    int sockets(int loop) {
        return onLoop(loop, () -> loops.get(loop).handler.connections().all().size());
    }

    /** Waits until a connection of loop 0 has the poll that is wanted, null standing for none; returns it. */
    LongPollPeer.@Nullable Poll untilWaiting(LongPollClient client, Predicate<LongPollPeer.@Nullable Poll> wanted) {
        var server = (LongPollServer) mount.find(client.token);
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        while (System.nanoTime() < deadline) {
            var waiting = onLoop(0, server::waiting);
            if (wanted.test(waiting)) {
                return waiting;
            }
        }
        throw new AssertionError("no such poll within " + SECONDS + " s");
    }

    private <T> @Nullable T onLoop(int loop, Supplier<@Nullable T> task) {
        Promise<T> result = Promise.promise();
        loops.get(loop).handler.context().loop().execute(() -> result.complete(task.get()));
        return await(result.future());
    }

    @Override
    public void close() {
        unblock.countDown();
        await(vertx.close());
    }

    static <T> T await(Future<T> future) {
        try {
            return future.await(SECONDS, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    static <T> T next(BlockingQueue<T> queue) throws InterruptedException {
        T next = queue.poll(SECONDS, TimeUnit.SECONDS);
        if (next == null) {
            throw new AssertionError("nothing came within " + SECONDS + " s");
        }
        return next;
    }

    private final class OneLoop extends VerticleBase {

        private final LongPollMount other;
        private final int maxChannels;
        private SocketHandler handler;
        private int port;

        OneLoop(LongPollMount other, int maxChannels) {
            this.other = other;
            this.maxChannels = maxChannels;
        }

        @Override
        public Future<?> start() {
            var loop = nodePubSub.newLoop(context, FrameSinks.nextTurn(context));
            vertx.setPeriodic(250, ignored -> {
                var unused = loop.time().tick();
            });
            var routes = new ChannelRoutes(
                    List.of(new ChannelRoute("room:*", RoomChannel::new, Execution.EVENT_LOOP, Assigns.NONE)));
            handler = new SocketHandler(
                    new ConnectQuestion(
                            new TestSocket(),
                            new CredentialKeeper(
                                    InstantSource.system(),
                                    CredentialKeeper.GRACE,
                                    RevocationCheck.NONE,
                                    loop::executeNextTurn)),
                    routes,
                    maxChannels,
                    new NameLimit(NameLimit.DEFAULT),
                    new ServerContext(vertx, pubSub, loop, LoopAccount.unlimited()));
            var metrics = new TransportMetrics(loop.metrics(), "/socket", LongPollTransport.NAME);
            var transport = new LongPollTransport(handler, mount, metrics);
            var second = new LongPollTransport(handler, other, metrics);
            var path = MountPath.of("/socket/:tenant", "/longpoll");
            var secondPath = MountPath.of("/other/:tenant", "/longpoll");
            return vertx.createHttpServer()
                    .requestHandler(request -> {
                        Map<String, String> variables = path.match(request.path());
                        if (variables != null) {
                            transport.handle(request, variables);
                        } else {
                            second.handle(request, secondPath.match(request.path()));
                        }
                    })
                    .listen(0, "127.0.0.1")
                    .onSuccess(server -> port = server.actualPort());
        }
    }

    private final class TestSocket implements UserSocket {

        @Override
        public ConnectResult connect(ConnectInfo connect) {
            connects.add(connect);
            return switch (connect.param("do", "")) {
                case "refuse" -> ConnectResult.refuse();
                case "reason" -> ConnectResult.refuse("because");
                case "throw" -> throw new IllegalStateException("thrown in connect");
                case "never" -> ConnectResult.async(Future.future(never -> {}));
                case "later" ->
                    ConnectResult.async(vertx.timer(1, TimeUnit.MILLISECONDS).map(ignored -> ConnectResult.accept()));
                default -> ConnectResult.accept();
            };
        }

        @Override
        public @Nullable String id(Assigns assigns) {
            return "user:1";
        }
    }

    private final class RoomChannel implements Channel {

        @Override
        public JoinResult join(String topic, Payload payload, Socket socket) {
            return topic.equals("room:never") ? JoinResult.async(Future.future(never -> {})) : JoinResult.ok();
        }

        @Override
        public HandleResult handleIn(String event, Payload payload, Socket socket) throws Exception {
            return switch (event) {
                case "echo" -> HandleResult.ok(payload);
                case "push" -> {
                    for (int i = 1; i <= payload.json().getInteger("n"); i++) {
                        socket.push("pushed", Map.of("i", i));
                    }
                    yield HandleResult.noReply();
                }
                case "push_binary" -> {
                    socket.push("bytes", payload);
                    yield HandleResult.noReply();
                }
                case "size" ->
                    HandleResult.ok(Payload.of("bytes", payload.buffer().length()));
                case "block" -> {
                    unblock.await(); // the loop of this connection stands still, on purpose
                    yield HandleResult.ok();
                }
                default -> HandleResult.unknown(event);
            };
        }

        @Override
        public void terminate(StopReason reason, Socket socket) {
            endings.add(reason);
        }
    }
}
