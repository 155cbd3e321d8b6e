package dev.wingbeat.placement;

import dev.wingbeat.channel.Channel;
import dev.wingbeat.channel.HandleResult;
import dev.wingbeat.channel.JoinResult;
import dev.wingbeat.channel.Socket;
import dev.wingbeat.protocol.Payload;
import dev.wingbeat.protocol.PayloadException;
import dev.wingbeat.room.RoomKey;
import dev.wingbeat.room.RoomKind;
import dev.wingbeat.room.RoomParams;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The channel on which clients list, find and make rooms of a kind. */
final class LobbyChannel implements Channel {

    private static final int MAX_LISTED = 100;
    private static final int MAX_TICKETS = 3;
    private static final int USUALLY_LISTED = 20;
    static final int EXPIRES_IN = 15;

    private final NodeRooms rooms;
    private final RoomKind kind;

    /** What a client may say, whatever it asks for. */
    private record Sayable(
            @Nullable JsonObject filter,
            @Nullable Integer limit,
            @Nullable JsonObject label,
            @Nullable JsonObject params,
            @Nullable Integer size,
            @Nullable JsonObject properties,
            @Nullable JsonObject range,
            @Nullable Integer timeout,
            @Nullable String ticket) {}

    /** The tickets of this client; some may be settled. */
    private final Set<String> queued = new HashSet<>();

    LobbyChannel(NodeRooms rooms, RoomKind kind) {
        this.rooms = rooms;
        this.kind = kind;
    }

    @Override
    public JoinResult join(String topic, Payload payload, Socket socket) {
        socket.onEnd(() -> queued.forEach(rooms.lobby().tickets()::unqueue));
        return JoinResult.ok();
    }

    @Override
    public HandleResult handleIn(String event, Payload payload, Socket socket) {
        if (payload.length() > kind.options().maxInput()) {
            return HandleResult.errorResponse(Creators.tooLarge(kind));
        }
        try {
            JsonObject wish = said(payload);
            return switch (event) {
                case "list" -> HandleResult.async(list(wish).map(HandleResult::ok));
                case "create" -> answer(create(wish, socket));
                case "find_or_create" -> answer(findOrCreate(wish, socket));
                case "queue" -> queue(wish, socket);
                case "unqueue" -> unqueue(wish);
                default -> HandleResult.unknown(event);
            };
        } catch (PayloadException e) {
            return HandleResult.error(e);
        } catch (IllegalArgumentException e) {
            return HandleResult.errorResponse(
                    Payload.of("reason", "bad_payload", "expected", String.valueOf(e.getMessage())));
        }
    }

    /** Returns what the client has said: what is null it has not. What is there has the type that it is read as. */
    private static JsonObject said(Payload payload) {
        if (payload.isObject()) {
            var unused = payload.as(Sayable.class);
        }
        Map<String, Object> said =
                new LinkedHashMap<>(payload.isObject() ? payload.json().getMap() : Map.of());
        said.values().removeIf(Objects::isNull);
        return new JsonObject(said);
    }

    private Future<Map<String, List<Map<String, Object>>>> list(JsonObject wish) {
        RoomFilter filter = filter(wish);
        int limit = Math.clamp(wish.getInteger("limit", USUALLY_LISTED), 1, MAX_LISTED);
        return rooms.directory()
                .search(
                        kind.name(),
                        all -> Map.of(
                                "rooms",
                                all.stream()
                                        .filter(room -> room.open() && filter.fits(room))
                                        .limit(limit)
                                        .map(LobbyChannel::shown)
                                        .toList()));
    }

    private static Map<String, Object> shown(Directory.Listed room) {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("topic", room.key().topic());
        shown.put("players", room.players());
        shown.put("max", room.max());
        shown.put("label", room.label());
        return shown;
    }

    private Future<JsonObject> create(JsonObject wish, Socket socket) {
        var key = new RoomKey(kind.name(), KindRooms.newId());
        var params = new RoomParams(
                Payload.of(wish.getJsonObject("params", new JsonObject())), label(wish), isPrivate(wish));
        if (!rooms.creators().mayMake(kind, socket)) {
            return Future.succeededFuture(Creators.TOO_MANY.json());
        }
        return rooms.registrar().locate(key, params).compose(found -> switch (found) {
            case Located.Refused refused -> Future.succeededFuture(refused.response());
            case Located.At(Activation at, boolean made) ->
                rooms.questions()
                        .reserve(at, key)
                        .map(reserved -> reserved.copy().put("id", key.id()));
        });
    }

    private static boolean isPrivate(JsonObject wish) {
        if (wish.getValue("private", false) instanceof Boolean said) {
            return said;
        }
        throw new IllegalArgumentException("private: no boolean (expected: true or false)");
    }

    private Future<JsonObject> findOrCreate(JsonObject wish, Socket socket) {
        filter(wish);
        label(wish);
        wish.getJsonObject("params", new JsonObject());
        return rooms.creators().mayMake(kind, socket)
                ? rooms.lobby().steward().findOrCreate(kind, wish)
                : Future.succeededFuture(Creators.TOO_MANY.json());
    }

    private HandleResult queue(JsonObject wish, Socket socket) {
        queued.removeIf(ticket -> !rooms.lobby().tickets().has(ticket));
        if (queued.size() >= MAX_TICKETS) {
            return HandleResult.errorResponse(Payload.of("reason", "busy", "limit", "tickets"));
        }
        if (!rooms.creators().mayMake(kind, socket)) {
            return HandleResult.errorResponse(Creators.TOO_MANY);
        }
        String id = KindRooms.newId();
        Future<JsonObject> asked = rooms.lobby().tickets().queue(id, kind, wish, socket);
        queued.add(id);
        return HandleResult.async(asked.map(
                answer -> answer.containsKey("ticket") ? HandleResult.ok(answer) : HandleResult.errorResponse(answer)));
    }

    private HandleResult unqueue(JsonObject wish) {
        String ticket = wish.getString("ticket");
        if (ticket == null || !queued.remove(ticket)) {
            return HandleResult.error("not_found");
        }
        rooms.lobby().tickets().unqueue(ticket);
        return HandleResult.ok();
    }

    private static RoomFilter filter(JsonObject wish) {
        return new RoomFilter(wish.getJsonObject("filter", new JsonObject()));
    }

    /** Reads a label, which has to be one that the room could set. */
    private static Map<String, Object> label(JsonObject wish) {
        return RoomParams.checkedLabel(
                wish.getJsonObject("label", new JsonObject()).getMap());
    }

    private HandleResult answer(Future<JsonObject> asked) {
        return HandleResult.async(asked.otherwise(silent -> new JsonObject().put("reason", "unavailable"))
                .map(found -> found.containsKey("seat")
                        ? HandleResult.ok(new JsonObject()
                                .put("topic", new RoomKey(kind.name(), found.getString("id")).topic())
                                .put("seat", found.getString("seat"))
                                .put("expires_in", EXPIRES_IN))
                        : HandleResult.errorResponse(found)));
    }
}
