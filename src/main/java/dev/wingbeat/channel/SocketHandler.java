package dev.wingbeat.channel;

import dev.wingbeat.connection.ConnectOutcome.Connected;
import dev.wingbeat.connection.Connections;
import dev.wingbeat.connection.ServerContext;
import dev.wingbeat.credential.ConnectQuestion;
import dev.wingbeat.credential.CredentialKeeper;
import dev.wingbeat.limit.NameLimit;
import dev.wingbeat.protocol.Payload;
import dev.wingbeat.trace.TraceContext;
import dev.wingbeat.trace.TraceSpan;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One socket mount on one loop, which knows the open connections. Internal seam between channel and transport; confined to the
 * loop.
 */
public final class SocketHandler {

    private final ConnectQuestion question;
    private final ChannelRoutes routes;
    private final int maxChannels;
    private final NameLimit names;
    private final ServerContext context;
    private final SocketMetrics metrics;
    private final CallbackRunner.Pending pendingCallbacks;
    private final Connections<SocketServer> connections = new Connections<>();
    private final Set<ClientGate> reporting = new HashSet<>();

    /** The spans in which connections were let in: of the few that are recorded. */
    private final Map<SocketServer, TraceContext> connects = new HashMap<>();

    /** Makes the handler of a mount whose connections may have {@code maxChannels} channels each. */
    public SocketHandler(
            ConnectQuestion question, ChannelRoutes routes, int maxChannels, NameLimit names, ServerContext context) {
        this.question = question;
        this.routes = routes;
        this.maxChannels = maxChannels;
        this.names = names;
        this.context = context;
        this.metrics = new SocketMetrics(context.loop().metrics(), routes, context.traces());
        this.pendingCallbacks = new CallbackRunner.Pending(context.loop());
    }

    /** Returns what asks the application who may connect. */
    public ConnectQuestion question() {
        return question;
    }

    /** Returns the open connections. */
    public Connections<SocketServer> connections() {
        return connections;
    }

    /**
     * Ends the channels whose callbacks have not decided in time, by the time of the loop, and the connections whose credentials
     * have ended; tells clients of what was dropped of theirs.
     */
    public void tick(long now) {
        pendingCallbacks.tick(now);
        question.credentials().tick();
        if (!reporting.isEmpty()) {
            List.copyOf(reporting).forEach(ClientGate::tick);
        }
    }

    /** Ends the channels whose callbacks have not decided yet: the loop ends. */
    public void stop() {
        pendingCallbacks.end();
    }

    /** Notes a connection that has opened. */
    void opened(SocketServer socket, Connected connected) {
        connections.add(socket, connected.permit(), connected.address());
        if (connected.trace() != null) {
            connects.put(socket, connected.trace());
        }
    }

    /** Forgets a connection that has ended. */
    void closed(SocketServer socket) {
        connections.remove(socket);
        connects.remove(socket);
        reports(socket.gate(), false);
    }

    /** Begins the span of a join, null when it is not recorded. */
    @Nullable
    TraceSpan joining(SocketServer socket, SocketMetrics.Route route, Payload payload) {
        return route.join(payload, socket.id(), connects.get(socket));
    }

    /** Notes whether a gate has dropped something that its client is to be told of; null for none. */
    void reports(@Nullable ClientGate gate, boolean has) {
        if (gate != null && has) {
            reporting.add(gate);
        } else if (gate != null) {
            reporting.remove(gate);
        }
    }

    CallbackRunner.Pending pendingCallbacks() {
        return pendingCallbacks;
    }

    /** Returns the loop's surroundings. */
    public ServerContext context() {
        return context;
    }

    /** Returns the keeper that ends connections with their credentials. */
    CredentialKeeper credentials() {
        return question.credentials();
    }

    SocketMetrics metrics() {
        return metrics;
    }

    ChannelRoutes routes() {
        return routes;
    }

    int maxChannels() {
        return maxChannels;
    }

    /** Returns how long the names of a message may be. */
    NameLimit names() {
        return names;
    }
}
