package dev.wingbeat.cluster;

import java.util.List;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;

/**
 * Keeps Hazelcast's log short: {@link Cluster} tells in one line who joins and leaves, Hazelcast would tell it in fifty, below
 * a banner. Hazelcast logs by java.util.logging unless {@code hazelcast.logging.type} says otherwise; whoever has configured
 * one of its loggers there, with whatever level, gets what they asked for.
 */
final class HazelcastLog {

    /** Held here: java.util.logging forgets the level of a logger that nobody holds. */
    private static final Logger ALL = Logger.getLogger("com.hazelcast");

    /** They tell, with stack traces, that a member has gone. */
    private static final List<Logger> OF_LOST_MEMBERS = List.of(
            Logger.getLogger("com.hazelcast.internal.server.tcp.TcpServerConnection"),
            Logger.getLogger("com.hazelcast.spi.impl.operationservice.impl.Invocation"),
            Logger.getLogger("com.hazelcast.spi.impl.operationservice.impl.InvokeOnPartitions"),
            Logger.getLogger("com.hazelcast.spi.impl.operationservice.OperationService"));

    private HazelcastLog() {}

    /** Leaves out what is not a warning, unless somebody wants it. */
    static void shorten() {
        if (isConfigured(ALL)) {
            return;
        }
        ALL.setLevel(Level.WARNING);
        OF_LOST_MEMBERS.stream()
                .filter(logger -> !isConfigured(logger))
                .forEach(logger -> logger.setLevel(Level.SEVERE));
    }

    /** Returns whether code or the configuration has given a level to this very logger. */
    private static boolean isConfigured(Logger logger) {
        return logger.getLevel() != null || LogManager.getLogManager().getProperty(logger.getName() + ".level") != null;
    }
}
