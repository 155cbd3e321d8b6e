package dev.wingbeat;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/**
 * The limit of the direct memory that {@code serve} uses. Left alone, the JVM allows as much of it as of heap, and a container
 * whose heap is half of its limit is killed before either is full. Internal seam.
 */
public final class DirectMemoryLimit {

    /** Netty counts its own direct memory against this; it is read once, before the first buffer. */
    private static final String NETTY = "io.netty.maxDirectMemory";

    private DirectMemoryLimit() {}

    /** Sets the limit for this process, unless the user has set one. To be called before Netty is used. */
    public static void apply() {
        if (given() == 0) {
            System.setProperty(NETTY, Long.toString(bytes()));
        }
    }

    /** Returns how much this process may take, or would. */
    public static long bytes() {
        var system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        return given() > 0
                ? given()
                : of(system.getTotalMemorySize(), Runtime.getRuntime().maxMemory());
    }

    /** Returns what the user has set, 0 for nothing. */
    private static long given() {
        String property = System.getProperty(NETTY);
        String bytes = property == null ? OutOfMemory.vmOption("MaxDirectMemorySize") : property;
        return Long.parseLong(bytes);
    }

    /**
     * Returns a third of what the heap leaves, at most as much as the heap; the rest is for code, classes, threads and the
     * collector.
     *
     * @param memory bytes of the container, or of the machine
     * @param heap bytes that the heap may have
     */
    static long of(long memory, long heap) {
        return Math.clamp((memory - heap) / 3, 1, heap);
    }
}
