package dev.wingbeat.admin;

import dev.wingbeat.trace.Traces;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;

/** Records everything that the connections of a socket id do for a while, on each node that records traces. */
final class TraceCommand {

    private static final String NODES = "nodes";

    private TraceCommand() {}

    static AdminCommand of(AdminNode node) {
        return AdminCommand.everywhere(Scope.ACT, arguments -> run(node, arguments), TraceCommand::merged)
                .action();
    }

    private static Future<JsonObject> run(AdminNode node, Arguments arguments) {
        arguments.only("socket_id", "seconds");
        String socketId = arguments.text("socket_id");
        int most = (int) Traces.MAX_ALWAYS.toSeconds();
        var time = Duration.ofSeconds(arguments.number("seconds", most, 1, most));
        Traces traces = node.traces();
        if (traces != null) {
            try {
                traces.traceAlways(socketId, time);
            } catch (IllegalStateException full) {
                throw new AdminException(Problem.OVERLOADED, String.valueOf(full.getMessage()));
            }
        }
        return Future.succeededFuture(new JsonObject().put(NODES, traces == null ? 0 : 1));
    }

    private static Future<JsonObject> merged(Arguments arguments, AdminCommand.Gathered gathered) {
        int nodes = gathered.answers().values().stream()
                .mapToInt(answer -> answer.getInteger(NODES, 0))
                .sum();
        return nodes == 0
                ? Future.failedFuture(
                        new AdminException(Problem.CONFLICT, "traces: nobody records them (expected: an SDK)"))
                : Future.succeededFuture(
                        new JsonObject().put(NODES, nodes).put("partial", new JsonArray(gathered.partial())));
    }
}
