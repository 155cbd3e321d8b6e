package dev.wingbeat.admin;

import dev.wingbeat.admin.Page.Order;
import dev.wingbeat.placement.RoomDesk;
import dev.wingbeat.protocol.Payload;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** The rooms. Every node knows where they are, so lists ask none of the others. */
final class RoomCommands {

    private static final String KIND = "kind";
    private static final String TOPIC = "topic";
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{1,64}");
    private static final List<Order> ORDERS =
            List.of(new Order(TOPIC, TOPIC, false, TOPIC), new Order("players", "players", true, TOPIC));

    private final RoomDesk desk;

    RoomCommands(AdminNode node) {
        this.desk = new RoomDesk(node.rooms());
    }

    Map<String, AdminCommand> all() {
        return Map.of(
                "rooms",
                AdminCommand.here(Scope.READ, this::rooms),
                "room",
                AdminCommand.here(Scope.READ, this::room),
                "room.inspect",
                AdminCommand.here(Scope.ADMIN, this::inspect),
                "room.create",
                AdminCommand.here(Scope.ACT, this::create).answering(201).action(),
                "room.signal",
                AdminCommand.here(Scope.ACT, this::signal).action(),
                "room.close",
                AdminCommand.here(Scope.ACT, this::close).answering(204).action());
    }

    private Future<JsonObject> rooms(Arguments arguments) {
        arguments.only(KIND, "filter", "limit", "cursor", "sort");
        Page page = Page.of(arguments, ORDERS);
        List<String> kinds = arguments.has(KIND) ? List.of(kind(arguments)) : desk.kinds();
        JsonObject filter = arguments.object("filter");
        return Background.run(() -> {
            try {
                List<JsonObject> rows = kinds.stream()
                        .flatMap(kind -> desk.list(kind, filter).stream())
                        .toList();
                return page.answer(page.rows(rows), List.of());
            } catch (IllegalArgumentException | ClassCastException e) {
                throw arguments.invalid("filter", String.valueOf(e.getMessage()));
            }
        });
    }

    private Future<JsonObject> room(Arguments arguments) {
        arguments.only(KIND, "id");
        JsonObject room = desk.find(kind(arguments), id(arguments));
        if (room == null) {
            throw missing();
        }
        return Future.succeededFuture(room);
    }

    /** Asks the room's own node for what the others do not know of it. */
    private Future<JsonObject> inspect(Arguments arguments) {
        arguments.only(KIND, "id");
        String kind = kind(arguments);
        String id = id(arguments);
        JsonObject room = desk.find(kind, id);
        if (room == null) {
            throw missing();
        }
        return desk.inspect(kind, id)
                .otherwise(cause -> new JsonObject().put("reason", String.valueOf(cause.getMessage())))
                .map(seen -> switch (seen.getString("reason")) {
                    case null -> new JsonObject().put("room", room).mergeIn(seen);
                    case "not_found" -> throw missing();
                    case String reason -> throw silent(reason);
                });
    }

    private Future<JsonObject> create(Arguments arguments) {
        arguments.only(KIND, "id", "params", "label");
        String kind = kind(arguments);
        String id = arguments.has("id") ? id(arguments) : desk.newId();
        JsonObject label = arguments.object("label");
        Future<JsonObject> made;
        try {
            made = desk.create(kind, id, arguments.object("params"), label);
        } catch (IllegalArgumentException e) {
            throw arguments.invalid("label", String.valueOf(e.getMessage()));
        }
        return made.map(room -> switch (room.getString("reason")) {
            case null -> room;
            case RoomDesk.THERE ->
                throw new AdminException(
                        Problem.CONFLICT, "id: " + id + ", there already (expected: another one)", "id");
            case String reason ->
                throw new AdminException(Problem.OVERLOADED, "room: " + reason + " (expected: a room)");
        });
    }

    private Future<JsonObject> signal(Arguments arguments) {
        arguments.only(KIND, "id", "event", "payload");
        String kind = kind(arguments);
        String id = id(arguments);
        String event = arguments.event();
        JsonObject payload = arguments.object("payload");
        return desk.isThere(kind, id).compose(there -> {
            if (!there) {
                throw missing();
            }
            return signal(kind, id, event, payload);
        });
    }

    private Future<JsonObject> signal(String kind, String id, String event, JsonObject payload) {
        Future<Payload> answer;
        try {
            answer = desk.signal(kind, id, event, payload);
        } catch (IllegalArgumentException e) {
            throw new AdminException(Problem.FIELD_INVALID, String.valueOf(e.getMessage()), "payload");
        }
        return answer.map(value -> new JsonObject().put("response", value.value()))
                .recover(cause ->
                        Future.failedFuture(new AdminException(Problem.CONFLICT, String.valueOf(cause.getMessage()))));
    }

    private Future<JsonObject> close(Arguments arguments) {
        arguments.only(KIND, "id");
        return desk.close(kind(arguments), id(arguments))
                .recover(cause -> Future.failedFuture(silent(String.valueOf(cause.getMessage()))))
                .map(closed -> {
                    if (!closed) {
                        throw missing();
                    }
                    return new JsonObject();
                });
    }

    private String kind(Arguments arguments) {
        String kind = arguments.text(KIND);
        if (!desk.kinds().contains(kind)) {
            String shown = desk.kinds().isEmpty() ? "none is declared" : "one of " + desk.kinds();
            throw new AdminException(Problem.NOT_FOUND, "kind: none of this name (expected: " + shown + ")", KIND);
        }
        return kind;
    }

    private static String id(Arguments arguments) {
        String id = arguments.text("id");
        if (!ID.matcher(id).matches()) {
            throw arguments.invalid("id", "1 to 64 letters, digits, _ and -");
        }
        return id;
    }

    private static AdminException silent(String reason) {
        return new AdminException(Problem.OVERLOADED, "room: " + reason + " (expected: an answer of its node)");
    }

    private static AdminException missing() {
        return new AdminException(Problem.NOT_FOUND, "room: none of this id (expected: one that is open)", "id");
    }
}
