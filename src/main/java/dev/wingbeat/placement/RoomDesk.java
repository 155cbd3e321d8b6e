package dev.wingbeat.placement;

import dev.wingbeat.protocol.Payload;
import dev.wingbeat.room.RoomKey;
import dev.wingbeat.room.RoomParams;
import dev.wingbeat.room.Rooms;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The desk at which operators list, make, signal and close rooms. May be used from any thread. Internal seam. */
public final class RoomDesk {

    /** The reason why a room is not made that is there already, or that somebody else is having made. */
    public static final String THERE = "there";

    private final NodeRooms rooms;

    /** Makes the desk of a node, which knows the rooms of all. */
    public RoomDesk(NodeRooms rooms) {
        this.rooms = rooms;
    }

    /** Returns the kinds that are declared. */
    public List<String> kinds() {
        return rooms.kinds();
    }

    /** Returns an id that nobody else draws. */
    public String newId() {
        return KindRooms.newId();
    }

    /**
     * Returns the rooms of a kind, whether lobbies show them or not.
     *
     * @param filter as lobbies understand it, empty for all
     * @throws IllegalArgumentException for a filter that makes no sense
     */
    public List<JsonObject> list(String kind, JsonObject filter) {
        var wanted = new RoomFilter(filter);
        return rooms.directory().list(kind).stream()
                .filter(wanted::fits)
                .map(RoomDesk::shown)
                .toList();
    }

    /** Returns a room, null when there is none. */
    public @Nullable JsonObject find(String kind, String id) {
        Directory.Listed found = rooms.directory().find(new RoomKey(kind, id));
        return found == null ? null : shown(found);
    }

    /** Completes with whether there is a room, which lists may not show yet. */
    public Future<Boolean> isThere(String kind, String id) {
        return rooms.registrar().find(new RoomKey(kind, id)).map(at -> !at.equals(Activation.NONE));
    }

    /**
     * Makes a room; completes with its {@code topic}, {@code epoch} and {@code node}, or with the {@code reason} why there is none.
     *
     * @throws IllegalArgumentException for a label that no room may have
     */
    public Future<JsonObject> create(String kind, String id, JsonObject params, JsonObject label) {
        var key = new RoomKey(kind, id);
        var making = new RoomParams(Payload.of(params), RoomParams.checkedLabel(label.getMap()), false);
        return rooms.registrar().locate(key, making).map(found -> switch (found) {
            case Located.Refused refused -> refused.response();
            case Located.At(Activation at, boolean made) when !made -> new JsonObject().put("reason", THERE);
            case Located.At(Activation(String node, long epoch), boolean made) ->
                new JsonObject()
                        .put("topic", key.topic())
                        .put("id", id)
                        .put("epoch", epoch)
                        .put("node", node);
        });
    }

    /**
     * Signals a room, as {@link Rooms#signal} does.
     *
     * @throws IllegalArgumentException for a payload that is too large
     */
    public Future<Payload> signal(String kind, String id, String event, JsonObject payload) {
        return rooms.of(kind).signal(id, event, payload);
    }

    /** Looks into a room on whatever node it is: {@code reason} says why that cannot be done. */
    public Future<JsonObject> inspect(String kind, String id) {
        var key = new RoomKey(kind, id);
        Activation at = rooms.find(key);
        return at.equals(Activation.NONE)
                ? Future.succeededFuture(new JsonObject().put("reason", "not_found"))
                : rooms.questions().inspect(at, key);
    }

    /** Begins to close a room; completes with false when there is none. */
    public Future<Boolean> close(String kind, String id) {
        return rooms.questions().close(new RoomKey(kind, id), "closed by an operator");
    }

    private static JsonObject shown(Directory.Listed room) {
        return new JsonObject()
                .put("topic", room.key().topic())
                .put("kind", room.key().kind())
                .put("id", room.key().id())
                .put("node", room.node())
                .put("epoch", room.epoch())
                .put("players", room.players())
                .put("max", room.max())
                .put("open", room.open())
                .put("label", new JsonObject(room.label()));
    }
}
