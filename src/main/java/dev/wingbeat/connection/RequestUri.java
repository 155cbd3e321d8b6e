package dev.wingbeat.connection;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import org.jspecify.annotations.Nullable;

/** Tells scheme, host and port of a request by its connection and its {@code Host} header. */
final class RequestUri {

    private RequestUri() {}

    static ConnectInfo.Uri of(HttpServerRequest request) {
        String scheme = request.isSSL() ? "https" : "http";
        HostAndPort authority = request.authority(); // null when the header is absent or malformed
        String host = authority == null ? "" : withoutBrackets(authority.host());
        int port = authority == null || authority.port() < 0 ? defaultPort(scheme) : authority.port();
        String path = request.path();
        return new ConnectInfo.Uri(scheme, host, port, path == null ? "" : path, request.query());
    }

    /** Returns the port that a scheme stands for, -1 for other schemes and none. */
    static int defaultPort(@Nullable String scheme) {
        return switch (scheme == null ? "" : scheme) {
            case "http", "ws" -> 80;
            case "https", "wss" -> 443;
            default -> -1;
        };
    }

    private static String withoutBrackets(String host) {
        return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
    }
}
