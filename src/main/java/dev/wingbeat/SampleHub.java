package dev.wingbeat;

import dev.wingbeat.cluster.ClusterConfig;
import dev.wingbeat.presence.Presence;
import dev.wingbeat.sample.ChatPage;
import dev.wingbeat.sample.ChatSocket;
import dev.wingbeat.sample.EchoHandler;
import dev.wingbeat.sample.Nodes;
import dev.wingbeat.sample.PresenceChannel;
import dev.wingbeat.sample.RoomChannel;
import dev.wingbeat.sample.TicksHandler;
import dev.wingbeat.transport.EventStreamConfig;
import dev.wingbeat.transport.HttpRefusal;
import dev.wingbeat.transport.SocketConfig;
import dev.wingbeat.transport.TopicAuthorizer;
import dev.wingbeat.transport.WebSocketConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The sample application, mounted: what {@code serve} runs.
 *
 * @param endpoint the endpoint, not started
 * @param routes what it serves
 * @param naming tells the node's name
 */
record SampleHub(Endpoint endpoint, RouteTable routes, Supplier<String> naming) {

    /** What is said in rooms; what is for one user only, channels filter, event streams could not. */
    private static final EventStreamConfig ROOM_EVENTS = EventStreamConfig.DEFAULT
            .withAuthorizer(TopicAuthorizer.topics("room:*"))
            .withEvents("shout");

    static SampleHub of(WingbeatConfig config) {
        var built = new AtomicReference<@Nullable Endpoint>();
        var nodes = new Nodes(() -> name(config, built.get()), config.nodeUrls());
        var presence = Presence.create("sample");
        var page = ChatPage.of(version(), config.socketPath());
        Endpoint endpoint = Endpoint.builder()
                .presence(presence)
                .socket(config.socketPath(), new ChatSocket(), explained(config.socket()))
                .channel("room:*", () -> new RoomChannel(nodes.self()))
                .channel("presence:*", () -> new PresenceChannel(presence))
                .webSocket("/echo", EchoHandler::new)
                .webSocket("/ticks", TicksHandler::new)
                .eventStream("/events/:topic", ROOM_EVENTS)
                .web(page::mount)
                .web(nodes::mount)
                .config(config.endpoint())
                .build();
        built.set(endpoint);
        var pages = List.of(
                new RouteTable.Route("GET", "/", ChatPage.class.getSimpleName()),
                new RouteTable.Route("GET", "/presence", ChatPage.class.getSimpleName()),
                new RouteTable.Route("GET", "/nodes", Nodes.class.getSimpleName()));
        return new SampleHub(endpoint, RouteTable.of(pages, endpoint), nodes.self());
    }

    /** Returns the node's name for people to read: where it is reached. */
    String name() {
        return naming.get();
    }

    private static String name(WingbeatConfig config, @Nullable Endpoint endpoint) {
        ClusterConfig cluster = config.cluster();
        String host = cluster.publicHost() != null ? cluster.publicHost() : cluster.host();
        int port = endpoint == null ? config.endpoint().port() : endpoint.port();
        return "hub@" + Banner.bracketed(host == null ? config.endpoint().urlHost() : host) + ":" + port;
    }

    /** Returns the version that the build filled in. */
    static String version() {
        var properties = new Properties();
        try (var in = SampleHub.class.getResourceAsStream("/wingbeat.properties")) {
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties.getProperty("version", "unknown");
    }

    /** Tells refused clients why. */
    private static SocketConfig explained(SocketConfig config) {
        WebSocketConfig webSocket = config.webSocket();
        return webSocket == null
                ? config
                : config.withWebSocket(webSocket.withErrorHandler(reason -> new HttpRefusal(403, reason)));
    }
}
