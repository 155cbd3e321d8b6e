package dev.wingbeat.conformance;

import java.util.List;

/** Serves the channels that the protocol's test vectors name. */
final class ConformanceServer {

    private ConformanceServer() {}

    public static void main(String[] arguments) {
        var logger = System.getLogger(ConformanceServer.class.getName());
        logger.log(System.Logger.Level.INFO, () -> "conformance " + List.of(arguments));
    }
}
