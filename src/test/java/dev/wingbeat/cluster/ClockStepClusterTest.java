package dev.wingbeat.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.wingbeat.support.process.NodeProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Three nodes, of which one has a system clock of its own, by libfaketime; the time since the machine was started is the same. */
@Tag("destructive")
@Timeout(240)
class ClockStepClusterTest {

    private static final Duration SOON = Duration.ofSeconds(10);

    /** With the wall clock, the node whose clock is set is thrown out within 9 s. */
    private static final Duration WATCHED = Duration.ofSeconds(12);

    private static final Duration FORWARD = Duration.ofSeconds(8);
    private static final Duration BACK = Duration.ofSeconds(-20);

    @TempDir
    Path folder;

    @Test
    void clockThatIsSetThrowsNobodyOut() throws IOException {
        Optional<Path> library = library();
        assumeTrue(library.isPresent(), "no libfaketime");
        Path clock = Files.writeString(folder.resolve("clock"), "+0");
        var prefix = List.of(
                "env",
                "LD_PRELOAD=" + library.orElseThrow(),
                "FAKETIME_TIMESTAMP_FILE=" + clock,
                "FAKETIME_CACHE_DURATION=1",
                "FAKETIME_DONT_FAKE_MONOTONIC=1");
        try (var nodes = NodeProcesses.start("clock", prefix);
                var mesh = new Mesh(nodes.addresses(0, 1, 2))) {
            mesh.requireComplete(SOON);
            for (Duration step : List.of(FORWARD, BACK)) {
                set(clock, step, nodes.node(2));
                long end = System.nanoTime() + WATCHED.toNanos();
                while (System.nanoTime() - end < 0) {
                    mesh.requireComplete(SOON);
                    for (NodeProcess node : nodes.all()) {
                        assertEquals("3", node.ask("members", 10));
                    }
                }
            }
        }
    }

    private static Optional<Path> library() throws IOException {
        try (Stream<Path> folders = Files.list(Path.of("/usr/lib"))) {
            return folders.map(known -> known.resolve("faketime").resolve("libfaketimeMT.so.1"))
                    .filter(Files::exists)
                    .findFirst();
        }
    }

    private static void set(Path clock, Duration step, NodeProcess node) throws IOException {
        Path next = Files.writeString(clock.resolveSibling("next"), "%+d".formatted(step.toSeconds()));
        Files.move(next, clock, StandardCopyOption.ATOMIC_MOVE);
        long end = System.nanoTime() + SOON.toNanos();
        long off;
        do {
            off = Long.parseLong(node.ask("clock", 10)) - System.currentTimeMillis();
        } while (Math.abs(off - step.toMillis()) > 2_000 && System.nanoTime() - end < 0);
        long found = off;
        assertTrue(Math.abs(off - step.toMillis()) <= 2_000, () -> "clock off by " + found + " ms");
    }
}
