package dev.wingbeat.transport;

import dev.wingbeat.channel.SocketHandler;
import dev.wingbeat.websocket.WebSocketHandler;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import java.util.function.Supplier;

/** Something mounted on an endpoint's HTTP server, on one loop. Internal seam between the root and transport. */
public interface Mount {

    /** Mounts the transports that a socket's configuration has. */
    static Mount socket(String path, SocketHandler handler, SocketConfig config, MountContext context) {
        var mount = new TransportMount(handler.connections(), config.drainer(), context);
        WebSocketConfig webSocket = config.webSocket();
        if (webSocket != null) {
            mount.add(
                    MountPath.of(path, webSocket.path()),
                    new WebSocketTransport(handler, webSocket, config.authToken(), context));
        }
        LongPollConfig longPoll = config.longPoll();
        if (longPoll != null) {
            var longPollMount = LongPollMount.at(path, config, context.terms());
            mount.add(MountPath.of(path, longPoll.path()), new LongPollTransport(handler, longPollMount));
        }
        return mount;
    }

    /** Mounts raw WebSockets. */
    static Mount webSocket(
            String path, Supplier<? extends WebSocketHandler> factory, RawSocketConfig config, MountContext context) {
        var transport = new RawSocketTransport(factory, config, context);
        var mount = new TransportMount(transport.connections(), config.drainer(), context);
        mount.add(MountPath.of(path, "/"), transport);
        return mount;
    }

    /** Mounts event streams. */
    static Mount eventStream(String path, EventStreamConfig config, MountContext context) {
        var transport = new EventStreamTransport(config, context);
        var mount = new TransportMount(transport.connections(), config.drainer(), context);
        mount.add(MountPath.of(path, "/"), transport);
        return mount;
    }

    /** Takes a request when its path is the mount's; false when it is not. */
    boolean handle(HttpServerRequest request);

    /** Does what is to be done from time to time, at a time of the loop. */
    void tick(long now);

    /** Returns how many connections are open. */
    int connections();

    /** Closes the open connections, in batches. */
    Future<Void> drain();
}
