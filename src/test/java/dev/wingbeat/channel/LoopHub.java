package dev.wingbeat.channel;

import dev.wingbeat.connection.Assigns;
import dev.wingbeat.connection.ConnectInfo;
import dev.wingbeat.connection.ConnectOutcome;
import dev.wingbeat.connection.Credentials;
import dev.wingbeat.connection.ServerContext;
import dev.wingbeat.connection.UserSocket;
import dev.wingbeat.credential.ConnectQuestion;
import dev.wingbeat.credential.CredentialKeeper;
import dev.wingbeat.credential.RevocationCheck;
import dev.wingbeat.limit.LoopAccount;
import dev.wingbeat.limit.NameLimit;
import dev.wingbeat.limit.NodeLimits;
import dev.wingbeat.limit.Permit;
import dev.wingbeat.protocol.Serializer;
import dev.wingbeat.pubsub.Loop;
import dev.wingbeat.pubsub.TestLoops;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Channels on real event loops, with {@link LoopClient}s in the place of transports. */
final class LoopHub implements AutoCloseable {

    static final int MAX_CHANNELS = 100;

    private static final ConnectInfo INFO = ConnectInfo.of("test", Map.of("vsn", "2.0.0"));

    private final TestLoops node;
    private final List<ChannelRoute> routes = new ArrayList<>();
    private InstantSource clock = InstantSource.system();
    private RevocationCheck revocations = RevocationCheck.NONE;
    private final List<LoopClient> clients = new ArrayList<>();
    private NodeLimits limits = NodeLimits.unlimited();

    LoopHub(int loops) {
        node = new TestLoops(loops);
    }

    LoopHub route(String pattern, Supplier<Channel> factory) {
        return route(pattern, Execution.EVENT_LOOP, factory);
    }

    LoopHub route(String pattern, Execution execution, Supplier<Channel> factory) {
        routes.add(new ChannelRoute(pattern, factory, execution, Assigns.NONE));
        return this;
    }

    LoopHub route(ChannelRoute route) {
        routes.add(route);
        return this;
    }

    /** Sets what clients may send that connect from now on. */
    LoopHub limits(NodeLimits limits) {
        this.limits = limits;
        return this;
    }

    /** Has credentials end by a clock, and by what has been revoked. */
    LoopHub credentials(InstantSource clock, RevocationCheck revocations) {
        this.clock = clock;
        this.revocations = revocations;
        return this;
    }

    TestLoops node() {
        return node;
    }

    /** Connects a client on loop 0. */
    LoopClient connect() {
        return connect(0);
    }

    LoopClient connect(int loop) {
        return connect(loop, Assigns.NONE, null);
    }

    /** Connects a client on a loop by credentials. */
    LoopClient connect(int loop, Assigns assigns, @Nullable Credentials credentials) {
        return connect(node.loop(loop), accepted(assigns, credentials, null));
    }

    /** Connects a client with a socket id on loop 0. */
    LoopClient connect(String id) {
        return connect(node.loop(0), accepted(Assigns.NONE, null, id));
    }

    private static ConnectOutcome.Connected accepted(
            Assigns assigns, @Nullable Credentials credentials, @Nullable String id) {
        return new ConnectOutcome.Connected(
                INFO, assigns, credentials, id, Permit.UNCOUNTED, null, null, Serializer.V2);
    }

    private LoopClient connect(Loop loop, ConnectOutcome.Connected connected) {
        var client = TestLoops.call(loop, () -> new LoopClient(handler(loop), connected, loop));
        clients.add(client);
        return client;
    }

    private SocketHandler handler(Loop loop) {
        return new SocketHandler(
                new ConnectQuestion(
                        UserSocket.acceptingAll(),
                        new CredentialKeeper(clock, CredentialKeeper.GRACE, revocations, loop::executeNextTurn)),
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
