package dev.wingbeat.app;

import java.io.IOException;
import java.util.logging.Handler;
import java.util.logging.LogManager;
import java.util.logging.Logger;

/**
 * A log manager of java.util.logging that works until the process has ended: the JDK's own takes the handlers away as soon as
 * a shutdown begins, and what a hub logs while it drains is lost. {@code serve} has it without further ado. An application
 * that stops its endpoint in a shutdown hook names it on the command line, {@code
 * -Djava.util.logging.manager=dev.wingbeat.app.LastingLogManager}, calls {@link #last} when it starts, and {@link #flush} at
 * the end of its hook.
 *
 * <p>It is configured from {@code logging.properties} on the class path, if there is one, unless {@code
 * java.util.logging.config.file} or {@code .class} names something else.
 */
public final class LastingLogManager extends LogManager {

    /** The property by which the JVM finds this class. */
    public static final String PROPERTY = "java.util.logging.manager";

    private static final String USER_FILE = "java.util.logging.config.file";
    private static final String USER_CLASS = "java.util.logging.config.class";

    private volatile boolean lasting;

    /** Creates the log manager; called by the JVM. */
    public LastingLogManager() {}

    /** Reads the user's configuration, or else ours. */
    @Override
    public void readConfiguration() throws IOException {
        try (var ours = LastingLogManager.class.getResourceAsStream("/logging.properties")) {
            if (ours == null || System.getProperty(USER_FILE) != null || System.getProperty(USER_CLASS) != null) {
                super.readConfiguration();
            } else {
                readConfiguration(ours);
            }
        }
    }

    /** Resets the configuration; does nothing once {@link #last} was called. */
    @Override
    public void reset() {
        if (!lasting) {
            super.reset();
        }
    }

    /** Waits until what was logged has been written, for a moment at most. Call it before the JVM ends. */
    public static void flush() {
        for (Handler handler : Logger.getLogger("").getHandlers()) {
            handler.flush();
        }
    }

    /**
     * Keeps the handlers until the JVM ends; has them made now, since they are not once a shutdown has begun. Does nothing
     * when another log manager is in charge.
     */
    public static void last() {
        if (LogManager.getLogManager() instanceof LastingLogManager manager) {
            manager.lasting = Logger.getLogger("").getHandlers().length > 0;
        }
    }
}
