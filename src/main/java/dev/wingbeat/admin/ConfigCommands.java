package dev.wingbeat.admin;

import dev.wingbeat.config.ConfigException;
import dev.wingbeat.config.LiveConfig;
import dev.wingbeat.config.LiveConfig.Reloaded;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** The configuration of one node: each has its own. */
final class ConfigCommands {

    private static final String NODE = "node";

    private final AdminNode node;
    private final Supplier<List<String>> hubs;

    ConfigCommands(AdminNode node, Supplier<List<String>> hubs) {
        this.node = node;
        this.hubs = hubs;
    }

    Map<String, AdminCommand> all() {
        return Map.of(
                "config",
                AdminCommand.onNode(Scope.ADMIN, this::target, this::values),
                "config.reload",
                AdminCommand.onNode(Scope.ADMIN, this::target, this::reload).action());
    }

    /** Returns the node that is meant: without a name the one that is asked. */
    private String target(Arguments arguments) {
        List<String> all = hubs.get();
        return arguments.only(NODE).has(NODE) ? NodeCommands.find(arguments, all) : all.getFirst();
    }

    private Future<JsonObject> values(Arguments arguments) {
        var values = new JsonArray();
        for (LiveConfig.Shown shown : config().values()) {
            values.add(new JsonObject()
                    .put("name", shown.name())
                    .put("value", shown.text())
                    .put("source", shown.source()));
        }
        return Future.succeededFuture(
                new JsonObject().put(NODE, node.pubSub().nodeName()).put("values", values));
    }

    private Future<JsonObject> reload(Arguments arguments) {
        LiveConfig config = config();
        return Background.run(() -> {
            try {
                Reloaded reloaded = config.reload();
                return new JsonObject()
                        .put(NODE, node.pubSub().nodeName())
                        .put("applied", new JsonArray(reloaded.applied()))
                        .put("restart_needed", new JsonArray(reloaded.restartNeeded()));
            } catch (ConfigException e) {
                throw new AdminException(Problem.CONFLICT, String.join("; ", e.lines()));
            }
        });
    }

    private LiveConfig config() {
        LiveConfig config = node.config();
        if (config == null) {
            throw new AdminException(
                    Problem.NOT_FOUND, "configuration: none (expected: a node that the command has started)");
        }
        return config;
    }
}
