package dev.wingbeat.room;

import static java.lang.System.Logger.Level.WARNING;

import dev.wingbeat.channel.HandleResult;
import dev.wingbeat.protocol.LogText;
import dev.wingbeat.protocol.Payload;
import dev.wingbeat.protocol.PayloadException;
import dev.wingbeat.protocol.RateLimitedLog;
import dev.wingbeat.protocol.WingbeatException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Hands messages to the room, and does what it decides. Confined to the room's thread. */
final class Answers {

    /** A message that waits for the next tick. */
    record Waiting(Seat seat, RoomInput.Message message) {}

    private static final RateLimitedLog UNKNOWN =
            new RateLimitedLog(System.getLogger(RoomServer.class.getName()), WARNING);
    private static final Payload CRASHED = Payload.of("reason", "message crashed");

    private final RoomServer server;
    private final RoomOptions options;
    private final RoomThread thread;
    private final RoomVoice voice;
    private final RoomOutlet outlet;
    private final InputQueue<Seat, Waiting> queue;

    Answers(RoomServer server, RoomOptions options, RoomThread thread, RoomVoice voice, RoomOutlet outlet) {
        this.server = server;
        this.options = options;
        this.thread = thread;
        this.voice = voice;
        this.outlet = outlet;
        this.queue = new InputQueue<>(
                options.maxInputs(),
                options.maxInputsPerPlayer(),
                options.latest()::contains,
                waiting -> waiting.message().payload().length());
    }

    /** Handles a message: what is ours is answered, the rest is for the room, now or with the next tick. */
    void take(Seat seat, RoomInput.Message message) {
        if (message.payload().length() > options.maxInput()) {
            outlet.refused("too_large");
            refuse(message, Payload.of("reason", "too_large", "limit", options.maxInput()));
            return;
        }
        switch (message.event()) {
            case "ping" -> voice.replied(message.from(), message.ref(), "ok", pong(message.payload()));
            case "resync" -> {
                server.states().resync(seat);
                voice.replied(message.from(), message.ref(), "ok", Payload.EMPTY);
            }
            default -> {
                if (options.rate() == 0) {
                    handle(new Waiting(seat, message));
                } else if (!queue.offer(seat, message.event(), new Waiting(seat, message))) {
                    outlet.refused("busy");
                    refuse(message, Payload.of("reason", "busy"));
                }
            }
        }
    }

    private Payload pong(Payload ping) {
        Map<String, @Nullable Object> pong = new LinkedHashMap<>();
        pong.put("c", ping.isObject() ? ping.json().getValue("c") : null);
        pong.put("t", thread.currentTimeMillis());
        pong.put("tick", server.tick());
        return Payload.of(pong);
    }

    /** Calls the room at once, whatever waits for the tick. */
    Future<Payload> signal(String event, Payload payload) {
        Promise<Payload> answer = Promise.promise();
        boolean called = server.call(
                "signal", room -> room.signal(event, payload).map(Payload::of).onComplete(answer));
        if (!called) {
            answer.tryFail(new WingbeatException("room " + server.key() + ": signal crashed (expected: an answer)"));
        }
        return answer.future();
    }

    /** Returns how many bytes wait for the next tick. */
    long weight() {
        return queue.weight();
    }

    /** Hands over what has come since the last time. */
    void drain() {
        queue.drain(this::handle);
    }

    /** Gives back what waits for a tick that does not come here. */
    void giveBack() {
        queue.drain(waiting -> voice.returned(waiting.message()));
    }

    private void handle(Waiting waiting) {
        RoomInput.Message message = waiting.message();
        if (!server.seats().has(waiting.seat())) {
            return;
        }
        boolean called = server.call("message", room -> settle(result(room, waiting), waiting));
        if (!called) {
            refuse(message, CRASHED);
        }
    }

    /** Calls the room; a payload that it cannot read is the client's fault, as in channels. */
    private static HandleResult result(Room room, Waiting waiting) throws Exception {
        RoomInput.Message message = waiting.message();
        try {
            return room.message(waiting.seat(), message.event(), message.payload());
        } catch (PayloadException bad) {
            return HandleResult.error(bad);
        }
    }

    @SuppressWarnings("ConstantValue") // the application may return null whatever its types say
    private void settle(HandleResult result, Waiting waiting) {
        RoomInput.Message message = waiting.message();
        switch (result) {
            case null -> throw new IllegalStateException("message returned null (expected: a HandleResult)");
            case HandleResult.NoReply nothing -> {}
            case HandleResult.Ignored nothing -> {}
            case HandleResult.Reply reply -> reply(message, reply);
            case HandleResult.BadPayload(var bad) -> refuse(message, bad.response());
            case HandleResult.Stop(var reason, var reply) -> {
                if (reply != null) {
                    reply(message, reply);
                }
                server.callbacks().later(() -> server.entrance().sendAway(waiting.seat(), Room.LeaveReason.LEFT));
            }
            case HandleResult.Unknown(var event) -> {
                UNKNOWN.log(() -> "no handler for event " + LogText.of(event) + " in room " + server.key());
                server.callbacks().later(() -> server.entrance().fail(waiting.seat()));
            }
            case HandleResult.Pending(var future) ->
                future.onComplete(decided -> server.callbacks().execute(() -> {
                    boolean called = server.call("message", room -> {
                        if (decided.failed()) {
                            throw new IllegalStateException("the result of a message failed", decided.cause());
                        }
                        settle(decided.result(), waiting);
                    });
                    if (!called) {
                        refuse(message, CRASHED);
                    }
                }));
        }
    }

    private void reply(RoomInput.Message message, HandleResult.Reply reply) {
        voice.replied(message.from(), message.ref(), reply.status(), reply.response());
    }

    private void refuse(RoomInput.Message message, Payload response) {
        voice.replied(message.from(), message.ref(), "error", response);
    }
}
