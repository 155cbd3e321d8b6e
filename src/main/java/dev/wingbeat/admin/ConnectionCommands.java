package dev.wingbeat.admin;

import dev.wingbeat.admin.Page.Order;
import dev.wingbeat.admin.Page.Rows;
import dev.wingbeat.admin.ServedLoop.Found;
import dev.wingbeat.connection.ConnectionView.ChannelFacts;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The connections, and who is a member of a topic. */
final class ConnectionCommands {

    private static final String CONNECTION = "connection";
    private static final String SOCKET_ID = "socket_id";
    private static final List<Order> ORDERS = List.of(
            new Order(CONNECTION, CONNECTION, false, CONNECTION),
            new Order("waiting", "waiting_bytes", true, CONNECTION),
            new Order("held", "held_bytes", true, CONNECTION),
            new Order("channels", "channels", true, CONNECTION),
            new Order("age", "opened_at", false, CONNECTION),
            new Order(SOCKET_ID, SOCKET_ID, false, CONNECTION));
    private static final List<Order> MEMBER_ORDERS = List.of(
            new Order(CONNECTION, CONNECTION, false, CONNECTION),
            new Order("joined_at", "joined_at", false, CONNECTION),
            new Order(SOCKET_ID, SOCKET_ID, false, CONNECTION));

    private final String node;
    private final Loops loops;
    private final Supplier<List<String>> hubs;

    ConnectionCommands(String node, Loops loops, Supplier<List<String>> hubs) {
        this.node = node;
        this.loops = loops;
        this.hubs = hubs;
    }

    Map<String, Command> all() {
        return Map.of(
                "connections",
                Command.everywhere(Scope.READ, this::connections, page(ORDERS)),
                CONNECTION,
                Command.onNode(Scope.READ, this::nodeOf, this::connection),
                "topic.members",
                Command.everywhere(Scope.READ, this::members, page(MEMBER_ORDERS)));
    }

    private static Command.Merge page(List<Order> orders) {
        return (arguments, gathered) ->
                Future.succeededFuture(Page.of(arguments, orders).answer(gathered));
    }

    private Future<JsonObject> connections(Arguments arguments) {
        arguments.only(SOCKET_ID, "topic", "node", "limit", "cursor", "sort");
        Page page = Page.of(arguments, ORDERS);
        String socketId = arguments.optional(SOCKET_ID);
        String topic = arguments.has("topic") ? arguments.topic() : null;
        String wanted = arguments.has("node") ? NodeCommands.find(arguments, hubs.get()) : node;
        if (!wanted.equals(node)) {
            return Future.succeededFuture(page.newRows().json());
        }
        return rows(
                page,
                found -> (socketId == null || socketId.equals(found.view().socketId()))
                                && (topic == null || found.view().channel(topic) != null)
                        ? row(found)
                        : null);
    }

    private Future<JsonObject> members(Arguments arguments) {
        arguments.only("topic", "limit", "cursor", "sort");
        String topic = arguments.topic();
        return rows(Page.of(arguments, MEMBER_ORDERS), found -> {
            ChannelFacts channel = found.view().channel(topic);
            return channel == null || channel.joinedAt() == 0
                    ? null
                    : new JsonObject()
                            .put(CONNECTION, ConnectionId.of(node, found.opened()))
                            .put(SOCKET_ID, found.view().socketId())
                            .put("node", node)
                            .put("joined_at", Times.text(channel.joinedAt()));
        });
    }

    /** Makes a row of a connection, or none. */
    private interface ToRow {
        @Nullable
        JsonObject row(Found found);
    }

    private Future<JsonObject> rows(Page page, ToRow toRow) {
        return loops.visit(page::newRows, (rows, found) -> {
                    JsonObject row = toRow.row(found);
                    if (row != null) {
                        rows.add(row);
                    }
                })
                .map(all -> {
                    Rows together = page.newRows();
                    all.forEach(together::addAll);
                    return together.json();
                });
    }

    private String nodeOf(Arguments arguments) {
        arguments.only(CONNECTION);
        String at = ConnectionId.node(arguments.text(CONNECTION), hubs.get());
        if (at == null) {
            throw gone();
        }
        return at;
    }

    private Future<JsonObject> connection(Arguments arguments) {
        String id = arguments.text(CONNECTION);
        return loops.visit(ArrayList<JsonObject>::new, (hits, found) -> {
                    if (ConnectionId.of(node, found.opened()).equals(id)) {
                        hits.add(row(found).put("joined", joined(found)));
                    }
                })
                .compose(all -> all.stream()
                        .flatMap(List::stream)
                        .findFirst()
                        .map(Future::succeededFuture)
                        .orElseGet(() -> Future.failedFuture(gone())));
    }

    private static AdminException gone() {
        return new AdminException(Problem.NOT_FOUND, "connection: none (expected: one that is open)", CONNECTION);
    }

    private JsonObject row(Found found) {
        return new JsonObject()
                .put(CONNECTION, ConnectionId.of(node, found.opened()))
                .put(SOCKET_ID, found.view().socketId())
                .put("node", node)
                .put("mount", found.mount().path())
                .put("transport", found.view().transport())
                .put("version", found.view().version())
                .put("opened_at", Times.text(found.opened().since()))
                .put("channels", found.connection().channels())
                .put("waiting_bytes", found.view().waiting())
                .put("held_bytes", found.view().held());
    }

    private static JsonArray joined(Found found) {
        var channels = new JsonArray();
        for (ChannelFacts channel : found.view().channels()) {
            channels.add(new JsonObject()
                    .put("topic", channel.topic())
                    .put("state", channel.state())
                    .put("joined_at", channel.joinedAt() == 0 ? null : Times.text(channel.joinedAt()))
                    .put("waiting", channel.waiting()));
        }
        return channels;
    }
}
