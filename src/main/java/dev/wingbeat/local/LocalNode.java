package dev.wingbeat.local;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One node: a JVM that runs, is frozen, or has ended. Confined to the thread of the {@link LocalCluster}. */
final class LocalNode {

    /** The state of its process. */
    enum State {
        ENDED,
        RUNNING,
        FROZEN
    }

    /**
     * Freezes a process and waits: for a line, upon which the process goes on, or for the end of its own input, which is the
     * end of whoever froze it. A frozen process could not see that its parent has gone, and would stay for ever.
     */
    private static final String GUARD = """
            trap '' INT TERM HUP
            kill -STOP "$1" || exit 1
            echo frozen
            if read -r thaw; then kill -CONT "$1"; else kill -KILL "$1"; fi
            """;

    private final int number;
    private final LocalClusterConfig config;
    private final MergedLog log;
    private final Consumer<LocalNode> ended;
    private @Nullable Process process;
    private @Nullable Process guard;
    private boolean answered;

    /** Makes a node that is not started yet; {@code ended} is called on some thread whenever its process has ended. */
    LocalNode(int number, LocalClusterConfig config, MergedLog log, Consumer<LocalNode> ended) {
        this.number = number;
        this.config = config;
        this.log = log;
        this.ended = ended;
    }

    int number() {
        return number;
    }

    State state() {
        if (process == null || !process.isAlive()) {
            return State.ENDED;
        }
        return guard == null ? State.RUNNING : State.FROZEN;
    }

    /** Notes that the process has answered a request. */
    void hasAnswered() {
        answered = true;
    }

    /** Returns whether the process has ever answered. */
    boolean answered() {
        return answered;
    }

    /** Does something to the node; says why not when it cannot be done now. */
    @Nullable
    String act(Order.Deed deed) {
        State state = state();
        return switch (deed) {
            case START -> state == State.ENDED ? done(this::start) : "it runs already";
            case KILL -> state == State.ENDED ? "it does not run" : done(this::kill);
            case STOP -> state == State.RUNNING ? done(this::stop) : notRunning(state);
            case FREEZE -> state == State.RUNNING ? done(this::freeze) : notRunning(state);
            case THAW -> state == State.FROZEN ? done(this::thaw) : "it is not frozen";
        };
    }

    /** Ends the process: in order when it can still do that, else at once. Returns when it has ended. */
    CompletableFuture<?> end() {
        switch (state()) {
            case ENDED -> {}
            case RUNNING -> stop();
            case FROZEN -> kill();
        }
        return process == null ? CompletableFuture.completedFuture(null) : process.onExit();
    }

    /** Ends the process at once; nothing happens when it does not run. */
    void kill() {
        dropGuard();
        if (process != null) {
            process.toHandle().destroyForcibly();
        }
    }

    /** Returns how the last process has ended, or null when it has not. */
    @Nullable
    Integer exitStatus() {
        return process == null || process.isAlive() ? null : process.exitValue();
    }

    private void start() {
        dropGuard();
        answered = false;
        var builder = new ProcessBuilder(config.command(number))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD); // a banner, which is for people who start one node
        builder.environment().keySet().removeIf(LocalNode::isSetByFlag);
        builder.environment().putAll(config.variables());
        try {
            Process started = builder.start();
            process = started;
            Thread.ofVirtual().start(() -> copy(started.errorReader()));
            var unused = started.onExit().thenRun(() -> ended.accept(this));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends the guard first, and its right to kill with it: the process's number may soon be another's. */
    private void dropGuard() {
        if (guard != null) {
            guard.destroyForcibly();
            guard = null;
        }
    }

    private void copy(BufferedReader lines) {
        try (lines) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                log.node(number, line);
            }
        } catch (IOException e) {
            log.node(number, "its log cannot be read: " + e.getMessage());
        }
    }

    private void stop() {
        if (process != null) {
            process.toHandle().destroy(); // not the process's own method, which would close the log
        }
    }

    private void freeze() {
        if (process == null) {
            return;
        }
        try {
            Process started = new ProcessBuilder("sh", "-c", GUARD, "guard", String.valueOf(process.pid()))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (started.inputReader().readLine() == null) {
                throw new IOException("kill -STOP failed");
            }
            guard = started;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void thaw() {
        Process freezing = guard;
        guard = null;
        if (freezing == null) {
            return;
        }
        try (var writer = freezing.outputWriter()) {
            writer.write("thaw\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isSetByFlag(String variable) {
        return variable.equals("WINGBEAT_NODE_NAME")
                || (variable.startsWith("WINGBEAT_CLUSTER") && !variable.equals("WINGBEAT_CLUSTER_FILE"));
    }

    private static @Nullable String done(Runnable deed) {
        deed.run();
        return null;
    }

    private static String notRunning(State state) {
        return state == State.FROZEN ? "it is frozen" : "it does not run";
    }
}
