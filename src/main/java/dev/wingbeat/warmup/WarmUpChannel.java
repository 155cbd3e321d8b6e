package dev.wingbeat.warmup;

import dev.wingbeat.channel.Channel;
import dev.wingbeat.channel.HandleResult;
import dev.wingbeat.channel.JoinResult;
import dev.wingbeat.channel.Socket;
import dev.wingbeat.presence.Presence;
import dev.wingbeat.protocol.Payload;
import java.util.Map;

/** Does what an application's channel would: shows who is there, answers {@code ask}, and broadcasts {@code say}. */
final class WarmUpChannel implements Channel {

    static final String ASK = "ask";
    static final String SAY = "say";

    private final Presence presence;

    WarmUpChannel(Presence presence) {
        this.presence = presence;
    }

    @Override
    public JoinResult join(String topic, Payload payload, Socket socket) {
        String name = payload.json().getString("name");
        var unused = presence.trackAfterJoin(socket, name, Map.of("name", name));
        return JoinResult.ok(Map.of("name", name));
    }

    @Override
    public HandleResult handleIn(String event, Payload payload, Socket socket) {
        return switch (event) {
            case ASK -> HandleResult.ok(payload.json());
            case SAY -> {
                socket.broadcast(SAY, payload);
                yield HandleResult.noReply();
            }
            default -> HandleResult.unknown(event);
        };
    }
}
