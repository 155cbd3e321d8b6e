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
record Command(@Nullable Scope scope, boolean audited, int success, Reach reach) {

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

    static Command here(@Nullable Scope scope, Run run) {
        return new Command(scope, false, OK, new Here((caller, arguments) -> run.apply(arguments)));
    }

    static Command onNode(Scope scope, Function<Arguments, String> node, Run run) {
        return new Command(scope, false, OK, new OnNode(node, run));
    }

    static Command everywhere(Scope scope, Run run, Merge merge) {
        return new Command(scope, false, OK, new Everywhere(run, merge));
    }

    static Command part(Run run) {
        return new Command(null, false, OK, new Part(run));
    }

    /** Returns a copy that leaves a line in the audit log. */
    Command action() {
        return new Command(scope, true, success, reach);
    }

    /** Returns a copy that is answered by another status. */
    Command answering(int status) {
        return new Command(scope, audited, status, reach);
    }
}
