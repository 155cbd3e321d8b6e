package dev.wingbeat.doctor;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.UnixOperatingSystemMXBean;
import dev.wingbeat.DirectMemoryLimit;
import dev.wingbeat.limit.ConnectionLimit;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;

/**
 * The resources that a node has on its machine, or in its container. Internal seam.
 *
 * @param openFiles how many files the process may have open
 * @param memory bytes of all of it
 * @param heap bytes that the heap may have
 * @param direct bytes that Netty may have beside it
 * @param java the version of Java
 * @param missingFlags what the JVM was not started with
 */
public record Machine(long openFiles, long memory, long heap, long direct, int java, List<String> missingFlags) {

    private static final String FILES = "open files";
    private static final String MEMORY = "memory";
    private static final String JVM = "jvm";

    /** A process with fewer is a mistake rather than a choice: most systems give more, and the JVM takes what it may. */
    private static final long MIN_FILES = 4096;

    /** The memory that is left for code, classes, threads and the collector in the smallest pod of the table in operations.md. */
    private static final long MIN_REST = 128L << 20;

    /**
     * Returns what this process has, which is what a hub has that is started in the same way.
     *
     * @param missingFlags what the JVM was not started with
     */
    public static Machine here(List<String> missingFlags) {
        var system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        return new Machine(
                system instanceof UnixOperatingSystemMXBean unix ? unix.getMaxFileDescriptorCount() : Integer.MAX_VALUE,
                system.getTotalMemorySize(),
                Runtime.getRuntime().maxMemory(),
                DirectMemoryLimit.bytes(),
                Runtime.version().feature(),
                missingFlags);
    }

    List<Finding> check(int maxConnections) {
        var findings = new ArrayList<Finding>();
        findings.add(checkFiles(maxConnections));
        findings.add(checkMemory());
        findings.add(checkJvm());
        return findings;
    }

    private Finding checkFiles(int maxConnections) {
        int allowed = ConnectionLimit.ofOpenFiles(openFiles);
        String text = openFiles + ", of which clients may use " + allowed + "; max-connections is " + maxConnections;
        if (maxConnections > allowed) {
            return Finding.fail(
                    FILES,
                    text + " (expected: at most " + allowed + ")",
                    "raise the limit (ulimit -n, LimitNOFILE of systemd), or set --max-connections auto");
        }
        if (openFiles < MIN_FILES) {
            return Finding.warn(
                    FILES,
                    text + " (expected: at least " + MIN_FILES + " files)",
                    "raise the limit: ulimit -n, LimitNOFILE of systemd");
        }
        return Finding.ok(FILES, text);
    }

    private Finding checkMemory() {
        long rest = memory - heap - direct;
        String text = mib(memory) + " MiB: heap up to " + mib(heap) + ", direct memory up to " + mib(direct)
                + ", the rest " + mib(rest);
        if (rest >= MIN_REST) {
            return Finding.ok(MEMORY, text);
        }
        String found = text + " (expected: at least " + mib(MIN_REST) + " for code, threads and the collector)";
        String remedy = "give it at least 384 MiB, and half of that to the heap (-XX:MaxRAMPercentage=50)";
        return rest < 0 ? Finding.fail(MEMORY, found, remedy) : Finding.warn(MEMORY, found, remedy);
    }

    private Finding checkJvm() {
        return missingFlags.isEmpty()
                ? Finding.ok(JVM, "Java " + java + ", with all flags of wingbeat.args")
                : Finding.warn(
                        JVM,
                        "Java " + java + ", without " + missingFlags.size() + " flags of wingbeat.args: "
                                + String.join(" ", missingFlags),
                        "start it by java @wingbeat.args, a file that the command jvm-flags prints");
    }

    private static long mib(long bytes) {
        return bytes >> 20;
    }
}
