package dev.wingbeat.channel;

import static java.util.Objects.requireNonNull;

import dev.wingbeat.connection.Assigns;
import dev.wingbeat.connection.ConnectOutcome;
import dev.wingbeat.connection.ConnectionView;
import dev.wingbeat.connection.Connections;
import dev.wingbeat.connection.DisconnectReason;
import dev.wingbeat.connection.ServerContext;
import dev.wingbeat.credential.ConnectionCredentials;
import dev.wingbeat.limit.Backlog;
import dev.wingbeat.protocol.Events;
import dev.wingbeat.protocol.Frame;
import dev.wingbeat.protocol.MalformedFrameException;
import dev.wingbeat.protocol.Message;
import dev.wingbeat.protocol.Outbound;
import dev.wingbeat.protocol.Payload;
import dev.wingbeat.protocol.Ref;
import dev.wingbeat.protocol.Reply;
import dev.wingbeat.protocol.Serializer;
import dev.wingbeat.protocol.Unroutable;
import dev.wingbeat.pubsub.Delivery;
import dev.wingbeat.pubsub.Subscriber;
import dev.wingbeat.pubsub.Subscription;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The running half of one connection: decodes what the client sends and leads it to its channels. Subscribes to the connection's
 * id for {@code disconnect}. Follows {@code Phoenix.Socket}. Internal seam; confined to the connection's loop.
 */
public final class SocketServer implements Subscriber, Connections.Connection, ConnectionCredentials.Holder {

    private static final Payload UNMATCHED_TOPIC = Payload.of("reason", "unmatched topic");
    private static final Payload TOO_MANY_CHANNELS = Payload.of("reason", "too many channels joined");

    private final SocketHandler handler;
    private final Serializer serializer;
    private Assigns assigns;
    private @Nullable ConnectionCredentials credentials;
    private final @Nullable String id;
    private final TransportLink link;
    private final Map<String, ChannelServer> channels = new HashMap<>(2);
    private final Backlog backlog;
    private final @Nullable Subscription disconnects;
    private @Nullable JoinTurns joinTurns; // null until a join has to wait for other nodes
    private final @Nullable ClientGate gate;
    private boolean closing;
    private boolean warned;

    /** Opens a connection that was accepted. */
    public SocketServer(SocketHandler handler, ConnectOutcome.Connected connected, TransportLink link) {
        this.handler = handler;
        this.serializer = requireNonNull(connected.version(), "version");
        this.assigns = connected.assigns();
        this.id = connected.id();
        this.link = link;
        this.backlog = new Backlog(handler.context().account());
        this.gate = ClientGate.of(this, handler);
        this.credentials =
                connected.credentials() == null ? null : handler.credentials().enter(connected.credentials(), this);
        disconnects = id == null ? null : handler.context().loop().subscribeToDisconnect(id, this);
        handler.opened(this, connected);
    }

    /** Handles one whole message of the client. What cannot be decoded closes this connection and no other. */
    public void handleIn(byte[] message, boolean binary) {
        if (closing) {
            return;
        }
        try {
            switch (serializer.decode(message, binary)) {
                case Message routable -> {
                    String tooLong = handler.names().tooLong(routable);
                    ChannelServer channel = channels.get(routable.topic());
                    if (tooLong != null) {
                        BadNames.tooLong(this, routable, tooLong);
                    } else if (gate == null || gate.admits(routable, channel)) {
                        dispatch(routable, channel, message.length);
                    }
                }
                case Unroutable unroutable -> BadNames.unroutable(this, unroutable);
            }
        } catch (MalformedFrameException e) {
            boolean utf8 = e.utf8() && !binary;
            handler.metrics().undecodable(utf8);
            ChannelLog.malformed(this, e);
            close(utf8 ? DisconnectReason.INVALID_UTF8 : DisconnectReason.MALFORMED);
        }
    }

    /** Sends what waits by the policies of its channels, since the connection takes more. */
    public void writable() {
        backlog.drain();
    }

    /** Ends all channels, because the connection has ended. To be called once by the transport. */
    public void closed(StopReason reason) {
        closing = true;
        handler.closed(this);
        if (disconnects != null) {
            disconnects.unsubscribe();
        }
        if (credentials != null) {
            credentials.close();
        }
        List.copyOf(channels.values()) // one that fails must not keep the others
                .forEach(channel -> channel.attempt(() -> channel.transportClosed(reason)));
        channels.values().forEach(joining -> joining.route().channels(-1));
        channels.clear();
        backlog.end();
    }

    /** Asks the transport to close the connection. */
    @Override
    public void close(DisconnectReason reason) {
        closing = true;
        link.close(reason);
    }

    @Override
    public int channels() {
        return channels.size();
    }

    @Override
    public ConnectionView view() {
        return new SocketView(this, channels);
    }

    @Override
    public void deliver(Delivery delivery) {
        if (delivery.broadcast().event().equals(Events.DISCONNECT)) {
            close(DisconnectReason.DISCONNECT);
        }
    }

    /** Leads a message, which was this long, and has waited for a join that was refused, to where it belongs. */
    void dispatch(Message message, int length) {
        if (!closing) {
            dispatch(message, channels.get(message.topic()), length);
        }
    }

    /** The order of the cases is that of the protocol. */
    private void dispatch(Message message, @Nullable ChannelServer channel, int length) {
        if (message.event().equals(Events.HEARTBEAT) && message.topic().equals(Events.PHOENIX_TOPIC)) {
            handler.metrics().heartbeat();
            reply(null, message, "ok", Payload.EMPTY);
            return;
        }
        boolean join = message.event().equals(Events.PHX_JOIN);
        if (channel != null && !join) {
            if (channel.refs().accepts(message.joinRef())) {
                channel.handle(message, length);
            }
        } else if (join) {
            join(message, channel);
        } else if (message.event().equals(Events.PHX_LEAVE)) {
            reply(message.joinRef(), message, "ok", Payload.EMPTY);
        } else {
            handler.metrics().unmatched();
            reply(null, message, "error", UNMATCHED_TOPIC);
        }
    }

    private void join(Message message, @Nullable ChannelServer old) {
        ChannelRoute route = handler.routes().match(message.topic());
        if (route == null) {
            handler.metrics().unmatched();
            ChannelLog.noRoute(this, message.topic());
            reply(null, message, "error", UNMATCHED_TOPIC);
            return;
        }
        SocketMetrics.Route counted = handler.metrics().of(route);
        if (old == null && channels.size() >= handler.maxChannels()) {
            counted.limited();
            inTurn(Future.succeededFuture())
                    .onSuccess(now -> reply(message.joinRef(), message, "error", TOO_MANY_CHANNELS));
            return;
        }
        if (credentials != null && credentials.isExpired() && !message.topic().equals(ConnectionCredentials.TOPIC)) {
            counted.limited();
            reply(message.joinRef(), message, "error", Settlement.TOKEN_EXPIRED);
            return;
        }
        var channel = new ChannelServer(this, counted, JoinRefs.of(message), old);
        channels.put(message.topic(), channel);
        counted.channels(old == null ? 1 : 0);
        backlog.retain(channel.refs().size() - (old == null ? 0 : old.refs().size()));
        channel.join(message.payload(), handler.joining(this, counted, message.payload()));
    }

    /** Returns a future for the turn of a join, see {@link JoinTurns#next}. */
    Future<Void> inTurn(Future<Void> established) {
        if (joinTurns == null && !established.isComplete()) {
            joinTurns = new JoinTurns(context().loop());
        }
        return joinTurns == null ? established : joinTurns.next(established);
    }

    /** Returns whether this is the first time that the client does what it should not. */
    boolean isFirstMisdeed() {
        boolean first = !warned;
        warned = true;
        return first;
    }

    private void reply(@Nullable Ref joinRef, Message to, String status, Payload response) {
        send(new Reply(joinRef, to.ref(), to.topic(), status, response));
    }

    /** Encodes and sends. Fails when the client's serializer cannot express the message. */
    void send(Outbound message) {
        link.send(encode(message));
    }

    /** Returns the gate of the client's messages; null when they are not limited. */
    @Nullable
    ClientGate gate() {
        return gate;
    }

    /** Encodes for this client. May be called from any thread. */
    Frame encode(Outbound message) {
        return serializer.encode(message);
    }

    /** Returns what this connection holds of the heap: what waits for its channels, their names, and what they have tracked. */
    public Backlog backlog() {
        return backlog;
    }

    /** Forgets a channel that has ended, unless another one has taken its topic. */
    void ended(ChannelServer channel) {
        if (channels.remove(channel.refs().topic(), channel)) {
            backlog.retain(-channel.refs().size());
            channel.route().channels(-1);
        }
    }

    /** Returns the serializer of the version that the client speaks. */
    public Serializer serializer() {
        return serializer;
    }

    /** Returns the values that {@code connect} has assigned. */
    Assigns assigns() {
        return assigns;
    }

    @Override
    public void reassign(Assigns renewed) {
        assigns = renewed;
        channels.values().forEach(channel -> channel.socket().reassigned());
    }

    /** Returns the connection's credentials, which it may have none of yet. */
    ConnectionCredentials credentials() {
        if (credentials == null) {
            credentials = handler.credentials().enter(null, this);
        }
        return credentials;
    }

    /** Returns the connection's id, null without one. */
    @Nullable
    String id() {
        return id;
    }

    TransportLink link() {
        return link;
    }

    SocketHandler handler() {
        return handler;
    }

    ServerContext context() {
        return handler.context();
    }
}
