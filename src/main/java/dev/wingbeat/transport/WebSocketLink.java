package dev.wingbeat.transport;

import dev.wingbeat.channel.SocketHandler;
import dev.wingbeat.channel.SocketServer;
import dev.wingbeat.channel.StopReason;
import dev.wingbeat.channel.TransportLink;
import dev.wingbeat.connection.CloseReason;
import dev.wingbeat.connection.ConnectOutcome;
import dev.wingbeat.connection.ConnectionView;
import dev.wingbeat.connection.DisconnectReason;
import dev.wingbeat.connection.TransportMetrics;
import dev.wingbeat.frame.FrameListener;
import dev.wingbeat.frame.FrameSink;
import dev.wingbeat.limit.RateLimit;
import dev.wingbeat.protocol.Frame;
import dev.wingbeat.protocol.Serializer;
import org.jspecify.annotations.Nullable;

/** Ties a WebSocket to the {@link SocketServer} behind it. */
final class WebSocketLink implements TransportLink, FrameListener {

    /** The transport's name. */
    static final String NAME = "websocket";

    private final FrameSink sink;

    private final SocketServer server;
    private final TransportMetrics metrics;
    private final ConnectionView.TapPlace taps;

    WebSocketLink(FrameSink sink, SocketHandler handler, ConnectOutcome.Connected connected, TransportMetrics metrics) {
        this.sink = sink;
        this.taps = handler.context().taps();
        this.server = new SocketServer(handler, connected, this);
        this.metrics = metrics;
        metrics.opened();
    }

    @Override
    public String transport() {
        return NAME;
    }

    @Override
    public void send(Frame frame) {
        taps.sent(server, frame);
        sink.send(frame);
    }

    @Override
    public long pending() {
        return sink.pending();
    }

    @Override
    public RateLimit.@Nullable Left bytesLeft() {
        return sink.bytesLeft();
    }

    @Override
    public boolean writable() {
        return sink.writable();
    }

    @Override
    public void close(DisconnectReason reason) {
        sink.close(reason);
    }

    /** A client of V1 may be Godot 3, which does not notice the end of a connection that is closed with 1012 or 1013. */
    @Override
    public int code(DisconnectReason reason) {
        return Serializer.V1.equals(server.serializer()) ? reason.oldCode() : reason.code();
    }

    @Override
    public void writableAgain() {
        server.writable();
    }

    @Override
    public void message(byte[] bytes, boolean binary) {
        taps.received(server, bytes, binary);
        server.handleIn(bytes, binary);
    }

    @Override
    public long held() {
        return server.backlog().held();
    }

    @Override
    public long heldFor() {
        return server.backlog().heldFor();
    }

    @Override
    public void closed(CloseReason reason) {
        metrics.closed(reason);
        server.closed(StopReason.of(reason));
    }
}
