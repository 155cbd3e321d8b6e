package dev.wingbeat.channel;

import static java.lang.System.Logger.Level.DEBUG;

import dev.wingbeat.connection.Assigns;
import dev.wingbeat.credential.ConnectionCredentials;
import dev.wingbeat.credential.CredentialKeeper;
import dev.wingbeat.credential.TokenVerifier;
import dev.wingbeat.credential.TopicGrants;
import dev.wingbeat.protocol.Frame;
import dev.wingbeat.protocol.LogText;
import dev.wingbeat.protocol.Message;
import dev.wingbeat.protocol.Payload;
import dev.wingbeat.protocol.PayloadException;
import dev.wingbeat.protocol.UnencodableException;
import io.vertx.core.Future;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * Carries out the results of a channel's callbacks: replies to its client, and its end. Confined to the loop; to be called
 * from inside a task of the channel's {@link Mailbox}.
 */
final class Settlement implements TopicGrants.Holder {

    private static final System.Logger LOGGER = System.getLogger(ChannelServer.class.getName());

    /** The answer to a client whose join ended by an exception. */
    static final Payload JOIN_CRASHED = Payload.of("reason", "join crashed");

    /** The answer to a join for which a token has ended. */
    static final Payload TOKEN_EXPIRED = Payload.of("reason", "token_expired");

    private final ChannelServer channel;
    private final SocketServer server;
    private final CallbackRunner runner;

    Settlement(ChannelServer channel, SocketServer server, CallbackRunner runner) {
        this.channel = channel;
        this.server = server;
        this.runner = runner;
    }

    /** Continues a join, after its token has been verified if the route requires one. */
    void admit(Payload payload, Runnable join) {
        TokenVerifier tokens = channel.route().route().topicTokens();
        if (tokens == null) {
            join.run();
            return;
        }
        ConnectionCredentials credentials = server.credentials();
        runner.await(CredentialKeeper.ask(tokens, CredentialKeeper.token(payload), refs().topic()), verification -> {
            if (channel.state() != ChannelState.JOINING || channel.endsWithTransport()) {
                return;
            }
            String refusal = credentials.join(refs().topic(), verification, this);
            if (refusal == null) {
                channel.socket().onEnd(() -> credentials.grants().remove(refs().topic(), this));
                join.run();
            } else {
                refuse(Payload.of("reason", refusal));
            }
        });
    }

    @Override
    public void assign(Assigns assigns) {
        channel.socket().assign(assigns);
    }

    /** Ends the channel, whose client may join again with another token. */
    @Override
    public void tokenEnded() {
        switch (channel.state()) {
            case JOINING -> refuse(TOKEN_EXPIRED);
            case JOINED, LEAVING -> {
                channel.membership().send(refs().error());
                channel.terminate(StopReason.failure("token expired"));
            }
            case TERMINATING, ENDED -> {}
        }
    }

    /** Settles what the application's join has decided. */
    @SuppressWarnings("ConstantValue") // the application may return null whatever its types say
    void settleJoin(JoinResult result) {
        if (channel.state() != ChannelState.JOINING) {
            return;
        }
        switch (result) {
            case null -> channel.crash(new IllegalStateException("join returned null (expected: a JoinResult)"));
            case JoinResult.Pending(var future) -> runner.await(future, this::settleJoin);
            case JoinResult.State(var state) -> acceptWithState(state);
            case JoinResult.Refused(var response) ->
                runner.await(server.inTurn(Future.succeededFuture()), turn -> refuse(response));
            case JoinResult.Accepted(var response) -> accept(response);
        }
    }

    /** Subscribes the channel, and ends the join once what is broadcast on other nodes arrives, too. */
    private void accept(Payload response) {
        if (channel.endsWithTransport()) {
            return;
        }
        Future<Void> established = server.inTurn(channel.membership().subscribe());
        if (established.isComplete()) {
            channel.accept(response);
        } else {
            DeliveryGate.Hold hold = channel.membership().holdAll();
            runner.await(established, ignored -> accept(response, hold));
        }
    }

    /** Subscribes the channel, makes a state, and ends the join with it; what is broadcast meanwhile waits behind it. */
    private void acceptWithState(Callable<Future<Payload>> making) {
        if (channel.endsWithTransport()) {
            return;
        }
        Future<Void> established = server.inTurn(channel.membership().subscribe());
        DeliveryGate.Hold hold = channel.membership().holdAll();
        runner.await(
                established,
                ignored -> runner.call(making, made -> runner.await(made, response -> accept(response, hold))));
    }

    private void refuse(Payload response) {
        if (channel.state() == ChannelState.JOINING) {
            channel.refuse(response, null);
        }
    }

    private void accept(Payload response, DeliveryGate.Hold hold) {
        if (channel.state() == ChannelState.JOINING) {
            channel.accept(response);
            hold.release(List.of());
        }
    }

    /** Encodes the answer to a join that is refused, even when the application's response cannot be sent. */
    Frame refusal(Payload response) {
        try {
            return server.encode(refs().joinReply("error", response));
        } catch (RuntimeException e) {
            ChannelLog.unrefusable(refs(), e);
            return server.encode(refs().joinReply("error", JOIN_CRASHED));
        }
    }

    /** Settles what a callback has decided, in answer to a message of the client or to something else. */
    @SuppressWarnings("ConstantValue")
    void settle(HandleResult result, @Nullable Message message) {
        if (channel.state() != ChannelState.JOINED && channel.state() != ChannelState.LEAVING) {
            return;
        }
        switch (result) {
            case null ->
                channel.crash(new IllegalStateException("a callback returned null (expected: a HandleResult)"));
            case HandleResult.Pending(var future) -> {
                runner.await(future, later -> settle(later, message));
                return;
            }
            case HandleResult.NoReply nothing -> {}
            case HandleResult.Ignored(Object ignored) ->
                LOGGER.log(DEBUG, () -> refs().label() + " ignores a message of " + ignored.getClass());
            case HandleResult.Reply reply -> reply(message, reply);
            case HandleResult.BadPayload(var bad) -> badPayload(message, bad);
            case HandleResult.Stop(StopReason reason, var reply) -> stop(reason, reply, message);
            case HandleResult.Unknown(String event) -> unknown(LogText.of(event));
        }
        channel.settled();
    }

    /** Settles the leave of the client. */
    void leave(Message message) {
        if (reply(message, HandleResult.ok())) {
            channel.membership().send(refs().close());
            channel.terminate(StopReason.LEFT);
        }
    }

    /** Sends a reply; false when that was not possible, and the channel has crashed. */
    private boolean reply(@Nullable Message to, HandleResult.Reply reply) {
        if (to == null) {
            channel.crash(new IllegalStateException("a reply to nothing (expected: a reply from handleIn only)"));
            return false;
        }
        try {
            channel.membership().send(refs().reply(to.ref(), reply.status(), reply.response()));
            runner.answered(reply.status());
            return true;
        } catch (UnencodableException e) {
            channel.crash(e);
            return false;
        }
    }

    private void badPayload(@Nullable Message message, PayloadException bad) {
        if (message == null || message.ref() != null) {
            reply(message, HandleResult.errorResponse(bad.response()));
        } else {
            ChannelLog.badPayload(refs(), message, bad);
        }
    }

    private void stop(StopReason reason, HandleResult.@Nullable Reply reply, @Nullable Message message) {
        if (reply != null && !reply(message, reply)) {
            return;
        }
        switch (reason) {
            case StopReason.Normal normal -> channel.membership().send(refs().close());
            case StopReason.Shutdown shutdown -> channel.membership().send(refs().close());
            case StopReason.Failure failure -> {
                ChannelLog.stopped(refs(), failure.description());
                channel.membership().send(refs().error());
            }
        }
        channel.terminate(reason);
    }

    /** Ends the channel as a crash does, but blames the client: no stack trace, and not each time. */
    private void unknown(String event) {
        ChannelLog.noHandler(server, event, refs().label());
        channel.membership().send(refs().error());
        channel.terminate(StopReason.failure("no handler for event " + event));
    }

    private JoinRefs refs() {
        return channel.refs();
    }
}
