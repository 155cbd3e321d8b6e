package dev.wingbeat;

import dev.wingbeat.channel.ChannelRoute;
import dev.wingbeat.connection.UserSocket;
import dev.wingbeat.eventstream.EventStreamConfig;
import dev.wingbeat.presence.Presence;
import dev.wingbeat.transport.SocketConfig;
import dev.wingbeat.websocket.RawSocketConfig;
import dev.wingbeat.websocket.WebSocketHandler;
import io.vertx.ext.web.Router;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Says what an {@link Endpoint} offers, in reading order. Not thread-safe. */
public final class EndpointBuilder {

    /** A socket and its routes, as declared. */
    record SocketDeclaration(String path, UserSocket userSocket, SocketConfig config, List<ChannelRoute> routes) {}

    /** Raw WebSockets, as declared. */
    record WebSocketDeclaration(String path, Supplier<? extends WebSocketHandler> factory, RawSocketConfig config) {}

    /** Event streams, as declared. */
    record EventStreamDeclaration(String path, EventStreamConfig config) {}

    /** All that was declared. */
    record Declarations(
            List<SocketDeclaration> sockets,
            List<WebSocketDeclaration> webSockets,
            List<EventStreamDeclaration> eventStreams,
            List<Presence> presences,
            List<Consumer<Router>> web) {

        /** Returns a copy that has something around each of the application's own. */
        Declarations decorated(Decorator decorator) {
            return new Declarations(
                    sockets.stream().map(socket -> decorated(socket, decorator)).toList(),
                    webSockets.stream()
                            .map(raw -> new WebSocketDeclaration(
                                    raw.path(),
                                    () -> decorator.webSocket(raw.factory().get()),
                                    raw.config()))
                            .toList(),
                    eventStreams,
                    presences,
                    web);
        }

        private static SocketDeclaration decorated(SocketDeclaration socket, Decorator decorator) {
            List<ChannelRoute> routes = socket.routes().stream()
                    .map(route -> new ChannelRoute(
                            route.pattern(),
                            () -> decorator.channel(route.factory().get()),
                            route.execution(),
                            route.assigns(),
                            route.callbackTimeout()))
                    .toList();
            return new SocketDeclaration(
                    socket.path(), decorator.userSocket(socket.userSocket()), socket.config(), routes);
        }
    }

    private final List<SocketDeclaration> sockets = new ArrayList<>();
    private final List<WebSocketDeclaration> webSockets = new ArrayList<>();
    private final List<EventStreamDeclaration> eventStreams = new ArrayList<>();
    private final List<Presence> presences = new ArrayList<>();
    private final List<Consumer<Router>> web = new ArrayList<>();
    private EndpointConfig config = EndpointConfig.DEFAULT;

    EndpointBuilder() {}

    /**
     * Mounts a socket with its channels: WebSocket at {@code <path>/websocket}, no long-poll unless its configuration has it.
     * The same user socket may be mounted several times.
     *
     * @param userSocket decides who may connect
     * @param declare declares the channels; called at once
     */
    public EndpointBuilder socket(String path, UserSocket userSocket, Consumer<SocketBuilder> declare) {
        return socket(path, userSocket, SocketConfig.DEFAULT, declare);
    }

    /** Mounts a socket with its channels, beginning with a configuration. */
    public EndpointBuilder socket(
            String path, UserSocket userSocket, SocketConfig socketConfig, Consumer<SocketBuilder> declare) {
        var socket = new SocketBuilder(socketConfig);
        declare.accept(socket);
        sockets.add(socket.declaration(path, userSocket));
        return this;
    }

    /** Mounts raw WebSockets at a path, open to everybody whose origin the endpoint allows. */
    public EndpointBuilder webSocket(String path, Supplier<? extends WebSocketHandler> factory) {
        return webSocket(path, factory, RawSocketConfig.DEFAULT);
    }

    /**
     * Mounts raw WebSockets at a path, which may have variables such as {@code /arena/:id}: they are among the parameters.
     *
     * @param factory makes the handler of one connection; called on the connection's event loop
     */
    public EndpointBuilder webSocket(
            String path, Supplier<? extends WebSocketHandler> factory, RawSocketConfig rawSocketConfig) {
        webSockets.add(new WebSocketDeclaration(path, factory, rawSocketConfig));
        return this;
    }

    /**
     * Mounts a topic's broadcasts as server-sent events: those of the topic that the path's variable {@code :topic} names,
     * whichever it is, to everybody whose origin the endpoint allows.
     */
    public EndpointBuilder eventStream(String path) {
        return eventStream(path, EventStreamConfig.DEFAULT);
    }

    /** Mounts server-sent events, and says who may follow which topic. */
    public EndpointBuilder eventStream(String path, EventStreamConfig eventStreamConfig) {
        eventStreams.add(new EventStreamDeclaration(path, eventStreamConfig));
        return this;
    }

    /**
     * Runs a presence as long as the endpoint, which is ready when its lists are complete.
     *
     * @throws IllegalArgumentException when one of the same name is declared already
     */
    public EndpointBuilder presence(Presence presence) {
        if (presences.stream().anyMatch(other -> other.name().equals(presence.name()))) {
            throw new IllegalArgumentException("presence: " + presence.name() + " (expected: each name once)");
        }
        presences.add(presence);
        return this;
    }

    /** Adds routes of the application's own to the HTTP server; called once for each event loop. */
    public EndpointBuilder web(Consumer<Router> routes) {
        web.add(routes);
        return this;
    }

    /** Sets where the endpoint listens, and its limits. */
    public EndpointBuilder config(EndpointConfig endpointConfig) {
        config = endpointConfig;
        return this;
    }

    /**
     * Builds the endpoint; nothing is opened yet.
     *
     * @throws IllegalArgumentException for limits that contradict each other
     */
    public Endpoint build() {
        LimitRules rules = LimitRules.of(config);
        sockets.forEach(socket -> rules.check(socket.config()));
        webSockets.forEach(raw -> rules.check(raw.config()));
        return new Endpoint(
                config,
                new Declarations(
                        List.copyOf(sockets),
                        List.copyOf(webSockets),
                        List.copyOf(eventStreams),
                        List.copyOf(presences),
                        List.copyOf(web)));
    }
}
