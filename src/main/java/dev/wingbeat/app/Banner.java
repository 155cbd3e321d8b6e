package dev.wingbeat.app;

import dev.wingbeat.RouteTable;
import java.time.Duration;

/**
 * What a started hub says to the people who started it. Internal seam between the commands and what runs them.
 */
public final class Banner {

    private Banner() {}

    static String of(WingbeatConfig config, int port, RouteTable routes, Duration startTime) {
        String address = nameFor(config.endpoint().host()) + ":" + port;
        return """
                Wingbeat %s on Java %d, ready in %.2f s

                  http://%s/    a page to try it with
                  ws://%s%s    for Phoenix clients

                %s
                Ctrl-C stops it; connections are closed in order.
                """.formatted(
                        Version.text(),
                        Runtime.version().feature(),
                        startTime.toMillis() / 1_000.0,
                        address,
                        address,
                        config.socketPath(),
                        routes);
    }

    private static String nameFor(String host) {
        return switch (host) {
            case "::", "0.0.0.0" -> "localhost";
            default -> bracketed(host);
        };
    }

    /** Returns a host as it may stand before a port. */
    public static String bracketed(String host) {
        return host.contains(":") ? "[" + host + "]" : host;
    }
}
