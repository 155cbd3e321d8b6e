package dev.wingbeat.cluster;

import java.net.BindException;
import java.util.Locale;
import java.util.Objects;

/** Explains a failed bind: which port was meant, and which setting chooses another one. */
final class PortInUse {

    private static final String ALL_IN_USE = "ServerSocket bind has failed";

    private PortInUse() {}

    /** Returns a cause that names the port, or the given one when it is about something else. */
    static Throwable withReason(Throwable cause, ClusterOptions config) {
        for (Throwable each = cause; each != null; each = each.getCause()) {
            String text = Objects.requireNonNullElse(each.getMessage(), "");
            if (text.startsWith(ALL_IN_USE)) {
                return failure(
                        "cluster-port: " + config.port(), "it, or one of the next, to be free" + on(config), cause);
            }
            if (text.toLowerCase(Locale.ROOT).contains("address already in use")) {
                return failure("cluster-bus-port: " + config.busPort(), "a free port" + on(config), cause);
            }
        }
        return cause;
    }

    private static String on(ClusterOptions config) {
        return config.host() == null ? "" : " on " + config.host();
    }

    private static BindException failure(String found, String expected, Throwable cause) {
        var failure = new BindException(found + " is in use (expected: " + expected + ")");
        failure.initCause(cause);
        return failure;
    }
}
