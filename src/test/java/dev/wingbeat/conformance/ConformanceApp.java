package dev.wingbeat.conformance;

import dev.wingbeat.Endpoint;
import dev.wingbeat.EndpointBuilder;
import dev.wingbeat.EndpointConfig;
import dev.wingbeat.channel.StopReason;
import dev.wingbeat.channel.UserSocket;
import dev.wingbeat.transport.HttpRefusal;
import dev.wingbeat.transport.LongPollConfig;
import dev.wingbeat.transport.OriginCheck;
import dev.wingbeat.transport.SocketConfig;
import dev.wingbeat.transport.WebSocketConfig;
import io.vertx.core.Vertx;
import io.vertx.core.json.Json;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/** The application that the test vectors are written for: its sockets, its channels, and a way in by HTTP. */
public final class ConformanceApp {

    /** The long-poll timing that the vectors state. */
    public static final LongPollConfig LONG_POLL = LongPollConfig.DEFAULT
            .withCheckOrigin(OriginCheck.NONE)
            .withWindow(Duration.ofSeconds(2))
            .withPubSubTimeout(Duration.ofMillis(500));

    /** WebSockets for every origin. */
    public static final WebSocketConfig WEB_SOCKET = WebSocketConfig.DEFAULT.withCheckOrigin(OriginCheck.NONE);

    private final Vertx vertx;
    private final Consumer<RoomChannel.Ended> endings;
    private final AtomicReference<Endpoint> endpoint = new AtomicReference<>();

    ConformanceApp(Vertx vertx, Consumer<RoomChannel.Ended> endings) {
        this.vertx = vertx;
        this.endings = endings;
    }

    /** Notes that the channel of a topic has ended. */
    public void ended(String topic, StopReason reason) {
        endings.accept(new RoomChannel.Ended(topic, reason));
    }

    /** Builds the endpoint; starting it is left to the caller. */
    public Endpoint endpoint(EndpointConfig config) {
        var builder = Endpoint.builder();
        mount(builder, "/socket", socketConfig());
        var small = WEB_SOCKET.withMaxFrameSize(1000);
        mount(builder, "/lim", SocketConfig.DEFAULT.withWebSocket(small).withMaxChannels(2));
        mount(builder, "/origin", originConfig());
        mount(builder, "/sub", SocketConfig.DEFAULT.withWebSocket(WEB_SOCKET.withSubprotocols("sip", "mqtt")));
        mount(
                builder,
                "/tok",
                SocketConfig.DEFAULT
                        .withWebSocket(WEB_SOCKET.withSubprotocols("custom"))
                        .withAuthToken(true));
        var built = builder.web(this::routes).config(config).build();
        endpoint.set(built);
        return built;
    }

    /** Mounts a socket with the fixture's channels. */
    public void mount(EndpointBuilder builder, String path, SocketConfig config) {
        mount(builder, path, new FixtureSocket(), config);
    }

    /** Mounts a socket with the fixture's channels. */
    public void mount(EndpointBuilder builder, String path, UserSocket socket, SocketConfig config) {
        var unused = builder.socket(path, socket, config)
                .channel("room:*", this::room)
                .channel("exact", this::room)
                .channel("min:*", MinimalChannel::new);
    }

    private RoomChannel room() {
        return new RoomChannel(vertx, endings);
    }

    private static SocketConfig socketConfig() {
        var webSocket = WEB_SOCKET.withErrorHandler(reason -> reason.equals(FixtureSocket.RATE_LIMITED)
                ? new HttpRefusal(429, "Too many requests")
                : HttpRefusal.FORBIDDEN);
        return SocketConfig.DEFAULT.withWebSocket(webSocket).withLongPoll(LONG_POLL);
    }

    private static SocketConfig originConfig() {
        return SocketConfig.DEFAULT
                .withWebSocket(WEB_SOCKET.withCheckOrigin(OriginCheck.SAME_HOST))
                .withLongPoll(LONG_POLL.withCheckOrigin(OriginCheck.SAME_HOST));
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
