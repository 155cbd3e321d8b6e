package dev.wingbeat;

import static java.util.Objects.requireNonNull;

import dev.wingbeat.auth.AuthChannel;
import dev.wingbeat.channel.Channel;
import dev.wingbeat.channel.ChannelOptions;
import dev.wingbeat.channel.ChannelRoute;
import dev.wingbeat.channel.ChannelRoutes;
import dev.wingbeat.connection.UserSocket;
import dev.wingbeat.credential.TokenVerifier;
import dev.wingbeat.jwt.Jwt;
import dev.wingbeat.jwt.JwtSocket;
import dev.wingbeat.transport.SocketOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Declares one socket of an endpoint: its channels, its transports and its limits. Not thread-safe. */
public final class SocketBuilder {

    private final List<ChannelRoute> routes = new ArrayList<>();
    private final SocketOptions options = new SocketOptions();
    private @Nullable TokenVerifier verifier;

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

    /**
     * Lets clients renew their credentials on a topic of ours, {@code auth}: it is joined like any other, and takes tokens that
     * this verifies. It needs no mention when the user socket is a {@link TokenVerifier}. A connection that was accepted without
     * {@link dev.wingbeat.connection.Credentials} has none to renew.
     */
    public SocketBuilder tokens(TokenVerifier verifier) {
        this.verifier = requireNonNull(verifier, "verifier: null (expected: a TokenVerifier)");
        return this;
    }

    /** Changes the transports and limits of this socket; called at once. */
    public SocketBuilder options(Consumer<SocketOptions> change) {
        change.accept(options);
        return this;
    }

    Declarations.SocketDeclaration declaration(String path, UserSocket userSocket) {
        Jwt jwt = userSocket instanceof JwtSocket byToken ? byToken.jwt() : null;
        if (jwt != null) {
            options.authToken(true);
        }
        options.check();
        return new Declarations.SocketDeclaration(
                path, userSocket, new SocketOptions().from(options), routes(userSocket), jwt);
    }

    private List<ChannelRoute> routes(UserSocket userSocket) {
        TokenVerifier tokens = verifier == null && userSocket instanceof TokenVerifier own ? own : verifier;
        if (tokens == null) {
            return List.copyOf(routes);
        }
        var table = new ChannelRoutes(routes);
        ChannelRoute auth = AuthChannel.route(tokens, topic -> {
            ChannelRoute route = table.match(topic);
            return route == null ? null : route.topicTokens();
        });
        return Stream.concat(Stream.of(auth), routes.stream()).toList();
    }
}
