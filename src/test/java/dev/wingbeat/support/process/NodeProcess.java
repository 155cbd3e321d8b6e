package dev.wingbeat.support.process;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.wingbeat.cluster.ClusterNodeMain;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A {@link ClusterNodeMain} in a JVM of its own, its log in {@code target/cluster-nodes}. */
public final class NodeProcess implements AutoCloseable {

    private static final int START_SECONDS = 180;

    private final Process process;
    private final String httpHost;
    private final Path log;
    private final LinkedBlockingQueue<String> answers = new LinkedBlockingQueue<>();
    private InetSocketAddress address;

    private NodeProcess(Process process, String httpHost, Path log) {
        this.process = process;
        this.httpHost = httpHost;
        this.log = log;
    }

    /**
     * Starts a node without waiting for it.
     *
     * @param prefix what the command begins with, such as {@code ip netns exec NAME}
     * @param log the name of its log file
     * @param arguments the arguments of {@link ClusterNodeMain}
     */
    public static NodeProcess launch(List<String> prefix, String log, String httpHost, List<String> arguments) {
        var command = new ArrayList<>(prefix);
        command.addAll(command(httpHost, arguments));
        return start(command, log, httpHost);
    }

    /** Starts a node of the last release on loopback without waiting for it. */
    public static NodeProcess launch(ReleasedBuild build, String log, List<String> arguments) {
        return start(JavaCommand.withClassPath(command("127.0.0.1", arguments), build.classPath()), log, "127.0.0.1");
    }

    private static List<String> command(String httpHost, List<String> arguments) {
        var command = JavaCommand.likeThis(
                List.of("-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"), ClusterNodeMain.class);
        command.addAll(List.of("--http-host", httpHost));
        command.addAll(arguments);
        return command;
    }

    private static NodeProcess start(List<String> command, String log, String httpHost) {
        try {
            Path directory = Files.createDirectories(Path.of("target", "cluster-nodes"));
            Path file = directory.resolve(log + ".log");
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.appendTo(file.toFile()))
                    .start();
            var node = new NodeProcess(process, httpHost, file);
            Thread.ofVirtual().start(() -> process.inputReader().lines().forEach(node.answers::add));
            return node;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until the node takes clients. */
    public NodeProcess awaitReady() {
        String line = answer(START_SECONDS);
        String[] words = line.split(" ", 4);
        assertEquals("ready", words[0], () -> line + ", see " + log);
        address = new InetSocketAddress(httpHost, Integer.parseInt(words[1]));
        return this;
    }

    /** Returns whether it runs, or is frozen. */
    public boolean isAlive() {
        return process.isAlive();
    }

    /** Returns where clients connect to. */
    public InetSocketAddress address() {
        return address;
    }

    /** Sends a command; {@link #answer} takes its answer. */
    public void command(String line) {
        try {
            process.outputWriter().write(line + "\n");
            process.outputWriter().flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends a command and takes its answer, which begins with the same word; other answers are dropped. */
    public String ask(String line, int seconds) {
        command(line);
        String word = line.split(" ", 2)[0] + ' ';
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        while (System.nanoTime() - end < 0) {
            String answer = answer(seconds);
            if (answer.startsWith(word)) {
                return answer.substring(word.length());
            }
        }
        throw new AssertionError("no answer to " + line + " in " + seconds + " s, see " + log);
    }

    /** Takes the next line that the node has printed. */
    public String answer(int seconds) {
        try {
            String line = answers.poll(seconds, TimeUnit.SECONDS);
            return line == null ? "nothing in " + seconds + " s" : line;
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted while waiting for " + log, e);
        }
    }

    /** Sends the process a signal, such as {@code KILL}, {@code STOP}, {@code CONT} or {@code TERM}. */
    public void signal(String name) {
        new ProcessProbe(process.pid()).signal(name);
    }

    /** Waits for the end of the process and returns its exit status. */
    public int awaitEnd() {
        try {
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                throw new AssertionError("still running after 60 s, see " + log);
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted while waiting for the end of " + log, e);
        }
    }

    /** Returns how many bytes of memory the process holds. */
    public long residentBytes() {
        return new ProcessProbe(process.pid()).residentBytes();
    }

    /** Returns how many lines the node has logged. */
    public long logLines() {
        try (var lines = Files.lines(log)) {
            return lines.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
