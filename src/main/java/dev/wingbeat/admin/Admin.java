package dev.wingbeat.admin;

import static java.lang.System.Logger.Level.ERROR;

import dev.wingbeat.admin.AdminCommand.Everywhere;
import dev.wingbeat.admin.AdminCommand.Gathered;
import dev.wingbeat.admin.AdminCommand.Here;
import dev.wingbeat.admin.AdminCommand.OnNode;
import dev.wingbeat.admin.AdminCommand.Part;
import dev.wingbeat.connection.Connections.Connection;
import dev.wingbeat.mount.Mount;
import dev.wingbeat.protocol.RateLimitedLog;
import dev.wingbeat.pubsub.Loop;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The commands of operators on one node, by name: {@code publish}, {@code topics}, {@code connections}, …; the names and the
 * arguments are those of the server API. May be used from any thread; futures complete on any, and fail with an
 * {@link AdminException}. Internal seam.
 */
public final class Admin {

    /** The time that this node may take itself: less than others wait for it. */
    private static final long OWN_MILLIS = 800;

    private static final String ITEM = "item";

    private static final RateLimitedLog FAILED = new RateLimitedLog(System.getLogger(Admin.class.getName()), ERROR);

    private final AdminNode node;
    private final AdminBus bus;
    private final Loops loops = new Loops();
    private final AuditLog audit;
    private final ConnectionCommands connections;
    private final Map<String, AdminCommand> commands = new TreeMap<>();

    /** Makes the commands of a node. */
    public Admin(Vertx vertx, AdminNode node) {
        this.node = node;
        this.bus = new AdminBus(vertx, node.pubSub().lanes(), this::runHere);
        this.audit = new AuditLog(nodeName());
        commands.putAll(new SendingCommands(node, loops, this).all());
        this.connections = new ConnectionCommands(nodeName(), loops, this::hubs, node::showsAddresses);
        commands.putAll(connections.all());
        commands.putAll(new TopicCommands(node, loops, this).all());
        commands.putAll(new NodeCommands(node, this::hubs, audit).all());
        commands.putAll(new RoomCommands(node).all());
        commands.putAll(new ConfigCommands(node, this::hubs).all());
        commands.putAll(new TokenCommands(node).all());
        commands.put("trace", TraceCommand.of(node));
    }

    /** Begins to answer other nodes. */
    public Future<Void> start() {
        node.pubSub().lanes().onRenewal(bus::renew);
        return bus.start();
    }

    /** Answers other nodes no more. */
    public Future<Void> stop() {
        return bus.stop();
    }

    /** Adds an event loop and the mounts on it. */
    public void add(Loop loop, List<Mount> mounts) {
        loops.add(new ServedLoop(loop, List.copyOf(mounts)));
    }

    /**
     * Adds a command that runs on every node that has it. The answer is {@code {"items":[…],"partial":[…]}}, an item for each node
     * that has something to say, by their names. To be called before the start.
     *
     * @param run answers on one node, on any thread; null for nothing. Fails by an {@link AdminException}
     */
    public void onAll(String name, Scope scope, Function<Arguments, @Nullable JsonObject> run) {
        commands.put(name, AdminCommand.everywhere(scope, arguments -> item(run.apply(arguments)), Admin::items));
    }

    /**
     * Adds a command that runs on the node that has the {@code connection} of its arguments. To be called before the start.
     *
     * @param run answers on the loop of the connection
     */
    public void onConnection(String name, Scope scope, BiFunction<Connection, Arguments, JsonObject> run) {
        commands.put(
                name,
                AdminCommand.onNode(
                        scope,
                        connections::nodeOf,
                        arguments -> connections.found(arguments, found -> run.apply(found.connection(), arguments))));
    }

    /**
     * Sets what tells how many messages a second connections exchange with their clients, once it has counted any: asked for by each
     * list in that order. To be called before the start.
     */
    public void rateConnections(Supplier<@Nullable ToDoubleFunction<Connection>> rates) {
        connections.rateBy(rates);
    }

    /** Leaves a line in the audit log of an action that ended by itself. */
    public void note(String who, String action, JsonObject target, String result) {
        audit.note(new Caller(who, Set.of(), List.of()), action, target, result);
    }

    private static Future<JsonObject> item(@Nullable JsonObject answer) {
        return Future.succeededFuture(answer == null ? new JsonObject() : new JsonObject().put(ITEM, answer));
    }

    private static Future<JsonObject> items(Arguments arguments, Gathered gathered) {
        var items = new JsonArray();
        gathered.answers().values().stream()
                .filter(answer -> answer.containsKey(ITEM))
                .forEach(answer -> items.add(answer.getJsonObject(ITEM)));
        return Future.succeededFuture(
                new JsonObject().put("items", items).put("partial", new JsonArray(gathered.partial())));
    }

    /** Returns the names of the commands that may be asked. */
    public Set<String> names() {
        return commands.entrySet().stream()
                .filter(command -> !(command.getValue().reach() instanceof Part))
                .map(Map.Entry::getKey)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Returns whether a command asks all nodes, which costs each of them something. */
    public boolean gathers(String name) {
        AdminCommand command = commands.get(name);
        return command != null && command.reach() instanceof Everywhere;
    }

    /** Returns the HTTP status by which a command succeeds. */
    public int success(String name) {
        AdminCommand command = commands.get(name);
        return command == null ? 200 : command.success();
    }

    /** Runs a command for somebody who may do anything. */
    public Future<JsonObject> ask(String name, JsonObject arguments) {
        return ask(Caller.trusted(nodeName()), name, arguments);
    }

    /**
     * Runs a command. The answers of those that ask all nodes have {@code partial}, the names of those that did not answer within a
     * second.
     */
    public Future<JsonObject> ask(Caller caller, String name, JsonObject arguments) {
        AdminCommand command = commands.get(name);
        if (command == null || command.reach() instanceof Part) {
            return Future.failedFuture(new AdminException(
                    Problem.NOT_FOUND, "command: unknown (expected: one of " + String.join(", ", names()) + ")"));
        }
        Future<JsonObject> answer = attempt(name, () -> {
            caller.check(name, command, arguments);
            return run(caller, name, command, new Arguments(arguments));
        });
        return command.audited() ? noted(caller, name, arguments, answer) : answer;
    }

    /** Runs a command that leaves a line in the audit log, whichever it is. */
    public Future<JsonObject> askAudited(Caller caller, String name, JsonObject arguments) {
        AdminCommand command = commands.get(name);
        Future<JsonObject> answer = ask(caller, name, arguments);
        return command == null || command.audited() ? answer : noted(caller, name, arguments, answer);
    }

    private Future<JsonObject> noted(Caller caller, String name, JsonObject arguments, Future<JsonObject> answer) {
        return answer.onComplete(
                done -> audit.note(caller, name, target(arguments), summary(done)),
                cause -> audit.note(caller, name, target(arguments), cause));
    }

    private Future<JsonObject> run(Caller caller, String name, AdminCommand command, Arguments arguments) {
        return switch (command.reach()) {
            case Here(var run) -> run.apply(caller, arguments);
            case OnNode(var target, var run) -> {
                String at = target.apply(arguments);
                yield at.equals(nodeName()) ? inTime(run.apply(arguments)) : bus.ask(at, name, arguments.json());
            }
            case Everywhere(var run, var merge) ->
                gather(name, arguments.json()).compose(gathered -> merge.apply(arguments, gathered));
            case Part part -> throw new IllegalArgumentException("command: " + name + " (expected: a whole one)");
        };
    }

    /** Asks all nodes; fails when this one finds fault with the arguments. */
    Future<Gathered> gather(String name, JsonObject arguments) {
        Future<JsonObject> own = runHere(name, arguments);
        if (own.failed() && own.cause() instanceof AdminException refused && refused.problem() != Problem.OVERLOADED) {
            return Future.failedFuture(refused);
        }
        Map<String, Future<JsonObject>> asked = new LinkedHashMap<>();
        asked.put(nodeName(), own);
        node.pubSub().lanes().otherHubs().forEach(other -> asked.put(other, bus.ask(other, name, arguments)));
        return Future.join(new ArrayList<>(asked.values())).transform(ended -> {
            Map<String, JsonObject> answers = new TreeMap<>();
            asked.forEach((name_, answer) -> {
                if (answer.succeeded()) {
                    answers.put(name_, answer.result());
                }
            });
            List<String> partial = asked.keySet().stream()
                    .filter(asker -> !answers.containsKey(asker))
                    .sorted()
                    .toList();
            return Future.succeededFuture(new Gathered(answers, partial));
        });
    }

    /** Runs what another node asks of this one, or this node of itself. */
    private Future<JsonObject> runHere(String name, @Nullable JsonObject arguments) {
        AdminCommand command = commands.get(name);
        if (command == null || arguments == null) {
            throw new IllegalArgumentException("command: " + name + " (expected: one that all nodes have)");
        }
        return attempt(name, () -> switch (command.reach()) {
            case Here here -> throw new IllegalArgumentException("command: " + name + " (expected: one for nodes)");
            case OnNode(var target, var run) -> inTime(run.apply(new Arguments(arguments)));
            case Everywhere(var run, var merge) -> inTime(run.apply(new Arguments(arguments)));
            case Part(var run) -> inTime(run.apply(new Arguments(arguments)));
        });
    }

    /** Turns what a command throws into its answer. */
    private static Future<JsonObject> attempt(String name, AdminCommand.Attempt attempt) {
        Future<JsonObject> answer;
        try {
            answer = attempt.run();
        } catch (AdminException e) {
            return Future.failedFuture(e);
        } catch (RuntimeException e) {
            answer = Future.failedFuture(e);
        }
        return answer.recover(cause -> {
            if (!(cause instanceof AdminException)) {
                FAILED.log(() -> "command " + name + " has failed", cause);
            }
            return Future.failedFuture(AdminException.of(cause));
        });
    }

    /** Completes with an answer of this node, or fails when its loops are too busy for it. */
    private static Future<JsonObject> inTime(Future<JsonObject> answer) {
        return Background.within(
                OWN_MILLIS,
                answer,
                () -> new AdminException(
                        Problem.OVERLOADED, "event loops: no answer (expected: within " + OWN_MILLIS + " ms)"));
    }

    /** Returns the names of all hubs, this node first. */
    private List<String> hubs() {
        var hubs = new ArrayList<String>();
        hubs.add(nodeName());
        node.pubSub().lanes().otherHubs().stream().sorted().forEach(hubs::add);
        return hubs;
    }

    private String nodeName() {
        return node.pubSub().nodeName();
    }

    /** Returns the arguments for the log: without what was sent, or what a room was made with. */
    private static JsonObject target(JsonObject arguments) {
        JsonObject target = arguments.copy();
        Set.of("payload", "payload_base64", "params", "label", "by", "at").forEach(target::remove);
        return target;
    }

    private static String summary(JsonObject done) {
        return done.isEmpty() ? "done" : done.encode();
    }
}
