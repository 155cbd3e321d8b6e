package dev.wingbeat;

import dev.wingbeat.channel.Channel;
import dev.wingbeat.channel.ChannelOptions;
import dev.wingbeat.channel.ChannelRoute;
import dev.wingbeat.connection.UserSocket;
import dev.wingbeat.jwt.JwtSocket;
import dev.wingbeat.transport.SocketOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Declares one socket of an endpoint: its channels, its transports and its limits. Not thread-safe. */
public final class SocketBuilder {

    private final List<ChannelRoute> routes = new ArrayList<>();
    private final SocketOptions options = new SocketOptions();

    SocketBuilder() {}

    /**
     * Routes topics to a channel whose callbacks run on the event loop. The first route that matches wins.
     *
     * @param pattern an exact topic, or a prefix followed by {@code *}
     * @param factory makes the channel of one join
     * @throws IllegalArgumentException for a {@code *} elsewhere than at the end of the pattern
     */
    public SocketBuilder channel(String pattern, Supplier<? extends Channel> factory) {
        return channel(pattern, factory, unchanged -> {});
    }

    /**
     * Routes topics to a channel, and says how it runs.
     *
     * @param change called at once
     */
    public SocketBuilder channel(String pattern, Supplier<? extends Channel> factory, Consumer<ChannelOptions> change) {
        var changed = new ChannelOptions();
        change.accept(changed);
        routes.add(changed.route(pattern, factory));
        return this;
    }

    /** Changes the transports and limits of this socket; called at once. */
    public SocketBuilder options(Consumer<SocketOptions> change) {
        change.accept(options);
        return this;
    }

    EndpointBuilder.SocketDeclaration declaration(String path, UserSocket userSocket) {
        if (userSocket instanceof JwtSocket) {
            options.authToken(true);
        }
        options.check();
        return new EndpointBuilder.SocketDeclaration(
                path, userSocket, new SocketOptions().from(options), List.copyOf(routes));
    }
}
