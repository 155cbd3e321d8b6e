package dev.wingbeat.sample;

import dev.wingbeat.channel.Channel;
import dev.wingbeat.channel.JoinResult;
import dev.wingbeat.channel.Socket;
import dev.wingbeat.presence.Presence;
import dev.wingbeat.protocol.Payload;
import java.time.Instant;
import java.util.Map;

/**
 * A list of who is there, {@code presence:*}: whoever joins gets the list, and is then in it under the name of the socket, as
 * often as it has joined. Each meta says {@code online_at}, in seconds.
 */
public final class PresenceChannel implements Channel {

    private final Presence presence;

    /** Makes the channel of one join. */
    public PresenceChannel(Presence presence) {
        this.presence = presence;
    }

    @Override
    public JoinResult join(String topic, Payload payload, Socket socket) {
        var meta = Map.of("online_at", Instant.now().getEpochSecond());
        var unused = presence.trackAfterJoin(socket, socket.get(ChatSocket.NAME), meta);
        return JoinResult.ok();
    }
}
