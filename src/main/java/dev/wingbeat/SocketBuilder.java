package dev.wingbeat;

import dev.wingbeat.channel.Channel;
import dev.wingbeat.channel.ChannelRoute;
import dev.wingbeat.channel.Execution;
import dev.wingbeat.connection.Assigns;
import dev.wingbeat.connection.UserSocket;
import dev.wingbeat.transport.SocketConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** Declares one socket of an endpoint: its channels, its transports and its limits. Not thread-safe. */
public final class SocketBuilder {

    private final List<ChannelRoute> routes = new ArrayList<>();
    private SocketConfig config;

    SocketBuilder(SocketConfig config) {
        this.config = config;
    }

    /**
     * Routes topics to a channel whose callbacks run on the event loop. The first route that matches wins.
     *
     * @param pattern an exact topic, or a prefix followed by {@code *}
     * @param factory makes the channel of one join
     * @throws IllegalArgumentException for a {@code *} elsewhere than at the end of the pattern
     */
    public SocketBuilder channel(String pattern, Supplier<? extends Channel> factory) {
        return channel(pattern, factory, Execution.EVENT_LOOP);
    }

    /** Routes topics to a channel, and says where its callbacks run. */
    public SocketBuilder channel(String pattern, Supplier<? extends Channel> factory, Execution execution) {
        return channel(new ChannelRoute(pattern, factory, execution, Assigns.NONE));
    }

    /** Adds a route. */
    public SocketBuilder channel(ChannelRoute route) {
        routes.add(route);
        return this;
    }

    /** Changes the transports and limits of this socket. */
    public SocketBuilder config(UnaryOperator<SocketConfig> change) {
        config = change.apply(config);
        return this;
    }

    EndpointBuilder.SocketDeclaration declaration(String path, UserSocket userSocket) {
        return new EndpointBuilder.SocketDeclaration(path, userSocket, config, List.copyOf(routes));
    }
}
