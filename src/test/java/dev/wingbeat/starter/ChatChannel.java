package dev.wingbeat.starter;

import dev.wingbeat.channel.Channel;
import dev.wingbeat.channel.EventHandlers;
import dev.wingbeat.channel.HandleResult;
import dev.wingbeat.channel.JoinResult;
import dev.wingbeat.channel.Socket;
import dev.wingbeat.presence.Presence;
import dev.wingbeat.protocol.Payload;
import java.time.Instant;
import java.util.Map;

/** A room to talk in. Each join makes a channel of its own, and its callbacks run one at a time. */
final class ChatChannel implements Channel {

    /** What a client sends. */
    record Say(String text) {}

    /** What everybody in the room gets. */
    record Said(String from, String text) {}

    private static final EventHandlers<ChatChannel, Socket> EVENTS =
            EventHandlers.of(ChatChannel.class).on("say", Say.class, ChatChannel::say);

    private final Presence online;

    ChatChannel(Presence online) {
        this.online = online;
    }

    @Override
    public JoinResult join(String topic, Payload payload, Socket socket) {
        if (topic.equals("chat:staff")) {
            return JoinResult.error("unauthorized");
        }
        online.trackAfterJoin(
                socket,
                socket.get(ChatSocket.NAME),
                Map.of("since", Instant.now().getEpochSecond()));
        return JoinResult.ok();
    }

    @Override
    public HandleResult handleIn(String event, Payload payload, Socket socket) throws Exception {
        return EVENTS.handle(this, event, payload, socket);
    }

    private HandleResult say(Say say, Socket socket) {
        socket.broadcast("said", new Said(socket.get(ChatSocket.NAME), say.text()));
        return HandleResult.ok();
    }
}
