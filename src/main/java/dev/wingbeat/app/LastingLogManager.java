package dev.wingbeat.app;

import java.io.IOException;
import java.util.logging.Handler;
import java.util.logging.LogManager;
import java.util.logging.Logger;

/**
 * Configures logging from {@code logging.properties} on the class path, unless the user names a file, and keeps it while the
 * hub stops: the JVM takes the handlers away as soon as a shutdown begins. Public for the JVM, which makes the instance.
 */
public final class LastingLogManager extends LogManager {

    /** The property by which the JVM finds this class. */
    public static final String PROPERTY = "java.util.logging.manager";

    private static final String USER_FILE = "java.util.logging.config.file";
    private static final String USER_CLASS = "java.util.logging.config.class";

    private volatile boolean lasting;

    /** Made by the JVM. */
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

    /** Does nothing any more once {@link #last} was called. */
    @Override
    public void reset() {
        if (!lasting) {
            super.reset();
        }
    }

    /** Waits a moment until what was logged has been written: to be called before the JVM ends. */
    public static void flush() {
        for (Handler handler : Logger.getLogger("").getHandlers()) {
            handler.flush();
        }
    }

    /** Keeps the handlers until the JVM ends; has them made now, since they are not once a shutdown has begun. */
    static void last() {
        if (LogManager.getLogManager() instanceof LastingLogManager manager) {
            manager.lasting = Logger.getLogger("").getHandlers().length > 0;
        }
    }
}
