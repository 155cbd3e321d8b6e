package dev.wingbeat.sample;

import dev.wingbeat.Endpoint;
import dev.wingbeat.RouteTable;
import dev.wingbeat.app.Banner;
import dev.wingbeat.app.Hub;
import dev.wingbeat.app.Version;
import dev.wingbeat.app.WingbeatConfig;
import dev.wingbeat.cluster.ClusterConfig;
import dev.wingbeat.connection.HttpRefusal;
import dev.wingbeat.eventstream.EventStreamConfig;
import dev.wingbeat.eventstream.TopicAuthorizer;
import dev.wingbeat.presence.Presence;
import dev.wingbeat.transport.SocketConfig;
import dev.wingbeat.transport.WebSocketConfig;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The sample application, mounted: what {@code serve} runs. */
public final class SampleHub {

    /** What is said in rooms; what is for one user only, channels filter, event streams could not. */
    private static final EventStreamConfig ROOM_EVENTS = EventStreamConfig.DEFAULT
            .withAuthorizer(TopicAuthorizer.topics("room:*"))
            .withEvents("shout");

    private SampleHub() {}

    /** Mounts the sample as flags and variables say. */
    public static Hub of(WingbeatConfig config) {
        var built = new AtomicReference<@Nullable Endpoint>();
        var nodes = new Nodes(() -> name(config, built.get()), config.nodeUrls());
        var presence = Presence.create("sample");
        var page = ChatPage.of(Version.text(), config.socketPath());
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
        return new Hub(endpoint, RouteTable.of(pages, endpoint), nodes.self());
    }

    private static String name(WingbeatConfig config, @Nullable Endpoint endpoint) {
        ClusterConfig cluster = config.cluster();
        String host = cluster.publicHost() != null ? cluster.publicHost() : cluster.host();
        int port = endpoint == null ? config.endpoint().port() : endpoint.port();
        return "hub@" + Banner.bracketed(host == null ? config.endpoint().urlHost() : host) + ":" + port;
    }

    /** Tells refused clients why. */
    private static SocketConfig explained(SocketConfig config) {
        WebSocketConfig webSocket = config.webSocket();
        return webSocket == null
                ? config
                : config.withWebSocket(webSocket.withErrorHandler(reason -> new HttpRefusal(403, reason)));
    }
}
