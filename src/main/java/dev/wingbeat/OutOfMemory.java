package dev.wingbeat;

import static java.lang.System.Logger.Level.ERROR;

import dev.wingbeat.protocol.RateLimitedLog;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of a node that is out of memory. The JVM ends for the heap when it is told to, but knows nothing of Netty's
 * direct memory: there the node ends itself, in the same case, and always when it was started by {@code serve}. The node of
 * an embedder only says so.
 */
final class OutOfMemory {

    /** The exit status of a node that was out of memory, as with {@code -XX:+ExitOnOutOfMemoryError}. */
    static final int STATUS = 3;

    /** Set by {@code serve}: the process is the node's own. */
    static final String ENDS = "wingbeat.endOutOfMemory";

    private static final System.Logger LOGGER = System.getLogger(OutOfMemory.class.getName());
    private static final RateLimitedLog SAID = new RateLimitedLog(LOGGER, ERROR);

    private OutOfMemory() {}

    /** Takes what an event loop has failed with; does nothing unless that was for want of memory. */
    static void check(Throwable failure) {
        OutOfMemoryError error = in(failure);
        if (error == null) {
            return;
        }
        boolean ends = Boolean.getBoolean(ENDS)
                || DirectMemoryLimit.vmOption("ExitOnOutOfMemoryError").equals("true");
        SAID.log(() -> "out of memory" + (ends ? ", ending: " : ": ") + error.getMessage());
        if (ends) {
            LastingLogManager.flush();
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
}
