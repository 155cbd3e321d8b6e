package dev.wingbeat.placement;

import dev.wingbeat.protocol.Payload;
import dev.wingbeat.room.RoomKey;
import dev.wingbeat.room.RoomKind;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;

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

    /** Returns where a room is, {@code node} and {@code epoch}, or the {@code reason} why it is nowhere. */
    Future<JsonObject> locate(RoomKey key, boolean create, Payload params) {
        Activation known = rooms.find(key);
        if (!known.equals(Activation.NONE)) {
            return Future.succeededFuture(located(known));
        }
        List<String> order = Rendezvous.order(rooms.members(), key.topic());
        return ask(key, create, params, order)
                .recover(silent -> order.size() == 1
                        ? Future.failedFuture(silent)
                        : ask(key, create, params, order.subList(1, order.size())))
                .otherwise(silent -> refused("unavailable"));
    }

    private Future<JsonObject> ask(RoomKey key, boolean create, Payload params, List<String> order) {
        String registrar = order.getFirst();
        if (registrar.equals(rooms.nodeName())) {
            return decide(key, create, params);
        }
        var question = new JsonObject()
                .put("ask", "place")
                .put("topic", key.topic())
                .put("kind", key.kind())
                .put("id", key.id())
                .put("create", create)
                .put("params", params.isBinary() ? null : params.value());
        return rooms.asks().ask(registrar, key.topic(), question, ASK_MILLIS);
    }

    /** Answers another node. */
    Future<JsonObject> asked(JsonObject question) {
        var key = new RoomKey(question.getString("kind"), question.getString("id"));
        return decide(key, question.getBoolean("create"), Payload.of(question.getValue("params")));
    }

    /** Decides, as the registrar of a room. */
    private Future<JsonObject> decide(RoomKey key, boolean create, Payload params) {
        RoomKind kind = rooms.kind(key.kind());
        Activation known = rooms.find(key);
        if (!known.equals(Activation.NONE)) {
            return Future.succeededFuture(located(known));
        }
        if (!create || kind == null) {
            return Future.succeededFuture(refused("not_found"));
        }
        OwnedRoom room = rooms.owned().create(key, kind, params, rooms.nextEpoch(key));
        return room == null
                ? Future.succeededFuture(refused("busy").put("limit", "rooms"))
                : room.created()
                        .map(created -> located(room.activation()))
                        .otherwise(failed -> refused("create_failed"));
    }

    private static JsonObject located(Activation activation) {
        return new JsonObject().put("node", activation.node()).put("epoch", activation.epoch());
    }

    private static JsonObject refused(String reason) {
        return new JsonObject().put("reason", reason);
    }
}
