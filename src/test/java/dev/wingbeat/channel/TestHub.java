package dev.wingbeat.channel;

import dev.wingbeat.connection.Assigns;
import dev.wingbeat.connection.ServerContext;
import dev.wingbeat.connection.UserSocket;
import dev.wingbeat.limit.LoopAccount;
import dev.wingbeat.limit.NameLimit;
import dev.wingbeat.limit.NodeLimits;
import dev.wingbeat.pubsub.Loop;
import dev.wingbeat.pubsub.TestLoops;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Channels on real event loops, with {@link TestClient}s in the place of transports. */
final class TestHub implements AutoCloseable {

    static final int MAX_CHANNELS = 100;

    private final TestLoops node;
    private final List<ChannelRoute> routes = new ArrayList<>();
    private final List<TestClient> clients = new ArrayList<>();
    private NodeLimits limits = NodeLimits.unlimited();

    TestHub(int loops) {
        node = new TestLoops(loops);
    }

    TestHub route(String pattern, Supplier<Channel> factory) {
        return route(pattern, Execution.EVENT_LOOP, factory);
    }

    TestHub route(String pattern, Execution execution, Supplier<Channel> factory) {
        routes.add(new ChannelRoute(pattern, factory, execution, Assigns.NONE));
        return this;
    }

    TestHub route(ChannelRoute route) {
        routes.add(route);
        return this;
    }

    /** Sets what clients may send that connect from now on. */
    TestHub limits(NodeLimits limits) {
        this.limits = limits;
        return this;
    }

    TestLoops node() {
        return node;
    }

    /** Connects a client on loop 0. */
    TestClient connect() {
        return connect(0);
    }

    TestClient connect(int loop) {
        var client = TestLoops.call(node.loop(loop), () -> new TestClient(handler(node.loop(loop)), node.loop(loop)));
        clients.add(client);
        return client;
    }

    /** Connects a client with a socket id on loop 0. */
    TestClient connect(String id) {
        Loop loop = node.loop(0);
        var client = TestLoops.call(loop, () -> new TestClient(handler(loop), loop, id));
        clients.add(client);
        return client;
    }

    private SocketHandler handler(Loop loop) {
        return new SocketHandler(
                UserSocket.acceptingAll(),
                new ChannelRoutes(routes),
                MAX_CHANNELS,
                new NameLimit(NameLimit.DEFAULT),
                new ServerContext(node.vertx(), node.pubSub(), loop, LoopAccount.unlimited(), limits));
    }

    @Override
    public void close() {
        clients.forEach(client -> client.close(StopReason.CLOSED));
        node.close();
    }
}
