package dev.wingbeat.bench;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.UnixOperatingSystemMXBean;
import dev.wingbeat.load.LoadException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads the processor time and memory of the load generator and of the server's processes on this machine. */
final class Meters {

    private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s+(\\d+) kB");
    private static final Pattern IDLE = Pattern.compile("cpu +\\d+ \\d+ \\d+ (\\d+) (\\d+) ");
    private static final double TICKS = 100; // of Linux, in /proc/stat

    private final List<Long> threads;
    private final List<Long> serverPids;

    /**
     * Makes meters for the threads of loops, by their ids, and the processes of the server with all their children.
     *
     * @throws LoadException when there is no such process
     */
    Meters(List<Long> threads, List<Long> serverPids) {
        this.threads = threads;
        this.serverPids = serverPids;
        serverPids.forEach(pid -> {
            if (ProcessHandle.of(pid).isEmpty()) {
                throw new LoadException("--server-pid: " + pid + " (expected: a process that runs)");
            }
        });
    }

    /** Returns how many files this process may open, and how many it has open; 0 when unknown. */
    static long[] files() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                ? new long[] {unix.getMaxFileDescriptorCount(), unix.getOpenFileDescriptorCount()}
                : new long[] {0, 0};
    }

    MeterReading read() {
        var bean = ManagementFactory.getThreadMXBean();
        var loops = threads.stream().map(id -> bean.getThreadCpuTime(id) / 1e9).toList();
        double process = ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
                ? system.getProcessCpuTime() / 1e9
                : 0;
        double pauses = ManagementFactory.getGarbageCollectorMXBeans().stream()
                        .mapToLong(collector -> collector.getCollectionTime())
                        .sum()
                / 1e3;
        double server = servers()
                        .mapToLong(handle -> handle.info()
                                .totalCpuDuration()
                                .orElse(Duration.ZERO)
                                .toNanos())
                        .sum()
                / 1e9;
        long bytes = servers().mapToLong(handle -> resident(handle.pid())).sum();
        return new MeterReading(System.nanoTime(), loops, process, pauses, server, bytes, idle());
    }

    private Stream<ProcessHandle> servers() {
        return serverPids.stream()
                .flatMap(pid -> ProcessHandle.of(pid).stream())
                .flatMap(handle -> Stream.concat(Stream.of(handle), handle.descendants()))
                .distinct();
    }

    private static long resident(long pid) {
        Matcher found = RESIDENT.matcher(text(Path.of("/proc", String.valueOf(pid), "status")));
        return found.find() ? Long.parseLong(found.group(1)) * 1024 : 0;
    }

    private static double idle() {
        Matcher found = IDLE.matcher(text(Path.of("/proc/stat")));
        return found.lookingAt() ? (Long.parseLong(found.group(1)) + Long.parseLong(found.group(2))) / TICKS : -1;
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return ""; // another system, or the process has ended
        }
    }
}
