package dev.wingbeat.guide;

import dev.wingbeat.Endpoint;
import dev.wingbeat.connection.UserSocket;

final class ChatApp {
    private ChatApp() {}

    static Endpoint endpoint() {
        return Endpoint.builder()
                .socket("/socket", UserSocket.acceptingAll(), routes -> routes.channel("room:*", ChatRoom::new))
                .build();
    }
}
