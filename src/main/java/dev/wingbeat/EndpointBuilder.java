package dev.wingbeat;

import static java.util.Objects.requireNonNull;

import dev.wingbeat.Declarations.EventStreamDeclaration;
import dev.wingbeat.Declarations.SocketDeclaration;
import dev.wingbeat.Declarations.WebSocketDeclaration;
import dev.wingbeat.connection.UserSocket;
import dev.wingbeat.console.ConsoleAuth;
import dev.wingbeat.eventstream.EventStreamOptions;
import dev.wingbeat.presence.Presence;
import dev.wingbeat.revocation.RevocationSource;
import dev.wingbeat.room.Room;
import dev.wingbeat.room.RoomKind;
import dev.wingbeat.room.RoomOptions;
import dev.wingbeat.trace.Traces;
import dev.wingbeat.websocket.WebSocketHandler;
import dev.wingbeat.websocket.WebSocketOptions;
import io.vertx.ext.web.Router;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Declares what an {@link Endpoint} serves: sockets with their channels, rooms, pages and options. Not thread-safe. */
public final class EndpointBuilder {

    private final List<SocketDeclaration> sockets = new ArrayList<>();
    private final List<WebSocketDeclaration> webSockets = new ArrayList<>();
    private final List<EventStreamDeclaration> eventStreams = new ArrayList<>();
    private final List<Presence> presences = new ArrayList<>();
    private final List<RoomKind> rooms = new ArrayList<>();
    private final List<Consumer<Router>> web = new ArrayList<>();
    private final EndpointOptions options = new EndpointOptions();
    private @Nullable RevocationSource revocations;
    private @Nullable Traces traces;
    private @Nullable ConsoleAuth console;

    EndpointBuilder() {}

    /**
     * Mounts a socket with its channels: WebSocket at {@code <path>/websocket}, long-poll at {@code <path>/longpoll}. The same
     * user socket may be mounted several times.
     *
     * @param userSocket decides who may connect
     * @param declare declares the channels and the options of the socket; called at once
     * @throws IllegalArgumentException for a value out of range, or for values that contradict each other
     * @throws NullPointerException without a user socket
     */
    public EndpointBuilder socket(String path, UserSocket userSocket, Consumer<SocketBuilder> declare) {
        requireNonNull(userSocket, () -> "user socket of " + path + ": null (expected: a UserSocket)");
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
     * Opens the console, a page at {@code /console} of the management port, to operators by the application's own sign-on, beside API
     * keys with the scope {@code console}; by default, to nobody else.
     */
    public EndpointBuilder console(ConsoleAuth auth) {
        this.console = auth;
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
                traces,
                console);
        declarations.check(options);
        return new Endpoint(new EndpointOptions().from(options), declarations);
    }
}
