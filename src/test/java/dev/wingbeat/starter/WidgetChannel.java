package dev.wingbeat.starter;

import dev.wingbeat.channel.Channel;
import dev.wingbeat.channel.HandleResult;
import dev.wingbeat.channel.JoinResult;
import dev.wingbeat.channel.Socket;
import dev.wingbeat.protocol.Payload;

/** The channel of the topics {@code widget:*}. Each join makes one of its own, and its callbacks run one at a time. */
public final class WidgetChannel implements Channel {

    @Override
    public JoinResult join(String topic, Payload payload, Socket socket) {
        // Everybody may join so far. Whoever may not is answered JoinResult.error("unauthorized").
        return JoinResult.ok();
    }

    @Override
    public HandleResult handleIn(String event, Payload payload, Socket socket) {
        return switch (event) {
            case "ping" -> HandleResult.ok(payload);
            case "shout" -> {
                socket.broadcast("shout", payload);
                yield HandleResult.noReply();
            }
            default -> HandleResult.unknown(event);
        };
    }
}
