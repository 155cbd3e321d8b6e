package dev.wingbeat.app;

import static java.lang.System.Logger.Level.ERROR;
import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import dev.wingbeat.DirectMemoryLimit;
import dev.wingbeat.Endpoint;
import dev.wingbeat.OutOfMemory;
import dev.wingbeat.app.ConfigReader.Loaded;
import dev.wingbeat.cluster.Cluster;
import dev.wingbeat.protocol.WingbeatException;
import dev.wingbeat.trace.Traces;
import dev.wingbeat.warmup.WarmUp;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/** Runs the hub until the process is told to stop. */
final class Serve {

    private static final System.Logger LOGGER = System.getLogger(Serve.class.getName());

    /** Held here: java.util.logging forgets the level of a logger that nobody holds. */
    private static final Logger OURS = Logger.getLogger("dev.wingbeat");

    private static final Logger BUS = Logger.getLogger("io.vertx.core.eventbus.impl.clustered.ClusteredEventBus");

    private static final Duration START_LIMIT = Duration.ofSeconds(30);
    private static final Duration CLUSTER_START_LIMIT = Duration.ofMinutes(2);
    private static final Duration LEAVE_GRACE = Duration.ofSeconds(1);
    /** For the hooks before the drain, and for those behind it: a pod has as long as all steps may take together. */
    private static final Duration HOOK_LIMIT = Duration.ofSeconds(4);

    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(10);

    /** Set by whoever starts this process and may be killed without a chance to stop it, as Maven may. */
    static final String STOP_WITH_PARENT = "wingbeat.stopWithParent";

    private final WingbeatConfig config;
    private final ServedConfig served;
    private final Application application;
    private volatile @Nullable Vertx vertx;
    private volatile boolean stopping;

    private Serve(Loaded loaded, Application application) {
        this.config = application.config();
        this.served = new ServedConfig(loaded, application);
        this.application = application;
    }

    /**
     * Starts the hub and leaves it running. Returns the exit status: 0, or 1 with one line of why when it cannot start.
     *
     * @param loaded what the application was declared for
     * @param begin from when the time to start counts
     * @param terminal where it says that it runs, or why not
     */
    static int start(Loaded loaded, Application application, Instant begin, CommandLine terminal) {
        logAt(application.config().logLevel());
        application.onReload(next -> logAt(next.logLevel()));
        BUS.setFilter(Serve::inOneLine);
        JvmFlags.check();
        DirectMemoryLimit.apply();
        OutOfMemory.endsProcess();
        var serve = new Serve(loaded, application);
        LastingLogManager.last();
        Traces traces = application.builtEndpoint().traces();
        QueuedConsoleHandler.tellTraces(traces == null ? null : traces::traceId);
        var hook = new Thread(serve::stop, "stop");
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            serve.started().await(serve.startLimit().toMillis(), TimeUnit.MILLISECONDS);
            serve.watch();
            serve.printBanner(Duration.between(begin, Instant.now()), terminal.getOut());
            return 0;
        } catch (Exception e) {
            return serve.stopping ? 1 : serve.failed(e, hook, terminal.getErr());
        }
    }

    /** Logs why a node cannot be connected to, without twenty lines of a stack trace for each attempt. */
    private static boolean inOneLine(LogRecord told) {
        if (told.getThrown() instanceof IOException cause) {
            told.setMessage(told.getMessage() + ": " + cause.getMessage());
            told.setThrown(null);
        }
        return true;
    }

    private Duration startLimit() {
        return (config.clustered() ? CLUSTER_START_LIMIT : START_LIMIT).plus(config.warmUp());
    }

    private Future<?> started() {
        Endpoint endpoint = application.builtEndpoint();
        String consoleKey = config.consoleKey();
        if (consoleKey != null) {
            endpoint.openConsole(consoleKey);
        }
        endpoint.showAddresses(config.showsAddresses());
        var options = new VertxOptions()
                .setEventLoopPoolSize(config.endpoint().eventLoops())
                .setPreferNativeTransport(true)
                .setFileSystemOptions(
                        new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false));
        Future<Void> warm = WarmUp.play(config.warmUp(), options);
        if (!config.clustered()) {
            Vertx alone = Vertx.vertx(options).exceptionHandler(new Uncaught());
            vertx = alone;
            return warm.compose(done -> endpoint.start(alone, config.cluster().nodeName()))
                    .compose(started -> application.runOnStart());
        }
        return Cluster.join(options, cluster -> cluster.from(config.cluster())).compose(cluster -> {
            vertx = cluster.vertx().exceptionHandler(new Uncaught());
            return warm.compose(done -> endpoint.start(cluster)).compose(started -> application.runOnStart());
        });
    }

    private void watch() {
        if (vertx != null) {
            ReloadTriggers.set(vertx, config, served);
        }
    }

    private int failed(Exception failure, Thread hook, PrintWriter err) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            return 1; // a signal has come just now, and the hook stops what there is
        }
        err.println("wingbeat: " + describe(failure));
        err.flush();
        if (vertx != null) {
            stopEndpoint();
            finished("onStop", application::runOnStop);
        }
        closeVertx();
        LastingLogManager.flush();
        return 1;
    }

    private void warnOfSecret() {
        if (!config.endpoint().hasMadeUpSecret()) {
            return;
        }
        if (config.clustered()) {
            LOGGER.log(
                    WARNING,
                    "tokens are signed with a secret made for this run, so the other nodes will refuse them"
                            + " (expected: WINGBEAT_SECRET_KEY_BASE, the same on all nodes)");
        } else {
            LOGGER.log(
                    INFO, "tokens are signed with a secret made for this run (--secret-key-base sets one that lasts)");
        }
    }

    private void printBanner(Duration startTime, PrintWriter out) {
        Endpoint endpoint = application.builtEndpoint();
        warnOfSecret();
        if (config.clustered()) {
            LOGGER.log(
                    INFO,
                    "ready as {0}, health on port {1}",
                    application.name(),
                    String.valueOf(endpoint.managementPort()));
        }
        out.print(Banner.of(config, application, startTime));
        out.flush();
    }

    /** Ends this process when its parent ends, if whoever started it has asked for that. */
    static void stopWithParent() {
        if (!Boolean.getBoolean(STOP_WITH_PARENT)) {
            return;
        }
        var unused = ProcessHandle.current()
                .parent()
                .map(parent -> parent.onExit()
                        // on a thread of its own: that of the common pool, perhaps its only one, would stay blocked
                        .thenRunAsync(() -> System.exit(0), exit -> new Thread(exit, "exit").start()))
                .orElse(null);
    }

    /** Waits for what the application does when it stops; a failure is logged and does not keep the process. */
    private static boolean finished(String hook, Supplier<Future<?>> tasks) {
        try {
            tasks.get().await(HOOK_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (Exception e) {
            LOGGER.log(ERROR, hook + " has failed", e);
            return false;
        }
    }

    private boolean stopEndpoint() {
        try {
            Duration limit = served.current().socket().drainer().timeout().plus(CLOSE_LIMIT);
            application.builtEndpoint().stop().await(limit.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (Exception e) {
            LOGGER.log(ERROR, "could not stop in order", e);
            return false;
        }
    }

    /** Runs as the JVM's shutdown hook. Halting is the only way left to choose the exit status: 0 after a signal. */
    private void stop() {
        stopping = true;
        LOGGER.log(INFO, "stopping");
        boolean clean = finished("beforeDrain", application::runBeforeDrain);
        clean &= stopEndpoint();
        clean &= finished("onStop", application::runOnStop);
        clean &= closeVertx();
        waitUntilLeft();
        LOGGER.log(INFO, "stopped");
        LastingLogManager.flush();
        Runtime.getRuntime().halt(clean ? 0 : 1);
    }

    /**
     * Waits, in a cluster, until the others know that this node has left. Nobody tells them: they see that a connection is
     * closed and try to open it again. As long as this process has its address, that is refused and they know at once; a
     * pod's address goes away with it, and trying to reach it takes up to 10 s.
     */
    private void waitUntilLeft() {
        if (config.clustered() && vertx != null) {
            CompletableFuture.runAsync(
                            () -> {}, CompletableFuture.delayedExecutor(LEAVE_GRACE.toMillis(), TimeUnit.MILLISECONDS))
                    .join();
        }
    }

    private boolean closeVertx() {
        Vertx open = vertx;
        if (open == null) {
            return true;
        }
        try {
            open.close().await(CLOSE_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (Exception e) {
            LOGGER.log(ERROR, "could not close", e);
            return false;
        }
    }

    private String describe(Exception failure) {
        String line = String.valueOf(failure.getMessage()).lines().findFirst().orElse(failure.toString());
        if (failure instanceof TimeoutException) {
            return "not started within " + startLimit().toSeconds() + " s: "
                    + (vertx == null
                            ? "could not join the cluster"
                            : application.builtEndpoint().notReady());
        }
        if (vertx == null) {
            return "cannot join the cluster: " + line;
        }
        if (failure instanceof WingbeatException) {
            return line.startsWith("port: ") ? "--" + line : line;
        }
        return "cannot start: " + line;
    }

    /** Logs at a level. */
    static void logAt(System.Logger.Level level) {
        OURS.setLevel(julLevel(level));
    }

    private static Level julLevel(System.Logger.Level level) {
        return switch (level) {
            case ALL -> Level.ALL;
            case TRACE -> Level.FINER;
            case DEBUG -> Level.FINE;
            case INFO -> Level.INFO;
            case WARNING -> Level.WARNING;
            case ERROR -> Level.SEVERE;
            case OFF -> Level.OFF;
        };
    }
}
