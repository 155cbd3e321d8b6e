package dev.wingbeat.support;

import dev.wingbeat.channel.Channel;
import dev.wingbeat.channel.HandleResult;
import dev.wingbeat.channel.JoinResult;
import dev.wingbeat.channel.Socket;
import dev.wingbeat.protocol.Payload;
import java.time.Duration;
import java.util.Map;

/** Counts what its client has sent: another channel begins anew. Tells how time passes. */
public final class CountingChannel implements Channel {
    private static final Duration TICK = Duration.ofMillis(300);

    private int count;

    @Override
    public JoinResult join(String topic, Payload payload, Socket socket) {
        if (topic.equals("room:clock")) {
            socket.sendAfter(TICK, TICK);
        }
        return JoinResult.ok();
    }

    @Override
    public HandleResult handleInfo(Object message, Socket socket) {
        socket.push("tick", Map.of());
        socket.sendAfter(TICK, TICK);
        return HandleResult.noReply();
    }

    @Override
    public HandleResult handleIn(String event, Payload payload, Socket socket) {
        return HandleResult.ok(Map.of("n", ++count));
    }
}
