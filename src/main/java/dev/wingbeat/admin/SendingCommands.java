package dev.wingbeat.admin;

import dev.wingbeat.admin.AdminCommand.Gathered;
import dev.wingbeat.admin.ServedLoop.Found;
import dev.wingbeat.connection.DisconnectReason;
import dev.wingbeat.protocol.Payload;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The commands that send to clients, and that end their channels and connections. */
final class SendingCommands {

    private static final String CONNECTION = "connection";

    /** The commands that a batch may consist of. */
    private static final Set<String> BATCHED = Set.of("publish", "disconnect", "leave", "push");

    private static final int AT_ONCE = 16;

    private final AdminNode node;
    private final Loops loops;
    private final Admin admin;

    SendingCommands(AdminNode node, Loops loops, Admin admin) {
        this.node = node;
        this.loops = loops;
        this.admin = admin;
    }

    Map<String, AdminCommand> all() {
        Map<String, AdminCommand> all = new LinkedHashMap<>();
        all.put("publish", AdminCommand.here(Scope.PUBLISH, this::publish).answering(202));
        all.put("batch", new AdminCommand(null, false, 200, new AdminCommand.Here(this::batch)));
        all.put("push", AdminCommand.everywhere(Scope.PUBLISH, this::push, sum("pushed")));
        all.put(
                "disconnect",
                AdminCommand.everywhere(Scope.ACT, this::disconnect, sum("closed"))
                        .action());
        all.put(
                "leave",
                AdminCommand.everywhere(Scope.ACT, this::leave, sum("left")).action());
        return all;
    }

    private Future<JsonObject> publish(Arguments arguments) {
        arguments.only("topic", "topics", "event", "payload", "payload_base64");
        List<String> topics = arguments.topics();
        String event = arguments.event();
        Payload payload = arguments.payload();
        String notReady = node.notReady();
        if (notReady != null) {
            Problem problem = node.isDraining() ? Problem.DRAINING : Problem.NOT_READY;
            throw new AdminException(problem, "node: " + notReady + " (expected: one that is ready)");
        }
        topics.forEach(topic -> node.pubSub().broadcast(topic, event, payload));
        return Future.succeededFuture(new JsonObject().put("published", topics.size()));
    }

    private Future<JsonObject> push(Arguments arguments) {
        arguments.only("socket_id", CONNECTION, "topic", "event", "payload", "payload_base64");
        Whom whom = whom(arguments);
        String topic = arguments.topic();
        String event = arguments.event();
        Payload payload = arguments.payload();
        return count("pushed", whom, found -> found.view().push(topic, event, payload));
    }

    private Future<JsonObject> leave(Arguments arguments) {
        arguments.only("socket_id", CONNECTION, "topic", "rejoin");
        Whom whom = whom(arguments);
        String topic = arguments.topic();
        boolean rejoin = arguments.flag("rejoin", false);
        return count("left", whom, found -> found.view().leave(topic, rejoin));
    }

    private Future<JsonObject> disconnect(Arguments arguments) {
        arguments.only("socket_id", CONNECTION, "topic", "return");
        var reason = arguments.flag("return", true) ? DisconnectReason.DISCONNECT : DisconnectReason.REMOVED;
        Whom whom = arguments.has("topic") ? members(arguments) : whom(arguments);
        return count("closed", whom, found -> {
            found.connection().close(reason);
            return true;
        });
    }

    /** Whose connections are meant. */
    private sealed interface Whom {}

    /** One connection; none of this node's without a number. */
    private record One(@Nullable Long number) implements Whom {}

    /** Those that have to be looked for. */
    private record Many(Predicate<Found> wanted) implements Whom {}

    /** Returns whose connections are meant: all of a {@code socket_id}, or one {@code connection}. */
    private Whom whom(Arguments arguments) {
        if (!arguments.has(CONNECTION)) {
            String socketId = arguments.text("socket_id");
            return new Many(found -> socketId.equals(found.view().socketId()));
        }
        if (arguments.has("socket_id")) {
            throw arguments.invalid(CONNECTION, "either socket_id or connection");
        }
        return new One(ConnectionId.number(node.pubSub().nodeName(), arguments.text(CONNECTION)));
    }

    /** Returns who has joined the {@code topic}. */
    private static Whom members(Arguments arguments) {
        if (arguments.has("socket_id") || arguments.has(CONNECTION)) {
            throw arguments.invalid("topic", "one of socket_id, connection and topic");
        }
        String topic = arguments.topic();
        return new Many(found -> found.view().channel(topic) != null);
    }

    /** Does something to connections, and counts to how many it was done. */
    private Future<JsonObject> count(String name, Whom whom, Predicate<Found> done) {
        Future<Integer> counted = switch (whom) {
            case One(var number) ->
                loops.find(number, found -> done.test(found) ? 1 : 0).map(count -> count.orElse(0));
            case Many(var wanted) ->
                loops.visit(
                                AtomicInteger::new,
                                (count, found) -> count.addAndGet(wanted.test(found) && done.test(found) ? 1 : 0),
                                AtomicInteger::get)
                        .map(counts ->
                                counts.stream().mapToInt(Integer::intValue).sum());
        };
        return counted.map(count -> new JsonObject().put(name, count));
    }

    private static AdminCommand.Merge sum(String name) {
        return (arguments, gathered) -> Future.succeededFuture(
                new JsonObject().put(name, sum(gathered, name)).put("partial", new JsonArray(gathered.partial())));
    }

    private static int sum(Gathered gathered, String name) {
        return gathered.answers().values().stream()
                .mapToInt(answer -> answer.getInteger(name))
                .sum();
    }

    /** Runs several commands; each has its own answer, whatever becomes of the others. */
    private Future<JsonObject> batch(Caller caller, Arguments arguments) {
        arguments.only("commands", "parallel");
        JsonArray commands = arguments.array("commands");
        boolean parallel = arguments.flag("parallel", false);
        return Background.run(() -> {
            var running = new ArrayList<Future<JsonObject>>();
            for (int i = 0; i < commands.size(); i++) {
                Future<JsonObject> result = single(caller, i, commands.getValue(i));
                running.add(result);
                if (!parallel) {
                    result.await();
                } else if (i >= AT_ONCE) {
                    running.get(i - AT_ONCE).await();
                }
            }
            var results = new JsonArray();
            running.forEach(result -> results.add(result.await()));
            return new JsonObject().put("results", results);
        });
    }

    private Future<JsonObject> single(Caller caller, int index, Object command) {
        if (!(command instanceof JsonObject object) || object.size() != 1) {
            return Future.succeededFuture(failed(fault(index, "an object with one command")));
        }
        String name = object.fieldNames().iterator().next();
        if (!BATCHED.contains(name)) {
            return Future.succeededFuture(failed(fault(index, "one of " + String.join(", ", BATCHED))));
        }
        if (!(object.getValue(name) instanceof JsonObject arguments)) {
            return Future.succeededFuture(failed(fault(index, "an object of arguments")));
        }
        return admin.ask(caller, name, arguments)
                .map(body -> new JsonObject().put("status", admin.success(name)).put("body", body))
                .otherwise(cause -> failed(AdminException.of(cause)));
    }

    private static AdminException fault(int index, String expected) {
        String field = "commands[" + index + "]";
        return new AdminException(Problem.FIELD_INVALID, field + ": not a command (expected: " + expected + ")", field);
    }

    private static JsonObject failed(AdminException failure) {
        return new JsonObject()
                .put("status", failure.problem().status())
                .put("body", new JsonObject().put("error", failure.json()));
    }
}
