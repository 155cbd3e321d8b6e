package dev.wingbeat.placement;

import static java.lang.System.Logger.Level.WARNING;

import dev.wingbeat.channel.Channel;
import dev.wingbeat.channel.HandleResult;
import dev.wingbeat.channel.InternalSocket;
import dev.wingbeat.channel.JoinResult;
import dev.wingbeat.channel.Socket;
import dev.wingbeat.channel.SocketRef;
import dev.wingbeat.channel.StopReason;
import dev.wingbeat.protocol.Payload;
import dev.wingbeat.protocol.RateLimitedLog;
import dev.wingbeat.protocol.UnencodableException;
import dev.wingbeat.relay.Conflation;
import dev.wingbeat.relay.PlayerInputs;
import dev.wingbeat.room.RoomInput;
import dev.wingbeat.room.RoomKey;
import dev.wingbeat.room.RoomKind;
import dev.wingbeat.room.RoomOutput;
import dev.wingbeat.room.RoomParams;
import dev.wingbeat.trace.TraceSpan;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The channel of a player: hands what the client sends to the room, wherever it is, and the client what the room has for it. Confined
 * to the connection's loop, except {@link #deliver}.
 */
final class SeatChannel implements Channel {

    private static final RateLimitedLog NOT_SENT =
            new RateLimitedLog(System.getLogger(SeatChannel.class.getName()), WARNING);
    private static final JoinResult UNAVAILABLE = JoinResult.error(StandIn.REASON);
    private static final String BUSY = "busy";
    private static final long ANSWER_MILLIS = 10_000;
    private static final long MOVE_MILLIS = 1_000;

    private final NodeRooms rooms;
    private final RoomKind kind;
    private final Promise<JoinResult> decided = Promise.promise();
    private final PlayerInputs inputs;
    private final Conflation conflation;
    private @Nullable InternalSocket socket;
    private @Nullable RoomKey key;
    private RoomInput.@Nullable Join entering;
    private RoomInput.@Nullable Link link;
    private @Nullable String token;
    private int moves; // those that were begun or answered
    private boolean joined;
    private boolean left;

    SeatChannel(NodeRooms rooms, RoomKind kind) {
        this.rooms = rooms;
        this.kind = kind;
        this.inputs = new PlayerInputs(
                this::send,
                bytes -> Optional.ofNullable(socket).ifPresent(from -> from.charge(bytes)),
                kind.options().latest()::contains,
                System::nanoTime);
        this.conflation = new Conflation(() -> link != null && rooms.edge().isOpen(link), this::resync);
    }

    @Override
    public JoinResult join(String topic, Payload payload, Socket joining) {
        RoomKey room = RoomKey.of(kind.name(), topic);
        if (room == null || !(joining instanceof InternalSocket internal)) {
            return JoinResult.error("not_found");
        }
        Payload refusal = rooms.creators()
                .refusal(kind, internal, payload, !rooms.find(room).equals(Activation.NONE));
        if (refusal != null) {
            return JoinResult.errorResponse(refusal);
        }
        socket = internal;
        key = room;
        RoomInput.Link opened = rooms.edge().open(room, this);
        link = opened;
        internal.charge(payload.length());
        joining.onEnd(() -> ended(room, opened, internal, payload.length()));
        Object seat = payload.isObject() ? payload.json().getValue("seat") : null;
        Vertx vertx = internal.context().owner();
        long timer = vertx.setTimer(ANSWER_MILLIS, late -> decided.tryComplete(UNAVAILABLE));
        decided.future().onComplete(done -> vertx.cancelTimer(timer));
        var join = new RoomInput.Join(
                opened,
                kind.options().playerId().apply(joining),
                seat instanceof String claimed ? claimed : null,
                Payload.message(kind.options().profile().apply(joining)),
                payload,
                false);
        entering = join;
        rooms.join(room, join, kind.options().createOnJoin() ? RoomParams.of(payload) : null);
        return JoinResult.async(decided.future());
    }

    @Override
    public HandleResult handleIn(String event, Payload payload, Socket from) {
        TraceSpan span = socket == null ? null : socket.trace();
        if (span != null && key != null) {
            KindRooms.trace(rooms, key, span);
        }
        boolean taken = link == null || inputs.send(link, socket == null ? null : socket.refOrNull(), event, payload);
        return taken ? HandleResult.noReply() : HandleResult.error(BUSY);
    }

    @Override
    public HandleResult handleInfo(Object message, Socket from) {
        return message instanceof StopReason reason ? HandleResult.stop(reason) : HandleResult.ignored(message);
    }

    /** Called first because the channel has ended, and then, in the same turn of the loop, perhaps because the client has left. */
    private void ended(RoomKey room, RoomInput.Link opened, InternalSocket from, int kept) {
        from.charge(-kept);
        Activation at = rooms.edge().activation(room);
        rooms.edge().close(room, opened);
        decided.tryComplete(UNAVAILABLE);
        inputs.drop();
        from.context()
                .runOnContext(ignored ->
                        rooms.send(room, at, left ? new RoomInput.Left(opened) : new RoomInput.Dropped(opened)));
    }

    @Override
    public void terminate(StopReason reason, Socket from) {
        left = reason.equals(StopReason.LEFT);
    }

    /** Receives what the room has for the client. May be called from any thread; in order. */
    void deliver(RoomOutput output) {
        switch (output) {
            case RoomOutput.Joined(var number, var response) -> {
                if (!decided.tryComplete(JoinResult.ok(response))) {
                    onceJoined(() -> arrive(response));
                }
                onceJoined(() -> {
                    joined = true;
                    moves++;
                    token = response.json().getJsonObject("room").getString("seat");
                });
            }
            case RoomOutput.Refused(var number, var response) -> {
                if (!decided.tryComplete(JoinResult.errorResponse(response))) {
                    onceJoined(() -> lose(response));
                }
            }
            case RoomOutput.Replied replied -> onceJoined(() -> reply(replied));
            case RoomOutput.Pushed pushed -> onceJoined(() -> push(pushed));
            case RoomOutput.Ended(var number, boolean failed) -> {
                decided.tryComplete(failed ? UNAVAILABLE : JoinResult.error("refused"));
                onceJoined(() -> end(failed));
            }
            case RoomOutput.Returned returned -> onceJoined(() -> sendAgain(returned));
            case RoomOutput.Forgotten forgotten -> rejoin();
        }
    }

    /** Moves to the activation that follows one; what died with the node of that one is answered. May be called from any thread. */
    void follow(Activation before) {
        onceJoined(() -> {
            if (joined && !rooms.members().present().contains(before.node())) {
                inputs.hold();
                inputs.lost().forEach(reply -> attempt(() -> reply.reply("error", StandIn.UNAVAILABLE)));
            }
        });
        move();
    }

    /** Joins the activation that the player is to be in, and again until that has answered. May be called from any thread. */
    void move() {
        Optional.ofNullable(socket)
                .ifPresent(to -> to.context().runOnContext(ignored -> {
                    if (joined) {
                        inputs.hold();
                    }
                    move(++moves, MOVE_MILLIS);
                }));
    }

    private void move(int number, long again) {
        if (number == moves
                && socket != null
                && entering != null
                && rooms.edge().isOpen(entering.from())) {
            send(joined ? entering.moved(token) : entering);
            socket.context().owner().setTimer(again, late -> move(number, 2 * again));
        }
    }

    /** Joins again, once it has joined. May be called from any thread. */
    void rejoin() {
        onceJoined(this::move);
    }

    /** Keeps what the client sends until the player has joined the next activation. May be called from any thread. */
    void hold() {
        onceJoined(inputs::hold);
    }

    private void sendAgain(RoomOutput.Returned back) {
        SocketRef refused = link == null
                ? null
                : inputs.sendAgain(new RoomInput.Message(link, back.ref(), back.event(), back.payload()));
        if (refused != null) {
            attempt(() -> refused.reply("error", Payload.of("reason", BUSY)));
        }
    }

    /** Asks for the whole state. May be called from any thread. */
    void resync() {
        onceJoined(() -> Optional.ofNullable(link).map(RoomInput.Resync::new).ifPresent(this::send));
    }

    /** Tells the client that the room stands still, its owner being gone. May be called from any thread. */
    void pause() {
        onceJoined(() -> push(new RoomOutput.Pushed(List.of(), "room_paused", Payload.of("reason", "owner_lost"))));
    }

    /** Tells the client that the room is gone with its node. May be called from any thread. */
    void lose() {
        decided.tryComplete(UNAVAILABLE);
        onceJoined(() -> lose(Payload.of("reason", "node_lost")));
    }

    private void lose(Payload reason) {
        Optional.ofNullable(socket).ifPresent(to -> to.push("room_lost", reason));
        end(false);
    }

    private void end(boolean failed) {
        entering = null; // it joins nowhere any more
        if (socket != null) {
            socket.sendSelf(failed ? StopReason.failure("the room has ended it") : StopReason.NORMAL);
        }
    }

    /** Sends the state of another activation; its parts follow by themselves when it is large. */
    private void arrive(Payload response) {
        JsonObject about = response.json().getJsonObject("room");
        JsonObject state = response.json().getJsonObject("state");
        if (socket != null && state != null) {
            socket.push("state", about.copy().put("s", state).put("part", 1).put("of", 1));
        }
        release();
    }

    /** Lets patches follow a state again, and sends what the client has sent meanwhile. */
    private void release() {
        conflation.end();
        inputs.release();
    }

    private void send(RoomInput input) {
        if (key != null) {
            rooms.send(key, input);
        }
    }

    private void onceJoined(Runnable task) {
        if (socket != null) {
            socket.afterJoin(task);
        }
    }

    private void reply(RoomOutput.Replied replied) {
        SocketRef reply = inputs.answered(replied.ref());
        if (reply != null) {
            attempt(() -> reply.reply(replied.status(), replied.response()));
        }
    }

    private void push(RoomOutput.Pushed pushed) {
        InternalSocket to = socket;
        if (to == null) {
            return;
        }
        switch (pushed.event()) {
            case "state" -> release();
            case "room_paused" -> inputs.hold();
            default -> {}
        }
        if (!pushed.event().equals("patch") || !conflation.leavesOut(to)) {
            attempt(() -> to.push(pushed.event(), pushed.payload()));
        }
    }

    /** Of some things there is no form in the client's version: it does without. */
    private void attempt(Runnable send) {
        try {
            send.run();
        } catch (UnencodableException e) {
            NOT_SENT.log(() -> "a client of " + key + " cannot be sent something: " + e.getMessage());
        }
    }
}
