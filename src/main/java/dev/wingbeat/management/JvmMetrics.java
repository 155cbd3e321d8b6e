package dev.wingbeat.management;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.UnixOperatingSystemMXBean;
import dev.wingbeat.metrics.Metric;
import dev.wingbeat.metrics.Metric.Distribution;
import dev.wingbeat.metrics.Metric.Kind;
import dev.wingbeat.metrics.Metric.Sample;
import dev.wingbeat.metrics.Metric.Value;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

/** The figures of the JVM and the system about this process, under the names that Prometheus's own clients have for it. */
final class JvmMetrics {

    private static final Path STATUS = Path.of("/proc/self/status");
    private static final double NANOS = 1e9;
    private static final double MILLIS = 1e3;

    private final List<Metric> metrics = new ArrayList<>();

    private JvmMetrics() {}

    /** Asks for all of it. */
    static List<Metric> snapshot() {
        var asked = new JvmMetrics();
        asked.memory();
        asked.collectors();
        asked.threads();
        asked.process();
        return asked.metrics;
    }

    private void memory() {
        var memory = ManagementFactory.getMemoryMXBean();
        var areas = Map.of("heap", memory.getHeapMemoryUsage(), "nonheap", memory.getNonHeapMemoryUsage());
        areas("jvm_memory_used_bytes", "Memory of the JVM that is used.", areas, MemoryUsage::getUsed);
        areas("jvm_memory_committed_bytes", "Memory that the JVM has.", areas, MemoryUsage::getCommitted);
        areas("jvm_memory_max_bytes", "Memory that the JVM may have; -1 without a limit.", areas, MemoryUsage::getMax);
        var pools = ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class);
        metrics.add(new Metric(
                "jvm_buffer_pool_used_bytes",
                Kind.GAUGE,
                "Memory of the JVM's own buffers; Netty's are not among them.",
                pools.stream()
                        .<Sample>map(pool -> new Value(Map.of("pool", pool.getName()), pool.getMemoryUsed()))
                        .toList()));
    }

    private void areas(String name, String help, Map<String, MemoryUsage> areas, ToLongFunction<MemoryUsage> figure) {
        var samples = List.<Sample>of(
                new Value(Map.of("area", "heap"), figure.applyAsLong(areas.get("heap"))),
                new Value(Map.of("area", "nonheap"), figure.applyAsLong(areas.get("nonheap"))));
        metrics.add(new Metric(name, Kind.GAUGE, help, samples));
    }

    private void collectors() {
        var samples = new ArrayList<Sample>();
        for (var collector : ManagementFactory.getGarbageCollectorMXBeans()) {
            samples.add(new Distribution(
                    Map.of("gc", collector.getName()),
                    List.of(),
                    List.of(collector.getCollectionCount()),
                    collector.getCollectionTime() / MILLIS));
        }
        metrics.add(new Metric("jvm_gc_collection_seconds", Kind.SUMMARY, "Garbage collections.", samples));
    }

    private void threads() {
        var threads = ManagementFactory.getThreadMXBean();
        gauge("jvm_threads_current", "Threads, virtual ones apart.", threads.getThreadCount());
        gauge("jvm_threads_peak", "Most threads there were at once.", threads.getPeakThreadCount());
        gauge(
                "jvm_classes_currently_loaded",
                "Classes that are loaded.",
                ManagementFactory.getClassLoadingMXBean().getLoadedClassCount());
    }

    private void process() {
        var system = ManagementFactory.getOperatingSystemMXBean();
        if (system instanceof OperatingSystemMXBean own) {
            add("process_cpu_seconds_total", Kind.COUNTER, "Processor time.", own.getProcessCpuTime() / NANOS);
        }
        gauge(
                "process_start_time_seconds",
                "When the process has started, in seconds since 1970.",
                ManagementFactory.getRuntimeMXBean().getStartTime() / MILLIS);
        if (system instanceof UnixOperatingSystemMXBean unix) {
            gauge("process_open_fds", "Open files, sockets among them.", (double) unix.getOpenFileDescriptorCount());
            gauge("process_max_fds", "Files that may be open.", (double) unix.getMaxFileDescriptorCount());
        }
        long resident = resident();
        if (resident > 0) {
            gauge("process_resident_memory_bytes", "Memory that the process has in RAM.", (double) resident);
        }
    }

    /** Reads a file that the kernel makes of what it knows: no disk is asked. 0 where there is no such file. */
    private static long resident() {
        try {
            return Files.readAllLines(STATUS).stream()
                    .filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            return 0;
        }
    }

    private void gauge(String name, String help, double value) {
        add(name, Kind.GAUGE, help, value);
    }

    private void add(String name, Kind kind, String help, double value) {
        metrics.add(new Metric(name, kind, help, List.of(new Value(Map.of(), value))));
    }
}
