package dev.wingbeat.connection;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import io.vertx.core.net.SocketAddress;
import java.security.cert.Certificate;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The facts about a client that wants to connect: its parameters always, the rest only when the mount asks for it.
 *
 * @param transport {@code websocket}, {@code longpoll} or {@code eventstream}
 * @param params the query and path parameters: strings, lists and maps of them, {@code vsn} included
 * @param peer the client's address, null unless asked for
 * @param xHeaders the request headers whose name begins with {@code x-}, in order
 * @param traceContextHeaders {@code traceparent} and {@code tracestate}
 * @param secWebSocketHeaders the request headers whose name begins with {@code sec-websocket-}
 * @param userAgent the {@code user-agent} header
 * @param uri the parts of the request's URI, null unless asked for
 * @param session the application's session, null without a valid CSRF token
 * @param authToken the token offered beside the subprotocols or, on long-poll, in {@code x-phoenix-authtoken}
 */
public record ConnectInfo(
        String transport,
        Map<String, Object> params,
        @Nullable Peer peer,
        List<Header> xHeaders,
        List<Header> traceContextHeaders,
        List<Header> secWebSocketHeaders,
        @Nullable String userAgent,
        @Nullable Uri uri,
        @Nullable Map<String, Object> session,
        @Nullable String authToken) {

    /** Copies the collections. */
    public ConnectInfo {
        params = Map.copyOf(params);
        xHeaders = List.copyOf(xHeaders);
        traceContextHeaders = List.copyOf(traceContextHeaders);
        secWebSocketHeaders = List.copyOf(secWebSocketHeaders);
        session = session == null ? null : Map.copyOf(session);
    }

    /** Makes the information of a client that gave parameters and nothing else. */
    public static ConnectInfo of(String transport, Map<String, Object> params) {
        return new ConnectInfo(transport, params, null, List.of(), List.of(), List.of(), null, null, null, null);
    }

    /** Returns a parameter's value, null when it is absent or not a plain string. */
    public @Nullable String param(String name) {
        return params.get(name) instanceof String value ? value : null;
    }

    /** Returns a parameter's value, or {@code otherwise} when it is absent or not a plain string. */
    public String param(String name, String otherwise) {
        return params.get(name) instanceof String value ? value : otherwise;
    }

    /** A request header. */
    public record Header(String name, String value) {}

    /** The other end of the TCP connection; certificates are those of a TLS client, else none. */
    public record Peer(SocketAddress address, List<Certificate> certificates) {
        /** Copies the list. */
        public Peer {
            certificates = List.copyOf(certificates);
        }
    }

    /** The parts of a request's URI. */
    public record Uri(
            String scheme,
            String host,
            int port,
            String path,
            @Nullable String query) {

        /** Returns those of a request, by its connection and its {@code Host} header. */
        static Uri of(HttpServerRequest request) {
            String scheme = request.isSSL() ? "https" : "http";
            HostAndPort authority = request.authority(); // null when the header is absent or malformed
            String host = authority == null ? "" : withoutBrackets(authority.host());
            int port = authority == null || authority.port() < 0 ? defaultPort(scheme) : authority.port();
            String path = request.path();
            return new Uri(scheme, host, port, path == null ? "" : path, request.query());
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
}
