package dev.wingbeat;

import static java.lang.System.Logger.Level.ERROR;

import com.sun.management.HotSpotDiagnosticMXBean;
import dev.wingbeat.protocol.RateLimitedLog;
import java.lang.management.ManagementFactory;
import java.util.logging.Handler;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The end of a node that is out of memory. The JVM ends for the heap when it is told to, but knows nothing of Netty's
 * direct memory: there the node ends itself, in the same case, and always when it was started by {@code serve}. The node of
 * an embedder only says so.
 *
 * <p>Internal seam.
 */
public final class OutOfMemory {

    /** The exit status of a node that was out of memory, as with {@code -XX:+ExitOnOutOfMemoryError}. */
    static final int STATUS = 3;

    /** Set by {@code serve}: the process is the node's own. */
    public static final String ENDS = "wingbeat.endOutOfMemory";

    private static final System.Logger LOGGER = System.getLogger(OutOfMemory.class.getName());
    private static final RateLimitedLog SAID = new RateLimitedLog(LOGGER, ERROR);

    private OutOfMemory() {}

    /** Checks what an event loop has failed with; does nothing unless that was for want of memory. */
    public static void check(Throwable failure) {
        OutOfMemoryError error = in(failure);
        if (error == null) {
            return;
        }
        boolean ends =
                Boolean.getBoolean(ENDS) || vmOption("ExitOnOutOfMemoryError").equals("true");
        SAID.log(() -> "out of memory" + (ends ? ", ending: " : ": ") + error.getMessage());
        if (ends) {
            flushLog();
            Runtime.getRuntime().halt(STATUS);
        }
    }

    private static @Nullable OutOfMemoryError in(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof OutOfMemoryError error) {
                return error;
            }
        }
        return null;
    }

    /** Returns the value of a flag of the JVM. */
    public static String vmOption(String name) {
        return ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
                .getVMOption(name)
                .getValue();
    }

    private static void flushLog() {
        for (Handler handler : Logger.getLogger("").getHandlers()) {
            handler.flush();
        }
    }
}
