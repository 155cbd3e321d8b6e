package dev.wingbeat;

import static java.lang.System.Logger.Level.WARNING;

import dev.wingbeat.api.ApiKeys;
import dev.wingbeat.channel.ChannelRoute;
import dev.wingbeat.channel.ChannelRoutes;
import dev.wingbeat.connection.UserSocket;
import dev.wingbeat.console.ConsoleAuth;
import dev.wingbeat.eventstream.EventStreamOptions;
import dev.wingbeat.jwt.Jwt;
import dev.wingbeat.limit.Limits;
import dev.wingbeat.presence.Presence;
import dev.wingbeat.revocation.RevocationSource;
import dev.wingbeat.room.RoomKind;
import dev.wingbeat.trace.BroadcastTraces;
import dev.wingbeat.trace.Traces;
import dev.wingbeat.transport.SocketOptions;
import dev.wingbeat.websocket.WebSocketHandler;
import dev.wingbeat.websocket.WebSocketOptions;
import io.vertx.ext.web.Router;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** All that an {@link EndpointBuilder} has declared. */
record Declarations(
        List<SocketDeclaration> sockets,
        List<WebSocketDeclaration> webSockets,
        List<EventStreamDeclaration> eventStreams,
        List<Presence> presences,
        List<RoomKind> rooms,
        List<Consumer<Router>> web,
        @Nullable RevocationSource revocations,
        @Nullable Traces traces,
        @Nullable ConsoleAuth console) {

    private static final System.Logger LOGGER = System.getLogger(Declarations.class.getName());

    /**
     * A socket and its routes, as declared.
     *
     * @param jwt what verifies its clients' tokens, null when it is none of ours
     */
    record SocketDeclaration(
            String path,
            UserSocket userSocket,
            SocketOptions options,
            List<ChannelRoute> routes,
            @Nullable Jwt jwt) {}

    /** Raw WebSockets, as declared. */
    record WebSocketDeclaration(String path, Supplier<? extends WebSocketHandler> factory, WebSocketOptions options) {}

    /** Event streams, as declared. */
    record EventStreamDeclaration(String path, EventStreamOptions options) {}

    /** Refuses limits of the mounts that contradict those of their endpoint, and keys that nothing asks for. */
    void check(EndpointOptions endpoint) {
        if (endpoint.managementPort() == null && !endpoint.apiKeys().isEmpty()) {
            throw new IllegalArgumentException("api keys: " + endpoint.apiKeys().size()
                    + " without a management port (expected: both, or neither)");
        }
        if (endpoint.managementPort() == null && endpoint.apiPort() != null) {
            throw new IllegalArgumentException(
                    "apiPort: " + endpoint.apiPort() + " without a management port (expected: both, or neither)");
        }
        if (endpoint.managementPort() == null && console != null) {
            LOGGER.log(
                    WARNING, "console: nobody reaches it (expected: a management port, as by --management-port 4090)");
        }
        var unused = ApiKeys.checked(endpoint.apiKeys());
        LimitRules rules = LimitRules.of(endpoint);
        sockets.forEach(socket -> rules.check(socket.options()));
        webSockets.forEach(raw -> rules.check(raw.options()));
        warnOfPatterns(endpoint.rateLimits());
    }

    /** Warns of limits and policies that apply to no route, as when their pattern is misspelt. */
    private void warnOfPatterns(Limits limits) {
        var known = new TreeSet<String>();
        sockets.forEach(socket -> socket.routes().forEach(route -> known.add(route.pattern())));
        rooms.forEach(kind -> known.addAll(List.of(kind.name() + ":*", "lobby:" + kind.name())));
        Stream.concat(limits.patterns().keySet().stream(), limits.slow().keySet().stream())
                .filter(pattern -> !known.contains(pattern))
                .distinct()
                .sorted()
                .forEach(pattern -> LOGGER.log(
                        WARNING, "limits or slow of " + pattern + " match no route (expected: one of " + known + ")"));
    }

    /** Returns a copy that has something around each of the application's own. */
    Declarations decorated(Decorator decorator) {
        return new Declarations(
                sockets.stream().map(socket -> decorated(socket, decorator)).toList(),
                webSockets.stream()
                        .map(raw -> new WebSocketDeclaration(
                                raw.path(),
                                () -> decorator.webSocket(raw.factory().get()),
                                raw.options()))
                        .toList(),
                eventStreams,
                presences,
                rooms.stream()
                        .map(kind -> new RoomKind(kind.name(), kind.factory(), kind.options(), decorator::roomFailed))
                        .toList(),
                web,
                revocations,
                traces,
                console);
    }

    /** Returns the recorder of the spans of broadcasts, null without one. */
    @Nullable
    BroadcastTraces broadcastTraces() {
        var routes = new ChannelRoutes(
                sockets.stream().flatMap(socket -> socket.routes().stream()).toList());
        return traces == null ? null : new BroadcastTraces(traces, routes::patternOf);
    }

    /** Returns a copy whose sockets have some routes more, ahead of their own. */
    Declarations with(List<ChannelRoute> routes) {
        List<SocketDeclaration> more = sockets.stream()
                .map(socket -> new SocketDeclaration(
                        socket.path(),
                        socket.userSocket(),
                        socket.options(),
                        Stream.concat(routes.stream(), socket.routes().stream()).toList(),
                        socket.jwt()))
                .toList();
        return new Declarations(more, webSockets, eventStreams, presences, rooms, web, revocations, traces, console);
    }

    private static SocketDeclaration decorated(SocketDeclaration socket, Decorator decorator) {
        List<ChannelRoute> routes = socket.routes().stream()
                .map(route -> route.with(() -> decorator.channel(route.factory().get())))
                .toList();
        return new SocketDeclaration(
                socket.path(), decorator.userSocket(socket.userSocket()), socket.options(), routes, socket.jwt());
    }
}
