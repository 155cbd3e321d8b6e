package dev.wingbeat;

import static java.lang.System.Logger.Level.ERROR;

import com.sun.management.HotSpotDiagnosticMXBean;
import dev.wingbeat.protocol.RateLimitedLog;
import java.lang.management.ManagementFactory;
import java.util.logging.Handler;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The end of a node that is out of memory, of the heap or of Netty's direct memory, of which the JVM knows nothing. The node ends when
 * it was started by {@code serve}, or when the JVM is told to end for the heap; that of any other embedder only says so.
 *
 * <p>Internal seam.
 */
public final class OutOfMemory {

    /** The exit status of a node that was out of memory, as with {@code -XX:+ExitOnOutOfMemoryError}. */
    static final int STATUS = 3;

    private static final System.Logger LOGGER = System.getLogger(OutOfMemory.class.getName());
    private static final RateLimitedLog SAID = new RateLimitedLog(LOGGER, ERROR);

    /** At hand, since there may be no memory left to link what asks for it. */
    private static final Runtime RUNTIME = Runtime.getRuntime();

    private OutOfMemory() {}

    /** Checks what ends a thread, whoever started it; then does as was done before, or as the JVM would. */
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

    /** Has the process end from now on when it is out of memory, whichever thread notices: the process is the node's own. */
    public static void endsProcess() {
        Thread.setDefaultUncaughtExceptionHandler(new End(Thread.getDefaultUncaughtExceptionHandler()));
        // linked now: linking allocates, which would fail later
        var unused = in(new IllegalStateException(new OutOfMemoryError())) != null && ends();
    }

    private static boolean ends() {
        return Thread.getDefaultUncaughtExceptionHandler() instanceof End
                || vmOption("ExitOnOutOfMemoryError").equals("true");
    }

    /** Checks what something has failed with; does nothing unless that was for want of memory. */
    public static void check(Throwable failure) {
        OutOfMemoryError error = in(failure);
        if (error == null) {
            return;
        }
        boolean ends = ends();
        try {
            SAID.log(() -> "out of memory" + (ends ? ", ending: " : ": ") + error.getMessage());
            if (ends) {
                flushLog();
            }
        } finally { // saying so may fail for the same reason
            if (ends) {
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
