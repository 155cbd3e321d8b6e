package dev.wingbeat.testkit;

import dev.wingbeat.channel.Channel;
import dev.wingbeat.channel.HandleResult;
import dev.wingbeat.channel.JoinResult;
import dev.wingbeat.channel.Socket;
import dev.wingbeat.channel.StopReason;
import dev.wingbeat.protocol.Payload;
import java.util.Set;
import java.util.concurrent.Callable;

/** Calls a channel, and notes what its callbacks throw. */
record WatchedChannel(Channel channel, Failures failures) implements Channel {

    @Override
    public JoinResult join(String topic, Payload payload, Socket socket) throws Exception {
        return failures.joined(topic, failures.watch("join", topic, () -> channel.join(topic, payload, socket)));
    }

    @Override
    public HandleResult handleIn(String event, Payload payload, Socket socket) throws Exception {
        return watched("handleIn \"" + event + '"', socket, () -> channel.handleIn(event, payload, socket));
    }

    @Override
    public Set<String> intercepts() {
        return channel.intercepts();
    }

    @Override
    public HandleResult handleOut(String event, Payload payload, Socket socket) throws Exception {
        return watched("handleOut \"" + event + '"', socket, () -> channel.handleOut(event, payload, socket));
    }

    @Override
    public HandleResult handleInfo(Object message, Socket socket) throws Exception {
        return watched("handleInfo", socket, () -> channel.handleInfo(message, socket));
    }

    @Override
    public void terminate(StopReason reason, Socket socket) throws Exception {
        failures.watch("terminate", socket.topic(), () -> {
            channel.terminate(reason, socket);
            return reason;
        });
    }

    private HandleResult watched(String where, Socket socket, Callable<HandleResult> callback) throws Exception {
        return failures.handled(where, socket.topic(), failures.watch(where, socket.topic(), callback));
    }
}
