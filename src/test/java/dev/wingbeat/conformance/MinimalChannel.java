package dev.wingbeat.conformance;

import dev.wingbeat.channel.Channel;
import dev.wingbeat.channel.JoinResult;
import dev.wingbeat.channel.Socket;
import dev.wingbeat.protocol.Payload;

/** Accepts every join and handles no event. */
final class MinimalChannel implements Channel {

    @Override
    public JoinResult join(String topic, Payload payload, Socket socket) {
        return JoinResult.ok();
    }
}
