package dev.wingbeat.admin;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One thing that can be asked.
 *
 * @param scope what the caller needs; null for what everybody with a key may
 * @param audited whether it is an action, which leaves a line behind
 * @param success the HTTP status of its answer
 * @param reach on which nodes it runs
 */
record AdminCommand(@Nullable Scope scope, boolean audited, int success, Reach reach) {

    private static final int OK = 200;

    /** Runs a command on one node; fails at once, by an exception, for arguments that make no sense. */
    @FunctionalInterface
    interface Run extends Function<Arguments, Future<JsonObject>> {}

    /** Puts the answers of all nodes together. */
    @FunctionalInterface
    interface Merge extends BiFunction<Arguments, Gathered, Future<JsonObject>> {}

    /** Something that may throw an exception instead of returning a future that fails. */
    @FunctionalInterface
    interface Attempt {
        Future<JsonObject> run();
    }

    /** The answers of the nodes by their names, and the nodes that have not answered. */
    record Gathered(Map<String, JsonObject> answers, List<String> partial) {}

    /** The nodes that a command runs on. */
    sealed interface Reach {}

    /** On the node that is asked, which is told by whom. */
    record Here(BiFunction<Caller, Arguments, Future<JsonObject>> run) implements Reach {}

    /** On a node that the arguments name. */
    record OnNode(Function<Arguments, String> node, Run run) implements Reach {}

    /** On all nodes; what they answer is put together on the node that is asked. */
    record Everywhere(Run run, Merge merge) implements Reach {}

    /** On all nodes, as a part of another command: only nodes ask each other for it. */
    record Part(Run run) implements Reach {}

    static AdminCommand here(@Nullable Scope scope, Run run) {
        return new AdminCommand(scope, false, OK, new Here((caller, arguments) -> run.apply(arguments)));
    }

    static AdminCommand onNode(Scope scope, Function<Arguments, String> node, Run run) {
        return new AdminCommand(scope, false, OK, new OnNode(node, run));
    }

    static AdminCommand everywhere(Scope scope, Run run, Merge merge) {
        return new AdminCommand(scope, false, OK, new Everywhere(run, merge));
    }

    static AdminCommand part(Run run) {
        return new AdminCommand(null, false, OK, new Part(run));
    }

    /** Returns a copy that leaves a line in the audit log. */
    AdminCommand action() {
        return new AdminCommand(scope, true, success, reach);
    }

    /** Returns a copy that is answered by another status. */
    AdminCommand answering(int status) {
        return new AdminCommand(scope, audited, status, reach);
    }
}
