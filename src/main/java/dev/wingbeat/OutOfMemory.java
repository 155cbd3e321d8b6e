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

    private static final System.Logger LOGGER = System.getLogger(OutOfMemory.class.getName());
    private static final RateLimitedLog SAID = new RateLimitedLog(LOGGER, ERROR);

    private static final Runtime RUNTIME = Runtime.getRuntime();

    private OutOfMemory() {}

    /** Ends the process for want of memory also when a thread has it that is nobody's: the process is the node's own. */
    private record End(Thread.@Nullable UncaughtExceptionHandler before) implements Thread.UncaughtExceptionHandler {

        @Override
        public void uncaughtException(Thread thread, Throwable failure) {
            check(failure);
            if (before == null) {
                LOGGER.log(ERROR, "thread " + thread.getName() + " ended by an exception", failure);
            } else {
                before.uncaughtException(thread, failure);
            }
        }
    }

    /**
     * Ends the process from now on, when it is out of memory. What this takes is linked at once: linking allocates, which would fail
     * likewise then.
     */
    public static void endsProcess() {
        var unused = in(new IllegalStateException(new OutOfMemoryError()));
        Thread.setDefaultUncaughtExceptionHandler(new End(Thread.getDefaultUncaughtExceptionHandler()));
        if (!ends()) {
            throw new IllegalStateException("the handler of what nobody catches was not set");
        }
    }

    private static boolean ends() {
        return Thread.getDefaultUncaughtExceptionHandler() instanceof End;
    }

    /** Checks what an event loop has failed with; does nothing unless that was for want of memory. */
    public static void check(Throwable failure) {
        OutOfMemoryError error = in(failure);
        if (error == null) {
            return;
        }
        try {
            boolean ending = ends() || vmOption("ExitOnOutOfMemoryError").equals("true");
            SAID.log(() -> "out of memory" + (ending ? ", ending: " : ": ") + error.getMessage());
            if (ending) {
                flushLog();
                RUNTIME.halt(STATUS);
            }
        } finally { // saying so may fail for the same reason
            if (ends()) {
                RUNTIME.halt(STATUS);
            }
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
