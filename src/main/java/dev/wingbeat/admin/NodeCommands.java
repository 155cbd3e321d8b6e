package dev.wingbeat.admin;

import dev.wingbeat.admin.Page.Order;
import dev.wingbeat.placement.RoomDesk;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** The nodes themselves. */
final class NodeCommands {

    private static final String NODE = "node";
    private static final List<Order> ORDERS = List.of(new Order(NODE, NODE, false, NODE));
    private static final List<Order> AUDIT_ORDERS = List.of(new Order("at", "at", true, "id"));

    private final AdminNode node;
    private final Supplier<List<String>> hubs;
    private final AuditLog audit;

    NodeCommands(AdminNode node, Supplier<List<String>> hubs, AuditLog audit) {
        this.node = node;
        this.hubs = hubs;
        this.audit = audit;
    }

    Map<String, AdminCommand> all() {
        Map<String, AdminCommand> all = new LinkedHashMap<>();
        all.put("info", AdminCommand.here(null, this::info));
        all.put(
                "nodes",
                AdminCommand.everywhere(
                        Scope.READ,
                        this::nodes,
                        (arguments, gathered) -> Future.succeededFuture(
                                Page.of(arguments, ORDERS).answer(gathered))));
        all.put(NODE, AdminCommand.onNode(Scope.READ, this::target, arguments -> Future.succeededFuture(row())));
        all.put(
                "drain",
                AdminCommand.onNode(Scope.ADMIN, this::target, this::drain)
                        .answering(202)
                        .action());
        all.put(
                "audit",
                AdminCommand.everywhere(
                        Scope.ADMIN,
                        this::audit,
                        (arguments, gathered) -> Future.succeededFuture(
                                Page.of(arguments, AUDIT_ORDERS).answer(gathered))));
        return all;
    }

    private Future<JsonObject> info(Arguments arguments) {
        arguments.only();
        return Future.succeededFuture(node.versions()
                .put(NODE, node.pubSub().nodeName())
                .put("nodes", hubs.get().size())
                .put("started_at", Times.text(node.startedAt()))
                .put("features", features()));
    }

    /** Returns what the application has of what not every one does. */
    private JsonArray features() {
        var features = new JsonArray();
        if (node.config() != null) {
            features.add("config");
        }
        if (!node.presences().isEmpty()) {
            features.add("presence");
        }
        if (!new RoomDesk(node.rooms()).kinds().isEmpty()) {
            features.add("rooms");
        }
        if (node.traces() != null) {
            features.add("traces");
        }
        return features;
    }

    private Future<JsonObject> nodes(Arguments arguments) {
        arguments.only("limit", "cursor", "sort");
        return Future.succeededFuture(
                Page.of(arguments, ORDERS).rows(List.of(row())).json());
    }

    private JsonObject row() {
        String notReady = node.notReady();
        return new JsonObject()
                .put(NODE, node.pubSub().nodeName())
                .put("ready", notReady == null)
                .put("reason", notReady)
                .put("started_at", Times.text(node.startedAt()))
                .put("versions", node.versions())
                .put("sees", new JsonArray(hubs.get()))
                .put("stats", node.stats());
    }

    private String target(Arguments arguments) {
        return find(arguments.only(NODE), hubs.get());
    }

    /** Returns the node that is meant: its whole name, or the part that people have given it. */
    static String find(Arguments arguments, List<String> hubs) {
        String name = arguments.text(NODE);
        if (hubs.contains(name)) {
            return name;
        }
        List<String> named =
                hubs.stream().filter(hub -> hub.startsWith(name + "#")).toList();
        if (named.size() > 1) {
            throw new AdminException(Problem.CONFLICT, "node: one of " + named + " (expected: a whole name)", NODE);
        }
        if (named.isEmpty()) {
            throw new AdminException(
                    Problem.NOT_FOUND, "node: none of this name (expected: one of " + hubs + ")", NODE);
        }
        return named.getFirst();
    }

    /** Does not wait for the end, which may take minutes. */
    private Future<JsonObject> drain(Arguments arguments) {
        if (node.isStarting()) {
            throw new AdminException(Problem.NOT_READY, "node: starting (expected: one that serves clients)");
        }
        var unused = node.drain();
        return Future.succeededFuture(new JsonObject().put(NODE, node.pubSub().nodeName()));
    }

    private Future<JsonObject> audit(Arguments arguments) {
        arguments.only("limit", "cursor", "sort");
        return Future.succeededFuture(
                Page.of(arguments, AUDIT_ORDERS).rows(audit.entries()).json());
    }
}
