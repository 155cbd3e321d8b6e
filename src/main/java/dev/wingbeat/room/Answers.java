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
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Hands messages to the room, and does what it decides. Confined to the room's thread. */
final class Answers {

    /** A message that waits for the next tick. */
    record Waiting(Seat seat, RoomInput.Message message) {}

    /** A message whose result is a future: it waits for that, and keeps nothing of the payload. */
    private static final class Undecided {
        private final Waiting waiting;
        private final Future<? extends HandleResult> result;
        private boolean decided;

        Undecided(Waiting of, Future<? extends HandleResult> result) {
            RoomInput.Message message = of.message();
            this.waiting = new Waiting(
                    of.seat(), new RoomInput.Message(message.from(), message.ref(), message.event(), Payload.EMPTY));
            this.result = result;
        }
    }

    private static final RateLimitedLog UNKNOWN =
            new RateLimitedLog(System.getLogger(RoomServer.class.getName()), WARNING);
    private static final Payload CRASHED = Payload.of("reason", "message crashed");
    private static final Payload UNAVAILABLE = Payload.of("reason", "unavailable");

    private final RoomServer server;
    private final RoomOptions options;
    private final RoomThread thread;
    private final RoomVoice voice;
    private final RoomOutlet outlet;
    private final InputQueue<Seat, Waiting> queue;
    private final Set<Undecided> undecided = new LinkedHashSet<>(); // of too many the oldest are not in it any more

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
        if (!server.isRunning()) {
            return Future.failedFuture(
                    new WingbeatException("room " + server.key() + ": not_found (expected: one that has not ended)"));
        }
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

    /** Hands over what has come, and answers what has been decided. */
    void finish() {
        drain();
        List.copyOf(undecided).stream().filter(one -> one.result.isComplete()).forEach(this::decide);
    }

    /** Gives back what waits for a tick that does not come here. */
    void giveBack() {
        queue.drain(waiting -> voice.returned(waiting.message()));
    }

    /** Tells players what is not answered any more, since the room ends here. */
    void end() {
        queue.drain(waiting -> refuse(waiting.message(), UNAVAILABLE));
        undecided.forEach(one -> {
            one.decided = true;
            refuse(one.waiting.message(), UNAVAILABLE);
        });
        undecided.clear();
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
            case HandleResult.Pending(var future) -> {
                var one = new Undecided(waiting, future);
                undecided.add(one);
                if (undecided.size() > options.maxInputs()) {
                    undecided.remove(undecided.iterator().next());
                }
                future.onComplete(decided -> server.callbacks().execute(() -> decide(one)));
            }
        }
    }

    private void decide(Undecided one) {
        if (one.decided) {
            return;
        }
        one.decided = true;
        undecided.remove(one);
        boolean called = server.call("message", room -> {
            if (one.result.failed()) {
                throw new IllegalStateException("the result of a message failed", one.result.cause());
            }
            settle(one.result.result(), one.waiting);
        });
        if (!called) {
            refuse(one.waiting.message(), CRASHED);
        }
    }

    private void reply(RoomInput.Message message, HandleResult.Reply reply) {
        voice.replied(message.from(), message.ref(), reply.status(), reply.response());
    }

    private void refuse(RoomInput.Message message, Payload response) {
        voice.replied(message.from(), message.ref(), "error", response);
    }
}
