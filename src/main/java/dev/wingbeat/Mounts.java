package dev.wingbeat;

import dev.wingbeat.Declarations.EventStreamDeclaration;
import dev.wingbeat.Declarations.SocketDeclaration;
import dev.wingbeat.Declarations.WebSocketDeclaration;
import dev.wingbeat.channel.ChannelRoutes;
import dev.wingbeat.channel.SocketHandler;
import dev.wingbeat.credential.ConnectQuestion;
import dev.wingbeat.credential.CredentialKeeper;
import dev.wingbeat.credential.RevocationCheck;
import dev.wingbeat.eventstream.EventStreamTransport;
import dev.wingbeat.limit.NameLimit;
import dev.wingbeat.mount.Mount;
import dev.wingbeat.mount.MountContext;
import dev.wingbeat.mount.MountPath;
import dev.wingbeat.transport.LongPollMount;
import dev.wingbeat.transport.LongPollOptions;
import dev.wingbeat.transport.LongPollServers;
import dev.wingbeat.transport.LongPollTransport;
import dev.wingbeat.transport.SocketOptions;
import dev.wingbeat.transport.WebSocketTransport;
import dev.wingbeat.transport.WebSocketTransportOptions;
import dev.wingbeat.websocket.RawSocketTransport;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** Makes the mounts of one loop of what was declared. */
final class Mounts {

    private final MountContext context;
    private final RevocationCheck revocations;
    private final LongPollServers longPollServers;

    Mounts(MountContext context, RevocationCheck revocations, LongPollServers longPollServers) {
        this.context = context;
        this.revocations = revocations;
        this.longPollServers = longPollServers;
    }

    /** Makes them in the order in which they are asked: sockets, raw WebSockets, event streams. */
    List<Mount> of(Declarations declarations) {
        var mounts = new ArrayList<Mount>();
        declarations.sockets().forEach(socket -> mounts.add(socket(socket)));
        declarations.webSockets().forEach(raw -> mounts.add(webSocket(raw)));
        declarations.eventStreams().forEach(stream -> mounts.add(eventStream(stream)));
        return mounts;
    }

    /** Makes that of one socket. */
    Mount socket(SocketDeclaration socket) {
        MountContext at = context.at(socket.path());
        SocketOptions options = socket.options();
        var handler = new SocketHandler(
                new ConnectQuestion(socket.userSocket(), newKeeper(options.tokenGrace())),
                new ChannelRoutes(socket.routes()),
                options.maxChannels(),
                new NameLimit(options.maxNameSize()),
                context.server());
        var mount = new Mount(handler.connections(), options.drainer(), at);
        mount.drainsFor(context.defaults().live());
        mount.onTick(handler::tick);
        mount.onStop(handler::stop);
        WebSocketTransportOptions webSocket = options.webSocket();
        if (webSocket != null) {
            mount.add(
                    MountPath.of(socket.path(), webSocket.path()),
                    WebSocketTransport.of(handler, webSocket, options.authToken(), at));
        }
        LongPollOptions longPoll = options.longPoll();
        if (longPoll != null) {
            var shared = LongPollMount.at(socket.path(), options, context.defaults(), longPollServers);
            mount.add(
                    MountPath.of(socket.path(), longPoll.path()),
                    new LongPollTransport(handler, shared, at.newMetrics(LongPollTransport.NAME)));
        }
        return mount;
    }

    /** Makes the keeper that ends the connections of one mount with their credentials. */
    private CredentialKeeper newKeeper(Duration grace) {
        return new CredentialKeeper(InstantSource.system(), grace, revocations, context.loop()::executeNextTurn);
    }

    private Mount webSocket(WebSocketDeclaration raw) {
        MountContext at = context.at(raw.path());
        var transport = new RawSocketTransport(raw.factory(), raw.options(), at, newKeeper(CredentialKeeper.GRACE));
        var mount = new Mount(transport.connections(), raw.options().drainer(), at);
        mount.onTick(now -> transport.tick());
        mount.add(MountPath.of(raw.path(), "/"), transport);
        return mount;
    }

    private Mount eventStream(EventStreamDeclaration stream) {
        MountContext at = context.at(stream.path());
        var transport = new EventStreamTransport(stream.options(), at, newKeeper(CredentialKeeper.GRACE));
        var mount = new Mount(transport.connections(), stream.options().drainer(), at);
        mount.onTick(transport::tick);
        mount.add(MountPath.of(stream.path(), "/"), transport);
        return mount;
    }
}
