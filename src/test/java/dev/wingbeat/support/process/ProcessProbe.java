package dev.wingbeat.support.process;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the operating system can do with a process, and tell of it. */
public record ProcessProbe(long pid) {

    /** Sends a signal, such as {@code KILL}, {@code STOP}, {@code CONT} or {@code TERM}. */
    public void signal(String name) {
        try {
            var kill = new ProcessBuilder("kill", "-" + name, Long.toString(pid)).start();
            assertEquals(0, kill.waitFor(), () -> "kill -" + name + ' ' + pid);
        } catch (IOException | InterruptedException e) {
            throw new AssertionError("kill -" + name + ' ' + pid, e);
        }
    }

    /** Returns how many bytes of memory the process holds. */
    public long residentBytes() {
        try (var lines = Files.lines(Path.of("/proc", Long.toString(pid), "status"))) {
            String line =
                    lines.filter(each -> each.startsWith("VmRSS:")).findFirst().orElseThrow();
            return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
