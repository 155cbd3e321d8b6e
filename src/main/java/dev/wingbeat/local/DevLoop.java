package dev.wingbeat.local;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Runs an application in a JVM of its own, and again whenever one of its files has changed. Each start is one as in production: the
 * one before is told to stop, its clients are sent away with 1012, and come back. What cannot be compiled leaves what runs alone.
 * Internal seam.
 */
public final class DevLoop {

    private static final Duration LOOK_INTERVAL = Duration.ofMillis(100);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(5);

    private final DevConfig config;
    private final PrintWriter out;
    private final SourceCompiler compiler;
    private final SourceWatch watch;
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "dev"));
    private volatile @Nullable Process process;
    private volatile boolean ending;
    private int round;

    private DevLoop(DevConfig config, PrintWriter out) {
        this.config = config;
        this.out = out;
        this.compiler = new SourceCompiler(config);
        this.watch = new SourceWatch(List.of(config.sources(), config.resources(), config.settings(), config.pom()));
    }

    /**
     * Runs until the process is told to end.
     *
     * @throws IllegalArgumentException when this Java has no compiler
     */
    public static int run(DevConfig config, PrintWriter out) throws InterruptedException {
        var loop = new DevLoop(config, out);
        Runtime.getRuntime().addShutdownHook(new Thread(loop::end, "end"));
        loop.thread.execute(loop::renew);
        long interval = LOOK_INTERVAL.toMillis();
        var unused = loop.thread.scheduleWithFixedDelay(loop::look, interval, interval, TimeUnit.MILLISECONDS);
        new CountDownLatch(1).await(); // a signal ends it
        return 0;
    }

    private void look() {
        try {
            Set<Path> changed = watch.changed();
            if (changed.isEmpty()) {
                return;
            }
            say(changed.stream()
                    .map(file -> file.getFileName().toString())
                    .collect(Collectors.joining(", ", "changed: ", "")));
            if (changed.contains(config.pom())) {
                say("what pom.xml says is taken up when dev is started again");
            }
            renew();
        } catch (RuntimeException e) {
            say("cannot look at the sources: " + e.getMessage()); // the next look may
        }
    }

    /** Compiles, and takes the place of what runs by what was compiled. */
    private void renew() {
        try {
            long begin = System.nanoTime();
            String complaints = compiler.compile(round + 1);
            if (!complaints.isEmpty()) {
                say("cannot be compiled, so what runs is as it was\n" + complaints);
                return;
            }
            round++;
            say(String.format(Locale.ROOT, "compiled in %.2f s", (System.nanoTime() - begin) / 1e9));
            stop();
            start();
        } catch (IOException e) {
            say("cannot be started: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void start() throws IOException {
        var builder = new ProcessBuilder(config.command(round))
                .directory(config.project().toFile())
                .redirectOutput(ProcessBuilder.Redirect.INHERIT)
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().putAll(config.variables());
        if (ending) {
            return;
        }
        Process started = builder.start();
        process = started;
        var unused = started.onExit().thenRun(() -> {
            if (started.equals(process) && !ending) {
                say("has ended with status " + started.exitValue() + ", and is started again when a file changes");
            }
        });
    }

    private void stop() throws InterruptedException {
        Process running = process;
        process = null;
        if (running != null) {
            running.destroy();
            if (!running.waitFor(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                say("takes more than " + STOP_LIMIT.toSeconds() + " s to stop, and is killed");
                running.destroyForcibly().waitFor();
            }
        }
    }

    /** Called when this JVM ends: nothing stays behind. */
    private void end() {
        ending = true;
        try {
            stop();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void say(String text) {
        out.println("dev: " + text);
        out.flush();
    }
}
