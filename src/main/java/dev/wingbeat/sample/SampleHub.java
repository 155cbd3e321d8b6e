package dev.wingbeat.sample;

import dev.wingbeat.app.Application;
import dev.wingbeat.app.Wingbeat;
import dev.wingbeat.connection.HttpRefusal;
import dev.wingbeat.connection.UserSocket;
import dev.wingbeat.eventstream.TopicAuthorizer;
import dev.wingbeat.presence.Presence;

/**
 * The sample application, mounted: what {@code serve} runs. With {@code jwt} in the configuration, clients connect by tokens of
 * that kind only.
 */
public final class SampleHub {

    private SampleHub() {}

    /** Declares the sample. */
    public static void declare(Application app) {
        var presence = Presence.create("sample");
        var nodes = new NodeList(app.nodeName(), app.config().nodeUrls());
        var page = ChatPage.of(Wingbeat.version(), app.config().socketPath());
        var chatSocket = new ChatSocket(app.config().endpoint().secretKeyBase());
        var presencePage = PresencePage.of(Wingbeat.version(), app.config().socketPath(), chatSocket);
        UserSocket byToken = app.jwtSocket(ChatSocket::assigns);
        UserSocket guests = byToken == null ? UserSocket.acceptingAll() : byToken;
        app.presence(presence)
                .socket(
                        byToken == null ? chatSocket : byToken,
                        socket -> socket.options(options -> options.authToken(true)
                                        .webSocket(
                                                // tells refused clients why
                                                webSocket ->
                                                        webSocket.errorHandler(reason -> new HttpRefusal(403, reason))))
                                .channel("room:*", () -> new RoomChannel(nodes.self()))
                                .channel("presence:*", () -> new PresenceChannel(presence)))
                .webSocket("/echo", EchoHandler::new, options -> options.userSocket(guests))
                .webSocket("/ticks", TicksHandler::new, options -> options.userSocket(guests))
                // what is for one user only, channels filter; event streams could not
                .eventStream(
                        "/events/:topic",
                        options -> options.userSocket(guests)
                                .authorizer(TopicAuthorizer.topics("room:*"))
                                .events("shout"))
                .rooms(ArenaRoom.KIND, ArenaRoom::new, ArenaRoom::options)
                .web(ChatPage::secure)
                .web(page::mount)
                .web(presencePage::mount)
                .web(nodes::mount)
                .files(ChatPage.FOLDER)
                .listed("GET", "/arena", "ChatPage")
                .listed("GET", "/presence", "PresencePage")
                .listed("GET", "/nodes", "NodeList");
    }
}
