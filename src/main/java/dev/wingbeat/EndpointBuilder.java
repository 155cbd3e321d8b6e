package dev.wingbeat;

import static java.lang.System.Logger.Level.WARNING;

import dev.wingbeat.api.ApiKeys;
import dev.wingbeat.channel.ChannelRoute;
import dev.wingbeat.channel.ChannelRoutes;
import dev.wingbeat.connection.UserSocket;
import dev.wingbeat.eventstream.EventStreamOptions;
import dev.wingbeat.jwt.Jwt;
import dev.wingbeat.limit.Limits;
import dev.wingbeat.presence.Presence;
import dev.wingbeat.revocation.RevocationSource;
import dev.wingbeat.room.Room;
import dev.wingbeat.room.RoomKind;
import dev.wingbeat.room.RoomOptions;
import dev.wingbeat.trace.BroadcastTraces;
import dev.wingbeat.trace.Traces;
import dev.wingbeat.transport.SocketOptions;
import dev.wingbeat.websocket.WebSocketHandler;
import dev.wingbeat.websocket.WebSocketOptions;
import io.vertx.ext.web.Router;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Declares what an {@link Endpoint} serves: sockets with their channels, rooms, pages and options. Not thread-safe. */
public final class EndpointBuilder {

    private static final System.Logger LOGGER = System.getLogger(EndpointBuilder.class.getName());

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

    /** All that was declared. */
    record Declarations(
            List<SocketDeclaration> sockets,
            List<WebSocketDeclaration> webSockets,
            List<EventStreamDeclaration> eventStreams,
            List<Presence> presences,
            List<RoomKind> rooms,
            List<Consumer<Router>> web,
            @Nullable RevocationSource revocations,
            @Nullable Traces traces) {

        /** Refuses limits of the mounts that contradict those of their endpoint, and keys that nothing asks for. */
        void check(EndpointOptions endpoint) {
            if (endpoint.managementPort() == null && !endpoint.apiKeys().isEmpty()) {
                throw new IllegalArgumentException("api keys: "
                        + endpoint.apiKeys().size() + " without a management port (expected: both, or neither)");
            }
            if (endpoint.managementPort() == null && endpoint.apiPort() != null) {
                throw new IllegalArgumentException(
                        "apiPort: " + endpoint.apiPort() + " without a management port (expected: both, or neither)");
            }
            var unused = ApiKeys.checked(endpoint.apiKeys());
            LimitRules rules = LimitRules.of(endpoint);
            sockets.forEach(socket -> rules.check(socket.options()));
            webSockets.forEach(raw -> rules.check(raw.options()));
            warnOfPatterns(endpoint.rateLimits());
        }

        /** Says which limits and policies hold for no route, as when their pattern is misspelt. */
        private void warnOfPatterns(Limits limits) {
            var known = new TreeSet<String>();
            sockets.forEach(socket -> socket.routes().forEach(route -> known.add(route.pattern())));
            rooms.forEach(kind -> known.addAll(List.of(kind.name() + ":*", "lobby:" + kind.name())));
            Stream.concat(limits.patterns().keySet().stream(), limits.slow().keySet().stream())
                    .filter(pattern -> !known.contains(pattern))
                    .distinct()
                    .sorted()
                    .forEach(pattern -> LOGGER.log(
                            WARNING,
                            "limits or slow of " + pattern + " hold for no route (expected: one of " + known + ")"));
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
                            .map(kind ->
                                    new RoomKind(kind.name(), kind.factory(), kind.options(), decorator::roomFailed))
                            .toList(),
                    web,
                    revocations,
                    traces);
        }

        /** Returns what begins the spans of broadcasts, null when nobody records them. */
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
                            Stream.concat(routes.stream(), socket.routes().stream())
                                    .toList(),
                            socket.jwt()))
                    .toList();
            return new Declarations(more, webSockets, eventStreams, presences, rooms, web, revocations, traces);
        }

        private static SocketDeclaration decorated(SocketDeclaration socket, Decorator decorator) {
            List<ChannelRoute> routes = socket.routes().stream()
                    .map(route ->
                            route.with(() -> decorator.channel(route.factory().get())))
                    .toList();
            return new SocketDeclaration(
                    socket.path(), decorator.userSocket(socket.userSocket()), socket.options(), routes, socket.jwt());
        }
    }

    private final List<SocketDeclaration> sockets = new ArrayList<>();
    private final List<WebSocketDeclaration> webSockets = new ArrayList<>();
    private final List<EventStreamDeclaration> eventStreams = new ArrayList<>();
    private final List<Presence> presences = new ArrayList<>();
    private final List<RoomKind> rooms = new ArrayList<>();
    private final List<Consumer<Router>> web = new ArrayList<>();
    private final EndpointOptions options = new EndpointOptions();
    private @Nullable RevocationSource revocations;
    private @Nullable Traces traces;

    EndpointBuilder() {}

    /**
     * Mounts a socket with its channels: WebSocket at {@code <path>/websocket}, long-poll at {@code <path>/longpoll}. The same
     * user socket may be mounted several times.
     *
     * @param userSocket decides who may connect
     * @param declare declares the channels and the options of the socket; called at once
     * @throws IllegalArgumentException for a value out of range, or for values that contradict each other
     */
    public EndpointBuilder socket(String path, UserSocket userSocket, Consumer<SocketBuilder> declare) {
        var socket = new SocketBuilder();
        declare.accept(socket);
        sockets.add(socket.declaration(path, userSocket));
        return this;
    }

    /** Mounts plain WebSockets at a path, open to every client whose origin the endpoint allows. */
    public EndpointBuilder webSocket(String path, Supplier<? extends WebSocketHandler> factory) {
        return webSocket(path, factory, unchanged -> {});
    }

    /**
     * Mounts plain WebSockets at a path. Variables in it, as in {@code /arena/:id}, become connect parameters.
     *
     * @param factory makes the handler of one connection; called on the connection's event loop
     * @param change sets who may connect, and their limits; called at once
     * @throws IllegalArgumentException for a value out of range, or for values that contradict each other
     */
    public EndpointBuilder webSocket(
            String path, Supplier<? extends WebSocketHandler> factory, Consumer<WebSocketOptions> change) {
        var changed = new WebSocketOptions();
        change.accept(changed);
        changed.check();
        webSockets.add(new WebSocketDeclaration(path, factory, new WebSocketOptions().from(changed)));
        return this;
    }

    /**
     * Mounts an event stream, which sends a topic's broadcasts as server-sent events. The path variable {@code :topic} names the
     * topic, unless the options choose another one.
     *
     * @param change sets who may follow which topic; called at once
     * @throws IllegalArgumentException for a value out of range, or for values that contradict each other
     */
    public EndpointBuilder eventStream(String path, Consumer<EventStreamOptions> change) {
        var changed = new EventStreamOptions();
        change.accept(changed);
        changed.check();
        eventStreams.add(new EventStreamDeclaration(path, new EventStreamOptions().from(changed)));
        return this;
    }

    /**
     * Runs a presence for as long as the endpoint runs. The endpoint becomes ready only when the presence's lists are complete.
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

    /** Declares a kind of rooms, with the default options. */
    public EndpointBuilder rooms(String kind, Supplier<? extends Room> factory) {
        return rooms(kind, factory, unchanged -> {});
    }

    /**
     * Declares a kind of rooms. Players join the topic {@code <kind>:<id>} on any socket of the endpoint.
     *
     * @param kind lower-case letters, digits and {@code _}, at most 32, a letter first
     * @param factory makes the object of one room; called on the room's thread
     * @param change changes the default options; called at once
     * @throws IllegalArgumentException for an invalid kind, for one that is declared already, and for a value out of range
     */
    public EndpointBuilder rooms(String kind, Supplier<? extends Room> factory, Consumer<RoomOptions> change) {
        if (rooms.stream().anyMatch(other -> other.name().equals(kind))) {
            throw new IllegalArgumentException("kind: " + kind + " (expected: each kind once)");
        }
        var changed = new RoomOptions();
        change.accept(changed);
        rooms.add(new RoomKind(kind, factory, new RoomOptions().from(changed)));
        return this;
    }

    /** Mounts a socket whose only channels are those of rooms. */
    public EndpointBuilder socket(String path, UserSocket userSocket) {
        return socket(path, userSocket, rooms -> {});
    }

    /** Adds routes of the application's own to the HTTP server; called once for each event loop. */
    public EndpointBuilder web(Consumer<Router> routes) {
        web.add(routes);
        return this;
    }

    /**
     * Changes the options of the endpoint: where it listens, and the settings that all its mounts share.
     *
     * @param change called at once
     * @throws IllegalArgumentException for a value out of range
     */
    public EndpointBuilder options(Consumer<EndpointOptions> change) {
        change.accept(options);
        return this;
    }

    /** Sets the source of earlier revocations, read at the start since nodes keep them in memory only; none by default. */
    public EndpointBuilder revocations(RevocationSource source) {
        this.revocations = source;
        return this;
    }

    /** Sets the recorder of traces, none by default. See {@link dev.wingbeat.trace.OpenTelemetryTraces}. */
    public EndpointBuilder traces(Traces recording) {
        this.traces = recording;
        return this;
    }

    /**
     * Builds the endpoint; nothing is opened yet.
     *
     * @throws IllegalArgumentException for limits that contradict each other
     */
    public Endpoint build() {
        var declarations = new Declarations(
                List.copyOf(sockets),
                List.copyOf(webSockets),
                List.copyOf(eventStreams),
                List.copyOf(presences),
                List.copyOf(rooms),
                List.copyOf(web),
                revocations,
                traces);
        declarations.check(options);
        return new Endpoint(new EndpointOptions().from(options), declarations);
    }
}
