package dev.wingbeat.support.process;

import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.wingbeat.cli.Main;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The hub in a JVM of its own, started as a user would. */
public final class HubProcess implements AutoCloseable {

    /** How long a line may take to appear; then the processes are ended, and what they wrote is told. */
    private static final long AWAIT_SECONDS = 100;

    private static final Pattern ADDRESS = Pattern.compile("http://\\S+:(\\d+)/.*");

    private final Process process;
    private final BufferedReader out;
    private final BufferedWriter in;
    private final List<String> read = new ArrayList<>();
    private final BlockingQueue<String> errors = new LinkedBlockingQueue<>();
    private final CompletableFuture<List<String>> err;

    private HubProcess(List<String> command) throws IOException {
        this(new ProcessBuilder(command));
    }

    private HubProcess(ProcessBuilder builder) throws IOException {
        process = builder.start();
        out = process.inputReader();
        in = process.outputWriter();
        // on a thread of its own: the common pool may have one only, which another process that lives on would keep
        err = CompletableFuture.supplyAsync(
                () -> process.errorReader().lines().peek(errors::add).toList(),
                reading -> new Thread(reading, "stderr").start());
    }

    public static HubProcess start(String... arguments) throws IOException {
        return new HubProcess(command(arguments));
    }

    /** Starts the hub in a JVM with further flags, by a shell that runs a command before: {@code true} for none. */
    public static HubProcess startWith(String before, List<String> flags, String... arguments) throws IOException {
        var command = new ArrayList<>(List.of("sh", "-c", before + " && exec \"$0\" \"$@\""));
        command.addAll(command(arguments));
        command.addAll(4, flags);
        return new HubProcess(command);
    }

    /** Starts the hub in a JVM without any flags. */
    public static HubProcess startWithoutFlags(String... arguments) throws IOException {
        var command = command(arguments);
        command.removeIf(word -> word.startsWith("-XX")
                || (word.startsWith("--") && !List.of(arguments).contains(word)));
        return new HubProcess(command);
    }

    /** Starts the hub in a terminal of its own, by util-linux's {@code script}. */
    public static HubProcess startInTerminal(String... arguments) throws IOException {
        String line = command(arguments).stream().map(word -> "'" + word + "'").collect(Collectors.joining(" "));
        return new HubProcess(
                List.of("env", "--default-signal=HUP", "script", "--quiet", "--flush", "--command", line, "/dev/null"));
    }

    /** Starts another program of the class path in the same way. */
    public static HubProcess startProgram(String mainClass, String... arguments) throws IOException {
        var command = command(arguments);
        command.set(command.indexOf(Main.class.getName()), mainClass);
        return new HubProcess(command);
    }

    /** Starts any command in a folder. */
    public static HubProcess startIn(Path folder, List<String> command) throws IOException {
        return new HubProcess(new ProcessBuilder(command).directory(folder.toFile()));
    }

    /** Starts the hub as the child of a shell, which is killed in place of the hub. */
    public static HubProcess startBelowShell(String... arguments) throws IOException {
        var command = new ArrayList<>(List.of("sh", "-c", "\"$0\" \"$@\"; true"));
        command.addAll(command("-Dwingbeat.stopWithParent=true", arguments));
        return new HubProcess(command);
    }

    /** Waits for the banner and returns the port it names. */
    public int port() throws IOException {
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            Matcher address = ADDRESS.matcher(line.strip());
            if (address.matches()) {
                return Integer.parseInt(address.group(1));
            }
        }
        throw new AssertionError("no address, but: " + err.join());
    }

    /** Waits for a line of standard output that has such a text in it, and returns that text. */
    public Matcher await(String regex) throws IOException {
        var pattern = Pattern.compile(regex);
        var giveUp = CompletableFuture.runAsync(
                this::close, CompletableFuture.delayedExecutor(AWAIT_SECONDS, TimeUnit.SECONDS));
        try {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                read.add(line);
                Matcher matcher = pattern.matcher(line);
                if (matcher.find()) {
                    return matcher;
                }
            }
        } finally {
            giveUp.cancel(false);
        }
        throw new AssertionError("no " + regex + ", but: " + read + err.join());
    }

    /** Returns the lines of standard output that were read so far. */
    public List<String> readLines() {
        return List.copyOf(read);
    }

    /** Types a line. */
    public void type(String line) throws IOException {
        in.write(line);
        in.newLine();
        in.flush();
    }

    /** Returns the number of the process. */
    public long pid() {
        return process.pid();
    }

    /** Returns the processes started by this one, and by those. */
    public List<ProcessHandle> descendants() {
        return process.descendants().toList();
    }

    /** Sends SIGKILL. */
    public void kill() {
        process.toHandle().destroyForcibly();
    }

    /** Sends SIGTERM; by the handle, since the process itself would close its streams too. */
    public void terminate() {
        process.toHandle().destroy();
    }

    /** Sends SIGHUP. */
    public void hangUp() {
        new ProcessProbe(pid()).signal("HUP");
    }

    /** Stops the process, as a suspended machine would be. */
    public void freeze() {
        new ProcessProbe(pid()).signal("STOP");
    }

    /** Lets the process go on after it has stood still for a time. */
    public void thawAfter(Duration standstill) throws InterruptedException {
        assertFalse(
                process.waitFor(standstill.toMillis(), TimeUnit.MILLISECONDS),
                "the hub has ended while it was stopped");
        new ProcessProbe(pid()).signal("CONT");
    }

    /** Kills the shell that the hub was started below, and returns the hub, now an orphan. */
    public ProcessHandle orphan() {
        ProcessHandle hub = process.descendants().findFirst().orElseThrow();
        process.toHandle().destroyForcibly();
        return hub;
    }

    /** Waits for the end, and returns what was still to read of standard output. */
    public String restOfOutput() {
        return out.lines().collect(Collectors.joining("\n"));
    }

    public int exitStatus() throws InterruptedException {
        return process.waitFor();
    }

    /** Waits for a line of standard error that has such a text in it, and is not before one that was waited for. */
    public void awaitError(String regex) throws InterruptedException {
        var pattern = Pattern.compile(regex);
        var others = new ArrayList<String>();
        String line = errors.poll(AWAIT_SECONDS, TimeUnit.SECONDS);
        while (line != null && !pattern.matcher(line).find()) {
            others.add(line);
            line = errors.poll(AWAIT_SECONDS, TimeUnit.SECONDS);
        }
        if (line == null) {
            throw new AssertionError("no " + regex + " in " + AWAIT_SECONDS + " s, but: " + others);
        }
    }

    /** Returns the lines on standard error, once the process has ended. */
    public List<String> errorLines() {
        return err.join().stream()
                .filter(line -> !line.contains("BlockedThreadChecker")) // of a busy machine
                .toList();
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    /** Takes a port on every address for as long as the socket stays open. */
    public static ServerSocket takenPort() throws IOException {
        return new ServerSocket(0);
    }

    private static List<String> command(String... arguments) {
        return command("-Dwingbeat.stopWithParent=false", arguments);
    }

    private static List<String> command(String property, String... arguments) {
        var command = JavaCommand.likeThis(List.of(property), Main.class);
        command.addAll(List.of(arguments));
        return command;
    }
}
