package dev.wingbeat.limit;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.OperatingSystemMXBean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * The limit of the TCP connections that clients may have with a node, the number that they have, and the limits of each
 * address. Internal seam between limit, transport and the root; may be used from any thread.
 */
public final class ConnectionLimit {

    /** The least that is left for operators, other nodes, and the files of the JVM. */
    private static final long RESERVE = 256;

    private final int max;
    private final AddressLimit addresses;
    private final AtomicInteger open = new AtomicInteger();
    private final LongAdder refused = new LongAdder();
    private final LongAdder acceptErrors = new LongAdder();

    /** Makes one that lets so many in, whatever their addresses. */
    public ConnectionLimit(int max) {
        this(max, AddressLimit.unlimited());
    }

    private ConnectionLimit(int max, AddressLimit addresses) {
        this.max = max;
        this.addresses = addresses;
    }

    /** Makes one that lets in whom a configuration does. */
    public static ConnectionLimit of(ConnectionLimitConfig config) {
        return new ConnectionLimit(config.max(), new AddressLimit(config.maxPerAddress(), config.trustedProxies()));
    }

    /** Returns how many connections the limit of open files allows, less a reserve of a tenth, at least 256. */
    public static int ofOpenFiles() {
        OperatingSystemMXBean system = ManagementFactory.getOperatingSystemMXBean();
        return system instanceof UnixOperatingSystemMXBean unix
                ? ofOpenFiles(unix.getMaxFileDescriptorCount())
                : Integer.MAX_VALUE;
    }

    /** Returns how many connections such a limit of open files allows. */
    public static int ofOpenFiles(long files) {
        return (int) Math.clamp(files - Math.max(RESERVE, files / 10), RESERVE / 4, Integer.MAX_VALUE);
    }

    /** Returns how many there may be. */
    public int max() {
        return max;
    }

    /** Returns what each address may have. */
    public AddressLimit addresses() {
        return addresses;
    }

    /** Lets a connection in, or counts it as refused. Who is let in calls {@link #leave} once. */
    public boolean enter() {
        if (open.incrementAndGet() <= max) {
            return true;
        }
        open.decrementAndGet();
        refused.increment();
        return false;
    }

    /** Counts the end of a connection that was let in. */
    public void leave() {
        open.decrementAndGet();
    }

    /** Counts a connection that could not be accepted, as when the process may open no more files. */
    public void acceptFailed() {
        acceptErrors.increment();
    }

    /** Returns how many there are. */
    public int open() {
        return open.get();
    }

    /** Returns how many were refused because of all the others; those of {@link #addresses} do not count. */
    public long refused() {
        return refused.sum();
    }

    /** Returns how often accepting has failed. */
    public long acceptErrors() {
        return acceptErrors.sum();
    }
}
