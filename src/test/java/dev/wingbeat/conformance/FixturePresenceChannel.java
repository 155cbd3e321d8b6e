package dev.wingbeat.conformance;

import dev.wingbeat.channel.Channel;
import dev.wingbeat.channel.HandleResult;
import dev.wingbeat.channel.JoinResult;
import dev.wingbeat.channel.Socket;
import dev.wingbeat.presence.Presence;
import dev.wingbeat.protocol.Payload;
import java.time.Instant;
import java.util.Map;

/** A list of who has joined: whoever joins gets the state, and is then present under the {@code user_id} of the socket. */
final class FixturePresenceChannel implements Channel {

    private final Presence presence;

    FixturePresenceChannel(Presence presence) {
        this.presence = presence;
    }

    @Override
    public JoinResult join(String topic, Payload payload, Socket socket) {
        var meta = Map.of("online_at", Instant.now().getEpochSecond());
        var unused = presence.trackAfterJoin(socket, key(socket), meta);
        return JoinResult.ok();
    }

    @Override
    public HandleResult handleIn(String event, Payload payload, Socket socket) {
        if (!event.equals("update_meta")) {
            return HandleResult.unknown(event);
        }
        var updated = presence.update(socket, key(socket), meta -> meta.mergeIn(payload.json()));
        return HandleResult.async(updated.map(HandleResult.ok()));
    }

    private static Object key(Socket socket) {
        return socket.assigns().get(FixtureSocket.USER, "anonymous");
    }
}
