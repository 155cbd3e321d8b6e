package dev.wingbeat.channel;

import static java.lang.System.Logger.Level.DEBUG;
import static java.util.Objects.requireNonNull;

import dev.wingbeat.protocol.Events;
import dev.wingbeat.protocol.Frame;
import dev.wingbeat.protocol.LogText;
import dev.wingbeat.protocol.Message;
import dev.wingbeat.protocol.Payload;
import dev.wingbeat.protocol.UnencodableException;
import dev.wingbeat.pubsub.Delivery;
import dev.wingbeat.pubsub.Subscriber;
import dev.wingbeat.pubsub.Subscription;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * The running half of one channel, from its join to its end. Confined to the connection's loop, but for {@link #state()}.
 *
 * <p>Whatever happens to the channel passes its {@link Mailbox}; what a callback decides is settled here, and here its
 * exceptions end. Follows {@code Phoenix.Channel.Server}.
 */
final class ChannelServer implements Subscriber {

    private static final System.Logger LOGGER = System.getLogger(ChannelServer.class.getName());
    private static final Payload JOIN_CRASHED = Payload.of("reason", "join crashed");

    private final SocketServer server;
    private final ChannelRoute route;
    private final JoinRefs refs;
    private final ChannelSocket socket;
    private final Mailbox mailbox;
    private final CallbackRunner runner;

    private volatile ChannelState state = ChannelState.JOINING;
    private @Nullable Channel channel;
    private Set<String> intercepts = Set.of();
    private @Nullable Subscription subscription;
    private @Nullable Message handling;
    private final @Nullable PredecessorCloses predecessorCloses;
    private @Nullable StopReason transportEnd;
    private boolean terminateCalled;

    /** Makes the channel of a join; a channel that it takes the place of is closed towards the client after the reply. */
    ChannelServer(SocketServer server, ChannelRoute route, JoinRefs refs, @Nullable ChannelServer predecessor) {
        this.server = server;
        this.route = route;
        this.refs = refs;
        this.predecessorCloses = predecessor == null ? null : predecessor.kill();
        this.mailbox = new Mailbox(server.backlog());
        this.runner = new CallbackRunner(mailbox, server.context().loop(), route.execution(), this::crash);
        this.socket = new ChannelSocket(this, server, route.assigns());
    }

    // --- from the connection

    /** Runs the application's join. */
    void join(Payload payload) {
        offer(() -> runner.call(
                () -> {
                    Channel made = route.factory().get();
                    channel = made;
                    return made.join(topic(), payload, socket);
                },
                this::settleJoin));
    }

    /** Takes an event or the leave of the client. What comes behind a leave is swallowed. */
    void handle(Message message, int length) {
        switch (state) {
            case LEAVING, TERMINATING, ENDED -> {}
            case JOINING -> offer(new ClientTask(message, length));
            case JOINED -> {
                if (message.event().equals(Events.PHX_LEAVE)) {
                    state = ChannelState.LEAVING;
                }
                offer(new ClientTask(message, length));
            }
        }
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
        runner.interrupt();
        release();
        return closes;
    }

    /** Ends the channel because its connection has ended. */
    void transportClosed(StopReason reason) {
        switch (state) {
            case JOINING -> {
                transportEnd = reason;
                socket.release();
            }
            case JOINED, LEAVING -> terminate(reason);
            case TERMINATING, ENDED -> {}
        }
    }

    // --- from PubSub and from inside

    @Override
    public void deliver(Delivery delivery) {
        if (!socket.holdsBack(delivery)) {
            forward(delivery);
        }
    }

    /** Sends a broadcast to the client, or shows it to the channel first. */
    void forward(Delivery delivery) {
        String event = delivery.broadcast().event();
        if (intercepts.contains(event)) {
            Payload payload = delivery.broadcast().payload();
            server.context().loop().execute(() -> inform(() -> application().handleOut(event, payload, socket)));
            return;
        }
        Frame frame = delivery.frame(server.serializer());
        if (frame != null) {
            server.link().send(frame);
        }
    }

    /** Hands a message from inside to the channel, behind a join that is not done yet. */
    void info(Object message) {
        inform(() -> application().handleInfo(message, socket));
    }

    private void inform(Callable<HandleResult> callback) {
        switch (state) {
            case JOINING, JOINED, LEAVING -> offer(() -> runner.call(callback, result -> settle(result, null)));
            case TERMINATING, ENDED -> {}
        }
    }

    // --- what its socket asks

    /** Runs a task whose exception is the channel's. */
    void attempt(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException e) {
            crash(e);
        }
    }

    String topic() {
        return refs.topic();
    }

    JoinRefs refs() {
        return refs;
    }

    ChannelState state() {
        return state;
    }

    /** Returns the event being handled, null outside handleIn. */
    @Nullable
    Message handling() {
        return handling;
    }

    // --- one at a time, in the mailbox

    /** An event or leave of the client, waiting for its turn. */
    private final class ClientTask implements Mailbox.Task {
        private static final int OVERHEAD = 256;

        private final Message message;
        private final int length;

        ClientTask(Message message, int length) {
            this.message = message;
            this.length = length;
        }

        @Override
        public void run() {
            if (message.event().equals(Events.PHX_LEAVE)) {
                reply(message, new HandleResult.Reply("ok", Payload.EMPTY));
                server.send(refs.close());
                terminate(StopReason.LEFT);
                return;
            }
            handling = message;
            runner.call(
                    () -> application().handleIn(message.event(), message.payload(), socket),
                    result -> settle(result, message));
        }

        @Override
        public int weight() {
            return OVERHEAD + length; // the whole frame: the payload is a range of it
        }
    }

    private void offer(Mailbox.Task task) {
        if (!mailbox.offer(task)) {
            crash(new MailboxFullException("mailbox is full: more than " + Mailbox.MAX_WAITING + " messages wait, or "
                    + Backlog.MAX_BYTES + " bytes on this connection"));
        }
    }

    @SuppressWarnings("ConstantValue") // the application may return null whatever its types say
    private void settleJoin(JoinResult result) {
        if (state != ChannelState.JOINING) {
            return;
        }
        switch (result) {
            case null -> crash(new IllegalStateException("join returned null (expected: a JoinResult)"));
            case JoinResult.Pending(var future) -> runner.await(future, this::settleJoin);
            case JoinResult.Refused(Payload response) -> refuse(response);
            case JoinResult.Accepted(Payload response) -> accept(response);
        }
    }

    private void accept(Payload response) {
        if (transportEnd != null) {
            terminate(transportEnd);
            return;
        }
        Frame reply;
        try {
            intercepts = Set.copyOf(application().intercepts());
            reply = server.encode(refs.joinReply("ok", response));
            subscription = server.context().loop().subscribe(topic(), this, server.serializer());
            socket.awaitStates(); // before the reply: what is asked for here is ahead of all that the client does
            // with it
        } catch (RuntimeException e) {
            crash(e);
            return;
        }
        state = ChannelState.JOINED;
        server.link().send(reply);
        closePredecessors();
        socket.joined();
    }

    /** Ends the join with an error reply; what waited behind it finds the topic not joined. */
    private void refuse(Payload response) {
        state = ChannelState.ENDED;
        release();
        server.ended(this);
        List<Mailbox.Task> waiting = mailbox.clear();
        server.link().send(refusal(response));
        closePredecessors();
        for (Mailbox.Task task : waiting) {
            if (task instanceof ClientTask client) {
                server.dispatch(client.message, client.length);
            }
        }
    }

    private void closePredecessors() {
        if (predecessorCloses != null) {
            predecessorCloses.sendBy(server);
        }
    }

    private Frame refusal(Payload response) {
        try {
            return server.encode(refs.joinReply("error", response));
        } catch (RuntimeException e) {
            ChannelLog.unrefusable(refs, e);
            return server.encode(refs.joinReply("error", JOIN_CRASHED));
        }
    }

    @SuppressWarnings("ConstantValue")
    private void settle(HandleResult result, @Nullable Message message) {
        if (state != ChannelState.JOINED && state != ChannelState.LEAVING) {
            return;
        }
        switch (result) {
            case null -> crash(new IllegalStateException("a callback returned null (expected: a HandleResult)"));
            case HandleResult.Pending(var future) -> {
                runner.await(future, later -> settle(later, message));
                return;
            }
            case HandleResult.NoReply nothing -> {}
            case HandleResult.Ignored(Object ignored) ->
                LOGGER.log(DEBUG, () -> refs.label() + " ignores a message of " + ignored.getClass());
            case HandleResult.Reply reply -> reply(message, reply);
            case HandleResult.Stop(StopReason reason, var reply) -> stop(reason, reply, message);
            case HandleResult.Unknown(String event) -> unknown(LogText.of(event));
        }
        handling = null;
    }

    /** Sends a reply; false when that was not possible, and the channel has crashed. */
    private boolean reply(@Nullable Message to, HandleResult.Reply reply) {
        if (to == null) {
            crash(new IllegalStateException("a reply to nothing (expected: a reply from handleIn only)"));
            return false;
        }
        try {
            server.send(refs.reply(to.ref(), reply.status(), reply.response()));
            return true;
        } catch (UnencodableException e) {
            crash(e);
            return false;
        }
    }

    private void stop(StopReason reason, HandleResult.@Nullable Reply reply, @Nullable Message message) {
        if (reply != null && !reply(message, reply)) {
            return;
        }
        switch (reason) {
            case StopReason.Normal normal -> server.send(refs.close());
            case StopReason.Shutdown shutdown -> server.send(refs.close());
            case StopReason.Failure failure -> {
                ChannelLog.stopped(refs, failure.description());
                server.send(refs.error());
            }
        }
        terminate(reason);
    }

    /** Ends the channel as a crash does, but blames the client: no stack trace, and not each time. */
    private void unknown(String event) {
        server.noHandler(event, refs.label());
        server.send(refs.error());
        terminate(StopReason.failure("no handler for event " + event));
    }

    /** Takes what a callback threw: the end of this channel, and of nothing else. */
    private void crash(Throwable cause) {
        switch (state) {
            case JOINING -> {
                ChannelLog.joinCrashed(refs, cause);
                refuse(JOIN_CRASHED);
            }
            case JOINED, LEAVING -> {
                ChannelLog.crashed(refs, handling, cause);
                server.send(refs.error());
                terminate(StopReason.failure(cause));
            }
            case TERMINATING -> {
                if (terminateCalled) {
                    ChannelLog.terminateCrashed(refs, cause);
                    end();
                } else { // in a callback that went on when the channel ended; terminate comes behind it
                    LOGGER.log(DEBUG, () -> "a last callback of " + refs.label() + " crashed", cause);
                }
            }
            case ENDED -> LOGGER.log(DEBUG, () -> refs.label() + " had ended when it crashed", cause);
        }
    }

    private void terminate(StopReason reason) {
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
                    done -> end());
        });
    }

    private void end() {
        state = ChannelState.ENDED;
    }

    /** Ends what brings messages to the channel: its subscriptions, timers and consumers. */
    private void release() {
        if (subscription != null) {
            subscription.unsubscribe();
            subscription = null;
        }
        socket.release();
    }

    private Channel application() {
        return requireNonNull(channel, "channel");
    }
}
