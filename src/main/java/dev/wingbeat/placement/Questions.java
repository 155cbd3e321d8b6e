package dev.wingbeat.placement;

import dev.wingbeat.protocol.Payload;
import dev.wingbeat.protocol.WingbeatException;
import dev.wingbeat.relay.Asks;
import dev.wingbeat.room.RoomKey;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The questions that nodes ask each other about rooms. May be used from any thread. */
final class Questions {

    /** The topic of questions that concern no room. */
    static final String NODES = "$rooms";

    private static final long LEAVE_MILLIS = 1_000;
    private static final long OWNER_MILLIS = 2_000;
    private static final long SIGNAL_MILLIS = 5_000;

    /** For how long a room is asked to close: longer than it takes to move. */
    private static final long CLOSE_NANOS = Duration.ofSeconds(5).toNanos();

    private final NodeRooms rooms;

    Questions(NodeRooms rooms) {
        this.rooms = rooms;
    }

    /** Asks a node, which may be this one; fails when it does not answer in time. */
    Future<JsonObject> ask(String node, JsonObject question, long millis) {
        return node.equals(rooms.nodeName())
                ? answer(node, question)
                        .timeout(millis, TimeUnit.MILLISECONDS)
                        .recover(cause -> Future.failedFuture(
                                cause instanceof TimeoutException
                                        ? new WingbeatException(Asks.silent(node, millis))
                                        : cause))
                : rooms.asks().ask(node, question.getString("topic"), question, millis);
    }

    /** Reserves a seat: {@code seat} is its token, or {@code reason} says why there is none. */
    Future<JsonObject> reserve(Activation at, RoomKey key) {
        return ask(at.node(), about(key, new JsonObject().put("ask", "reserve")), OWNER_MILLIS);
    }

    private Future<JsonObject> reserve(RoomKey key) {
        OwnedRoom room = rooms.owned().get(key);
        return room == null ? Future.succeededFuture(new JsonObject().put("reason", "not_found")) : room.reserve();
    }

    /** Looks into a room: {@code reason} says why that cannot be done. */
    Future<JsonObject> inspect(Activation at, RoomKey key) {
        return ask(at.node(), about(key, new JsonObject().put("ask", "inspect")), OWNER_MILLIS);
    }

    private Future<JsonObject> inspect(RoomKey key) {
        OwnedRoom room = rooms.owned().get(key);
        return room == null ? Future.succeededFuture(new JsonObject().put("reason", "not_found")) : room.inspect();
    }

    /** Tells the other nodes that this one stops, and learns who of them does; completes when all have answered, or will not. */
    Future<?> leave() {
        var leaving = new JsonObject().put("ask", "leave").put("topic", NODES);
        return Future.join(rooms.members().otherHubs().stream()
                .map(node -> rooms.asks()
                        .ask(node, NODES, leaving, LEAVE_MILLIS)
                        .onSuccess(answer -> {
                            if (answer.getBoolean("stopping", false)) {
                                rooms.members().leaves(node);
                            }
                        }))
                .toList());
    }

    /** Completes when the other nodes have what a room has sent them until now, or will not. */
    Future<?> heard(RoomKey key) {
        JsonObject question =
                about(key, new JsonObject().put("ask", "look")); // by the way that outputs take, behind them
        return Future.join(rooms.members().otherHubs().stream()
                .map(node -> rooms.asks().ask(node, key.topic(), question, LEAVE_MILLIS))
                .toList());
    }

    /** Hands a room what its application has for it, wherever it is; fails when there is none. */
    Future<Payload> signal(RoomKey key, String event, Payload payload) {
        var question = new JsonObject().put("ask", "signal").put("event", event).put("payload", payload.value());
        return rooms.registrar()
                .locate(key, null)
                .compose(found -> switch (found) {
                    case Located.Refused refused -> Future.succeededFuture(refused.response());
                    case Located.At(Activation at, boolean made) -> ask(at.node(), about(key, question), SIGNAL_MILLIS);
                })
                .compose(answer -> answer.containsKey("reason")
                        ? Future.failedFuture(
                                new WingbeatException("signal to " + key + ": " + answer.getString("reason")))
                        : Future.succeededFuture(Payload.of(answer.getValue("answer"))));
    }

    private Future<JsonObject> signal(JsonObject question) {
        OwnedRoom room = rooms.owned().get(key(question));
        return room == null
                ? Future.succeededFuture(new JsonObject().put("reason", "not_found"))
                : room.signal(question.getString("event"), Payload.of(question.getValue("payload")))
                        .map(answer -> new JsonObject().put("answer", answer.value()))
                        .otherwise(cause -> new JsonObject().put("reason", String.valueOf(cause.getMessage())));
    }

    /**
     * Closes a room; one that moves is closed where it goes on. Completes with false when there is none, and fails when its node does not
     * answer.
     */
    Future<Boolean> close(RoomKey key, String why) {
        return close(key, why, System.nanoTime() + CLOSE_NANOS);
    }

    private Future<Boolean> close(RoomKey key, String why, long until) {
        return rooms.registrar().find(key).compose(at -> {
            if (at.equals(Activation.NONE)) {
                return Future.succeededFuture(false);
            }
            var question = about(key, new JsonObject().put("ask", "close").put("why", why));
            Future<Boolean> asked = ask(at.node(), question, OWNER_MILLIS)
                    .map(answer -> answer.getBoolean("closed", true)); // earlier releases do not say
            return asked.transform(done -> Boolean.TRUE.equals(done.result()) || System.nanoTime() - until > 0
                    ? asked
                    : rooms.registrar().pause().compose(passed -> close(key, why, until)));
        });
    }

    private Future<JsonObject> close(JsonObject question) {
        OwnedRoom room = rooms.owned().get(key(question));
        return room == null
                ? Future.succeededFuture(new JsonObject().put("closed", false))
                : room.close(question.getString("why"));
    }

    private static JsonObject about(RoomKey key, JsonObject question) {
        return question.put("topic", key.topic()).put("kind", key.kind()).put("id", key.id());
    }

    /** Answers another node, or this one. */
    Future<JsonObject> answer(String origin, JsonObject question) {
        return switch (question.getString("ask", "")) {
            case "look" ->
                Future.succeededFuture(rooms.registrar().look(key(question)).written());
            case "place" -> rooms.registrar().asked(question);
            case "make" -> rooms.registrar().made(question);
            case "load" -> Future.succeededFuture(rooms.registrar().placer().answer());
            case "find" -> rooms.lobby().steward().asked(question);
            case "queue" -> rooms.lobby().matchmaker().queue(origin, question);
            case "matched" -> Future.succeededFuture(rooms.lobby().tickets().matched(question));
            case "unqueue" -> {
                rooms.lobby().matchmaker().unqueue(question);
                yield Future.succeededFuture(new JsonObject());
            }
            case "leave" -> {
                rooms.members().leaves(origin);
                yield Future.succeededFuture(
                        new JsonObject().put("stopping", rooms.owned().isStopping()));
            }
            case "counted" -> Future.succeededFuture(rooms.quorum().answer());
            case "later" -> rooms.thaw().answer(origin, question);
            case "absorbed" -> Future.succeededFuture(Remains.answer(rooms, key(question), question));
            case "signal" -> signal(question);
            case "reserve" -> reserve(key(question));
            case "inspect" -> inspect(key(question));
            case "close" -> close(question);
            default -> Future.failedFuture("ask: unknown, of " + origin);
        };
    }

    private static RoomKey key(JsonObject question) {
        return new RoomKey(question.getString("kind"), question.getString("id"));
    }
}
