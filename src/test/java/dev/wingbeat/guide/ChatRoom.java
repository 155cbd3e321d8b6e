package dev.wingbeat.guide;

import dev.wingbeat.channel.Channel;
import dev.wingbeat.channel.HandleResult;
import dev.wingbeat.channel.JoinResult;
import dev.wingbeat.channel.Socket;
import dev.wingbeat.protocol.Payload;

final class ChatRoom implements Channel {
    @Override
    public JoinResult join(String topic, Payload payload, Socket socket) {
        return topic.equals("room:secret") ? JoinResult.error("unauthorized") : JoinResult.ok();
    }

    @Override
    public HandleResult handleIn(String event, Payload payload, Socket socket) {
        if (!event.equals("shout")) {
            throw new IllegalStateException("no such event: " + event);
        }
        socket.broadcast("shout", payload);
        return HandleResult.ok();
    }
}
