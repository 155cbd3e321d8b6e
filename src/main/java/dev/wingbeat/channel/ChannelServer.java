package dev.wingbeat.channel;

import static java.lang.System.Logger.Level.DEBUG;
import static java.util.Objects.requireNonNull;

import dev.wingbeat.protocol.Events;
import dev.wingbeat.protocol.Frame;
import dev.wingbeat.protocol.Message;
import dev.wingbeat.protocol.Payload;
import dev.wingbeat.trace.TraceSpan;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * The running half of one channel, from its join to its end. Confined to the connection's loop, but for {@link #state()}.
 *
 * <p>Whatever happens to the channel passes its {@link Mailbox}; what a callback decides is settled by {@link Settlement}, its
 * exceptions end here. Follows {@code Phoenix.Channel.Server}.
 */
final class ChannelServer {

    private static final System.Logger LOGGER = System.getLogger(ChannelServer.class.getName());

    private final SocketServer server;
    private final SocketMetrics.Route route;
    private final JoinRefs refs;
    private final ChannelSocket socket;
    private final Membership membership;
    private final Mailbox mailbox;
    private final CallbackRunner runner;
    private final Settlement settlement;

    private volatile ChannelState state = ChannelState.JOINING;
    private @Nullable Channel channel;
    private @Nullable Message handling;
    private final @Nullable PredecessorCloses predecessorCloses;
    private @Nullable StopReason transportEnd;
    private boolean terminateCalled;

    /** The time of the join, then that of the turn of the event being handled: by {@link SocketMetrics.Route#now}. */
    private int began = SocketMetrics.Route.now();

    /** Makes the channel of a join; a channel that it takes the place of is closed towards the client after the reply. */
    ChannelServer(SocketServer server, SocketMetrics.Route route, JoinRefs refs, @Nullable ChannelServer predecessor) {
        this.server = server;
        this.route = route;
        this.refs = refs;
        this.predecessorCloses = predecessor == null ? null : predecessor.kill();
        this.membership = new Membership(this, server);
        this.mailbox = new Mailbox(server.backlog());
        this.socket = new ChannelSocket(this, server, route.route().assigns());
        this.runner = new CallbackRunner(this, server.handler().pendingCallbacks());
        this.settlement = new Settlement(this, server, runner);
    }

    // --- the join

    /** Runs the application's join, behind a look at the token if the route wants one; in a span if one is recorded. */
    void join(Payload sent, @Nullable TraceSpan trace) {
        runner.begin(trace);
        Payload payload = route.route().forCallback(sent);
        Runnable join = () -> runner.call(
                () -> {
                    Channel made = route.route().factory().get();
                    channel = made;
                    return made.join(refs.topic(), payload, socket);
                },
                settlement::settleJoin);
        offer(() -> settlement.admit(sent, join));
    }

    /** Ends the join with the topic joined; what fails here is a crash of the join. */
    void accept(Payload response) {
        if (endsWithTransport()) {
            return;
        }
        Frame reply = server.encode(refs.joinReply("ok", response));
        membership.begin(Set.copyOf(application().intercepts())); // ahead of what the client does with the reply
        state = ChannelState.JOINED;
        server.link().send(reply);
        route.accepted(began);
        runner.endTrace("ok");
        PredecessorCloses.send(predecessorCloses, server);
        membership.answered();
        socket.joined();
    }

    /** Ends the join with an error reply; what waited behind it finds the topic not joined. */
    void refuse(Payload response, @Nullable Throwable failure) {
        runner.endTrace("error");
        route.refused(began, failure);
        state = ChannelState.ENDED;
        server.link().send(settlement.refusal(response));
        PredecessorCloses.send(predecessorCloses, server);
        release();
        server.ended(this);
        Mailbox.redirect(mailbox.clear(), server);
    }

    /** Ends a join whose connection has ended meanwhile; false when it has not. */
    boolean endsWithTransport() {
        if (transportEnd == null) {
            return false;
        }
        terminate(transportEnd);
        return true;
    }

    // --- what the client sends

    /** Queues an event or the leave of the client. What comes behind a leave is swallowed. */
    void handle(Message message, int length) {
        switch (state) {
            case LEAVING, TERMINATING, ENDED -> {}
            case JOINING -> offer(new Mailbox.ClientTask(this, message, length));
            case JOINED -> {
                if (message.event().equals(Events.PHX_LEAVE)) {
                    state = ChannelState.LEAVING;
                }
                offer(new Mailbox.ClientTask(this, message, length));
            }
        }
    }

    /** Handles an event or leave of the client, whose turn has come. */
    void handleNow(Message message) {
        if (message.event().equals(Events.PHX_LEAVE)) {
            settlement.leave(message);
            return;
        }
        handling = message;
        began = SocketMetrics.Route.now();
        runner.begin(route.event(message, server.id()));
        Payload payload = route.route().forCallback(message.payload());
        runner.call(
                () -> application().handleIn(message.event(), payload, socket),
                result -> settlement.settle(result, message));
    }

    /** Notes that the callback that was called last is done with. */
    void settled() {
        if (handling != null) {
            route.handled(handling.event(), began);
            runner.endTrace();
            handling = null;
        }
    }

    // --- broadcasts, and messages from inside

    /** Shows a broadcast to the application instead of the client. */
    void intercepted(String event, Payload payload) {
        inform(() -> application().handleOut(event, payload, socket));
    }

    /** Hands a message from inside to the channel, behind a join that is not done yet. */
    void info(Object message) {
        inform(() -> application().handleInfo(message, socket));
    }

    private void inform(Callable<HandleResult> callback) {
        switch (state) {
            case JOINING, JOINED, LEAVING ->
                offer(() -> runner.call(callback, result -> settlement.settle(result, null)));
            case TERMINATING, ENDED -> {}
        }
    }

    private void offer(Mailbox.Task task) {
        if (!mailbox.offer(task)) {
            crash(Mailbox.FullException.mailbox());
        }
    }

    // --- the end

    /** Handles what a callback threw: the end of this channel, and of nothing else. */
    void crash(Throwable cause) {
        runner.failed(cause);
        switch (state) {
            case JOINING -> {
                ChannelLog.joinCrashed(refs, cause);
                refuse(Settlement.JOIN_CRASHED, cause);
            }
            case JOINED, LEAVING -> {
                ChannelLog.crashed(refs, handling, cause);
                route.crashed(cause);
                membership.send(refs.error());
                terminate(StopReason.failure(cause));
            }
            case TERMINATING -> {
                ChannelLog.crashedAtTheEnd(refs, terminateCalled, cause);
                state = terminateCalled ? ChannelState.ENDED : state;
            }
            case ENDED -> LOGGER.log(DEBUG, () -> refs.label() + " had ended when it crashed", cause);
        }
    }

    /** Ends the channel because its connection has ended. */
    void transportClosed(StopReason reason) {
        switch (state) {
            case JOINING -> {
                transportEnd = reason;
                release();
            }
            case JOINED, LEAVING -> terminate(reason);
            case TERMINATING, ENDED -> {}
        }
    }

    /** Ends the channel, which is gone for the client and the topic from now on. */
    void terminate(StopReason reason) {
        state = ChannelState.TERMINATING;
        handling = null;
        release();
        server.ended(this);
        mailbox.clear();
        offer(() -> {
            terminateCalled = true;
            runner.call(
                    () -> {
                        application().terminate(reason, socket);
                        return reason;
                    },
                    done -> state = ChannelState.ENDED);
        });
    }

    /**
     * Ends the channel at once because its topic is joined anew: no terminate, and what a callback still sends is lost.
     * Returns what closes it and those it took the place of, for the one that takes its place.
     */
    private PredecessorCloses kill() {
        var closes = predecessorCloses == null ? new PredecessorCloses() : predecessorCloses;
        closes.add(refs, state != ChannelState.JOINING);
        state = ChannelState.ENDED;
        var forgotten = mailbox.clear();
        LOGGER.log(DEBUG, () -> "duplicate join of " + refs.label() + ", " + forgotten.size() + " events lost");
        runner.abandon();
        release();
        return closes;
    }

    /** Ends what brings messages to the channel: its subscriptions, timers and consumers. */
    private void release() {
        runner.endTrace();
        membership.end();
        socket.release();
    }

    /** Runs a task whose exception is the channel's. */
    void attempt(Runnable task) {
        try {
            task.run();
        } catch (Throwable e) {
            crash(e);
        }
    }

    ChannelSocket socket() {
        return socket;
    }

    SocketMetrics.Route route() {
        return route;
    }

    JoinRefs refs() {
        return refs;
    }

    Membership membership() {
        return membership;
    }

    Mailbox mailbox() {
        return mailbox;
    }

    ChannelState state() {
        return state;
    }

    @Nullable
    Message handling() {
        return handling;
    }

    @Nullable
    TraceSpan trace() {
        return runner.trace();
    }

    private Channel application() {
        return requireNonNull(channel, "channel");
    }
}
