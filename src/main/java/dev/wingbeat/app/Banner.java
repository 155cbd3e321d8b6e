package dev.wingbeat.app;

import dev.wingbeat.Endpoint;
import dev.wingbeat.Version;
import dev.wingbeat.cluster.ClusterOptions;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The message of a started hub to the people who started it.
 */
final class Banner {

    private Banner() {}

    static String of(WingbeatConfig config, Application application, Duration startTime) {
        String address = nameFor(config.endpoint().host()) + ":"
                + application.builtEndpoint().port();
        return """
                Wingbeat %s on Java %d, ready in %.2f s

                %s%s%s
                %s
                Ctrl-C stops it; connections are closed in order.
                """.formatted(
                        Version.text(),
                        Runtime.version().feature(),
                        startTime.toMillis() / 1_000.0,
                        application.hasPage() ? "  http://" + address + "/    a page to try it with\n" : "",
                        application.socketPaths().stream()
                                .findFirst()
                                .map(path -> "  ws://" + address + path + "    for Phoenix clients\n")
                                .orElse(""),
                        console(config, application),
                        application.routes());
    }

    private static String console(WingbeatConfig config, Application application) {
        if (config.consoleKey() == null) {
            return "";
        }
        String own = config.endpoint().managementHost();
        return "  http://" + nameFor(own == null ? config.endpoint().host() : own) + ":"
                + application.builtEndpoint().managementPort() + "/console/"
                + config.consoleFragment() + "    the console\n";
    }

    private static String nameFor(String host) {
        return switch (host) {
            case "::", "0.0.0.0" -> "localhost";
            default -> bracketed(host);
        };
    }

    /** Returns a node's name for people to read: where it is reached. */
    static String nameOf(WingbeatConfig config, @Nullable Endpoint built) {
        ClusterOptions cluster = config.cluster();
        String host = cluster.publicHost() != null ? cluster.publicHost() : cluster.host();
        int port = built == null ? config.endpoint().port() : built.port();
        return "hub@" + bracketed(host == null ? config.endpoint().urlHost() : host) + ":" + port;
    }

    /** Returns a host as it may stand before a port. */
    static String bracketed(String host) {
        return host.contains(":") ? "[" + host + "]" : host;
    }
}
