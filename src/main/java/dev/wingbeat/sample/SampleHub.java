package dev.wingbeat.sample;

import dev.wingbeat.app.Application;
import dev.wingbeat.app.Version;
import dev.wingbeat.connection.HttpRefusal;
import dev.wingbeat.eventstream.EventStreamConfig;
import dev.wingbeat.eventstream.TopicAuthorizer;
import dev.wingbeat.presence.Presence;
import dev.wingbeat.transport.SocketConfig;
import dev.wingbeat.transport.WebSocketConfig;
import dev.wingbeat.websocket.RawSocketConfig;

/** The sample application, mounted: what {@code serve} runs. */
public final class SampleHub {

    /** What is said in rooms; what is for one user only, channels filter, event streams could not. */
    private static final EventStreamConfig ROOM_EVENTS = EventStreamConfig.DEFAULT
            .withAuthorizer(TopicAuthorizer.topics("room:*"))
            .withEvents("shout");

    private SampleHub() {}

    /** Declares the sample. */
    public static void declare(Application app) {
        var presence = Presence.create("sample");
        var nodes = new Nodes(app.nodeName(), app.config().nodeUrls());
        var page = ChatPage.of(Version.text(), app.config().socketPath());
        app.presence(presence)
                .socket(
                        new ChatSocket(),
                        socket -> socket.config(SampleHub::withReasons)
                                .channel("room:*", () -> new RoomChannel(nodes.self()))
                                .channel("presence:*", () -> new PresenceChannel(presence)))
                .webSocket("/echo", EchoHandler::new, RawSocketConfig.DEFAULT)
                .webSocket("/ticks", TicksHandler::new, RawSocketConfig.DEFAULT)
                .eventStream("/events/:topic", ROOM_EVENTS)
                .web(page::mount)
                .web(nodes::mount)
                .listed("GET", "/", "ChatPage")
                .listed("GET", "/presence", "ChatPage")
                .listed("GET", "/nodes", "Nodes");
    }

    /** Tells refused clients why. */
    private static SocketConfig withReasons(SocketConfig config) {
        WebSocketConfig webSocket = config.webSocket();
        return webSocket == null
                ? config
                : config.withWebSocket(webSocket.withErrorHandler(reason -> new HttpRefusal(403, reason)));
    }
}
