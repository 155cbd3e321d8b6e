package dev.wingbeat.godot;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.support.Patience;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** A headless Godot that runs a project, or one of its scripts. */
final class Godot implements AutoCloseable {

    /** The variable of the environment that names the folder of the stock addon. */
    static final String ADDON = "WINGBEAT_GODOT_ADDON";

    private static final String FIRST_SCRIPT = "scripts/phoenix_socket.gd";

    private final Process process;
    private final Queue<String> printed = new ConcurrentLinkedQueue<>();
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private final Thread reader;

    private Godot(Process process) {
        this.process = process;
        this.reader = Thread.ofVirtual().start(this::read);
    }

    private void read() {
        try (var output = process.inputReader()) {
            output.lines().forEach(line -> {
                printed.add(line);
                lines.add(line);
            });
        } catch (IOException | UncheckedIOException e) {
            printed.add(e.toString()); // it was ended
        }
    }

    /** Returns where Godot is installed. */
    static Optional<Path> program() {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
                .map(folder -> Path.of(folder, "godot3-server"))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Returns where the stock addon is. */
    static Optional<Path> addon() {
        return Optional.ofNullable(System.getenv(ADDON))
                .map(Path::of)
                .map(Path::toAbsolutePath)
                .filter(folder -> Files.exists(folder.resolve(FIRST_SCRIPT)));
    }

    /** Copies a project, with the addon where the project expects it. */
    static void copyWithAddon(Path project, Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(project)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copy = folder.resolve(project.relativize(file).toString());
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy);
            }
        }
        Files.createDirectories(folder.resolve("addons"));
        Files.createSymbolicLink(folder.resolve("addons").resolve("phoenix_channels"), addon().orElseThrow());
    }

    /**
     * Starts it.
     *
     * @param folder the project, in which it keeps its settings, too
     */
    static Godot start(Path folder, String... arguments) {
        var command = new ArrayList<>(List.of(program().orElseThrow().toString(), "--path", folder.toString()));
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().put("HOME", folder.toString());
        builder.environment().put("LANG", "en_US.UTF-8");
        try {
            return new Godot(builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until it ends by itself, and returns its {@link #complaints}. */
    String untilItEnds() {
        try {
            assertTrue(process.waitFor(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS), this::output);
            reader.join();
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
        return complaints();
    }

    /** Waits for a line that it prints without a buffer: as an error. Returns the first of those to come that will do. */
    String await(Predicate<String> wanted) {
        long end = System.nanoTime() + Patience.LIMIT.toNanos();
        try {
            for (long left = Patience.LIMIT.toNanos(); left > 0; left = end - System.nanoTime()) {
                String line = lines.poll(left, TimeUnit.NANOSECONDS);
                if (line != null && wanted.test(line)) {
                    return line;
                }
            }
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
        throw new AssertionError(output());
    }

    /** Returns all that it has printed. */
    String output() {
        return String.join("\n", printed);
    }

    /** Returns what it has printed if that tells of an error in a script; else nothing. */
    String complaints() {
        String text = output();
        return text.contains("SCRIPT ERROR") ? text : "";
    }

    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().join();
    }
}
