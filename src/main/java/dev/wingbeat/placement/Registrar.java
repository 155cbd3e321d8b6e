package dev.wingbeat.placement;

import dev.wingbeat.protocol.Payload;
import dev.wingbeat.room.RoomKey;
import dev.wingbeat.room.RoomKind;
import dev.wingbeat.room.RoomParams;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds rooms, and has them made. Of each id one node is the registrar, the first by rendezvous: whoever makes a room asks it, so two
 * who make the same room at once get one, as long as the members agree on who they are.
 */
final class Registrar {

    private static final long ASK_MILLIS = 1_000;

    private final NodeRooms rooms;

    Registrar(NodeRooms rooms) {
        this.rooms = rooms;
    }

    /** Returns where a room is, {@code node} and {@code epoch}, or the {@code reason} why it is nowhere; it is made with params. */
    Future<JsonObject> locate(RoomKey key, @Nullable RoomParams params) {
        Activation known = rooms.find(key);
        if (!known.equals(Activation.NONE)) {
            return Future.succeededFuture(located(known));
        }
        List<String> order = Rendezvous.order(rooms.members().hubs(), key.topic());
        return ask(key, params, order)
                .compose(found -> "unavailable".equals(found.getString("reason"))
                        ? Future.failedFuture("stopping")
                        : Future.succeededFuture(found))
                .recover(silent -> order.size() == 1
                        ? Future.failedFuture(silent)
                        : ask(key, params, order.subList(1, order.size())))
                .otherwise(silent -> refused("unavailable"));
    }

    private Future<JsonObject> ask(RoomKey key, @Nullable RoomParams params, List<String> order) {
        String registrar = order.getFirst();
        if (registrar.equals(rooms.nodeName())) {
            return decide(key, params);
        }
        var question = new JsonObject()
                .put("ask", "place")
                .put("topic", key.topic())
                .put("kind", key.kind())
                .put("id", key.id())
                .put("making", params == null ? null : written(params));
        return rooms.asks().ask(registrar, key.topic(), question, ASK_MILLIS);
    }

    /** Answers another node. */
    Future<JsonObject> asked(JsonObject question) {
        var key = new RoomKey(question.getString("kind"), question.getString("id"));
        JsonObject making = question.getJsonObject("making");
        return decide(key, making == null ? null : read(making));
    }

    /** Decides, as the registrar of a room. */
    private Future<JsonObject> decide(RoomKey key, @Nullable RoomParams params) {
        RoomKind kind = rooms.kind(key.kind());
        Activation known = rooms.find(key);
        if (!known.equals(Activation.NONE)) {
            return Future.succeededFuture(located(known));
        }
        if (params == null || kind == null) {
            return Future.succeededFuture(refused("not_found"));
        }
        if (rooms.owned().isStopping()) {
            return Future.failedFuture("stopping");
        }
        OwnedRoom room = rooms.owned().create(key, kind, params, rooms.nextEpoch(key));
        return room == null
                ? Future.succeededFuture(
                        refused("busy").put("limit", rooms.owned().limit(kind)))
                : room.created()
                        .map(created -> located(room.activation()))
                        .otherwise(failed -> refused("create_failed"));
    }

    private static JsonObject written(RoomParams params) {
        Payload own = params.params();
        return new JsonObject()
                .put("params", own.isBinary() ? null : own.value())
                .put("label", new JsonObject(params.label()))
                .put("hidden", params.hidden());
    }

    private static RoomParams read(JsonObject making) {
        return new RoomParams(
                Payload.of(making.getValue("params")),
                making.getJsonObject("label").getMap(),
                making.getBoolean("hidden"));
    }

    private static JsonObject located(Activation activation) {
        return new JsonObject().put("node", activation.node()).put("epoch", activation.epoch());
    }

    private static JsonObject refused(String reason) {
        return new JsonObject().put("reason", reason);
    }
}
