package dev.wingbeat.conformance;

import dev.wingbeat.Endpoint;
import dev.wingbeat.EndpointBuilder;
import dev.wingbeat.EndpointOptions;
import dev.wingbeat.SocketBuilder;
import dev.wingbeat.channel.StopReason;
import dev.wingbeat.connection.HttpRefusal;
import dev.wingbeat.connection.OriginCheck;
import dev.wingbeat.connection.UserSocket;
import dev.wingbeat.presence.Presence;
import dev.wingbeat.presence.PresenceEntry;
import dev.wingbeat.transport.LongPollOptions;
import dev.wingbeat.transport.SocketOptions;
import dev.wingbeat.transport.WebSocketTransportOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.Json;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/** The application that the test vectors are written for: its sockets, its channels, and a way in by HTTP. */
public final class ConformanceApp {

    /** The long-poll timing that the vectors state. */
    public static final LongPollOptions LONG_POLL = new LongPollOptions()
            .checkOrigin(OriginCheck.NONE)
            .window(Duration.ofSeconds(2))
            .pubSubTimeout(Duration.ofMillis(500));

    /** WebSockets for every origin. */
    public static final WebSocketTransportOptions WEB_SOCKET =
            new WebSocketTransportOptions().checkOrigin(OriginCheck.NONE);

    private final Presence presence =
            Presence.create("conformance", options -> options.fetch(ConformanceApp::withUsers));
    private final Vertx vertx;
    private final Consumer<FixtureRoomChannel.Ended> endings;
    private final AtomicReference<Endpoint> endpoint = new AtomicReference<>();

    ConformanceApp(Vertx vertx, Consumer<FixtureRoomChannel.Ended> endings) {
        this.vertx = vertx;
        this.endings = endings;
    }

    /** Notes that the channel of a topic has ended. */
    public void ended(String topic, StopReason reason) {
        endings.accept(new FixtureRoomChannel.Ended(topic, reason));
    }

    /** Builds the endpoint; starting it is left to the caller. */
    public Endpoint endpoint(EndpointOptions config) {
        var builder = Endpoint.builder();
        mount(builder, "/socket", socketConfig());
        var small = new WebSocketTransportOptions().from(WEB_SOCKET).maxMessageSize(1000);
        mount(
                builder,
                "/lim",
                new SocketOptions()
                        .webSocket(webSocket -> webSocket.from(small))
                        .maxChannels(2));
        mount(builder, "/origin", originConfig());
        mount(
                builder,
                "/sub",
                new SocketOptions()
                        .webSocket(webSocket -> webSocket.from(WEB_SOCKET).subprotocols("sip", "mqtt")));
        mount(
                builder,
                "/tok",
                new SocketOptions()
                        .webSocket(webSocket -> webSocket.from(WEB_SOCKET).subprotocols("custom"))
                        .authToken(true));
        var built = builder.presence(presence)
                .web(this::routes)
                .options(options -> options.from(config))
                .build();
        endpoint.set(built);
        return built;
    }

    /** Returns who is in the fixture's topics, for an endpoint that is built elsewhere. */
    public Presence presence() {
        return presence;
    }

    /** Mounts a socket with the fixture's channels, which need {@link #presence}. */
    public void mount(EndpointBuilder builder, String path, SocketOptions config) {
        mount(builder, path, new FixtureSocket(), config);
    }

    /** Mounts a socket with the fixture's channels, which need {@link #presence}. */
    public void mount(EndpointBuilder builder, String path, UserSocket socket, SocketOptions config) {
        var unused = builder.socket(path, socket, routes -> channels(routes.options(options -> options.from(config))));
    }

    /** Mounts a socket with the fixture's channels and others. */
    public void mount(EndpointBuilder builder, String path, SocketOptions config, Consumer<SocketBuilder> others) {
        var unused = builder.socket(path, new FixtureSocket(), routes -> {
            channels(routes.options(options -> options.from(config)));
            others.accept(routes);
        });
    }

    private void channels(SocketBuilder routes) {
        var unused = routes.channel("room:*", this::room)
                .channel("exact", this::room)
                .channel("presence:*", () -> new FixturePresenceChannel(presence))
                .channel("min:*", MinimalChannel::new);
    }

    private FixtureRoomChannel room() {
        return new FixtureRoomChannel(vertx, presence, endings);
    }

    /** Names the users of a room, each after its key. */
    private static Future<Map<String, PresenceEntry>> withUsers(String topic, Map<String, PresenceEntry> entries) {
        if (!topic.startsWith("room:")) {
            return Future.succeededFuture(entries);
        }
        var named = new LinkedHashMap<String, PresenceEntry>();
        entries.forEach((key, entry) -> named.put(key, entry.with("user", Map.of("name", "N" + key))));
        return Future.succeededFuture(named);
    }

    private static SocketOptions socketConfig() {
        var webSocket = new WebSocketTransportOptions()
                .from(WEB_SOCKET)
                .errorHandler(reason -> reason.equals(FixtureSocket.RATE_LIMITED)
                        ? new HttpRefusal(429, "Too many requests")
                        : HttpRefusal.FORBIDDEN);
        return new SocketOptions()
                .webSocket(side -> side.from(webSocket))
                .longPoll(longPoll -> longPoll.from(LONG_POLL));
    }

    private static SocketOptions originConfig() {
        return new SocketOptions()
                .webSocket(webSocket -> webSocket.from(WEB_SOCKET).checkOrigin(OriginCheck.SAME_HOST))
                .longPoll(longPoll -> longPoll.from(LONG_POLL).checkOrigin(OriginCheck.SAME_HOST));
    }

    private void routes(Router router) {
        router.get("/health").handler(context -> answer(context, Map.of("status", "ok")));
        router.post("/broadcast").handler(BodyHandler.create(false)).handler(this::broadcast);
        router.post("/disconnect").handler(this::disconnect);
    }

    private void broadcast(RoutingContext context) {
        var topic = context.request().getParam("topic");
        var event = context.request().getParam("event");
        if (topic == null || event == null) {
            context.response().setStatusCode(400).end("topic, event (expected: both as query parameters)");
            return;
        }
        endpoint.get().broadcast(topic, event, Json.decodeValue(context.body().buffer()));
        answer(context, Map.of("status", "ok"));
    }

    private void disconnect(RoutingContext context) {
        var user = context.request().getParam("user_id");
        if (user == null) {
            context.response().setStatusCode(400).end("user_id (expected: a query parameter)");
            return;
        }
        endpoint.get().disconnect(FixtureSocket.id(user));
        answer(context, Map.of("status", "ok"));
    }

    private static void answer(RoutingContext context, Map<String, String> body) {
        context.json(body).onFailure(context::fail);
    }
}
