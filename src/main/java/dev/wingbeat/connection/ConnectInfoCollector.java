package dev.wingbeat.connection;

import dev.wingbeat.connection.ConnectInfo.Header;
import dev.wingbeat.connection.ConnectInfo.Peer;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.HttpServerRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.cert.Certificate;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * Collects what a mount tells its user socket about a request; nothing that is not listed.
 *
 * <p>Internal seam.
 *
 * @param transport {@code websocket} or {@code longpoll}
 * @param keys what is listed
 * @param session where the session comes from, null without one
 */
public record ConnectInfoCollector(
        String transport,
        Set<ConnectInfoKey> keys,
        @Nullable Session session) {

    /**
     * The way to the application's session.
     *
     * @param reader reads the session out of the cookies
     * @param csrfKey the session key that holds the token
     * @param checkCsrf whether the token is demanded at all
     */
    record Session(SessionReader reader, String csrfKey, boolean checkCsrf) {}

    private static final String CSRF_PARAMETER = "_csrf_token";

    /** The bytes that a text, and an entry of a map, takes beside its characters. */
    private static final int ENTRY = 48;

    private static final Set<String> TRACE_CONTEXT = Set.of("traceparent", "tracestate");

    /** Makes the collector of a mount. */
    public static ConnectInfoCollector of(String transport, AdmissionOptions<?> options) {
        return new ConnectInfoCollector(transport, options.connectInfo(), options.sessionRead());
    }

    /** Returns about how many bytes of the heap that takes which a client has determined. */
    public static long size(ConnectInfo info) {
        return size((Object) info.params())
                + size(info.xHeaders())
                + size(info.traceContextHeaders())
                + size(info.secWebSocketHeaders())
                + size(info.userAgent())
                + size(info.authToken());
    }

    private static long size(@Nullable Object value) {
        return switch (value) {
            case String text -> ENTRY + text.length();
            case Header header ->
                2 * ENTRY + header.name().length() + header.value().length();
            case Map<?, ?> map -> {
                long sum = 0;
                for (var entry : map.entrySet()) {
                    sum += ENTRY + size(entry.getKey()) + size(entry.getValue());
                }
                yield sum;
            }
            case List<?> list ->
                list.stream().mapToLong(ConnectInfoCollector::size).sum();
            case null, default -> 0;
        };
    }

    /** Collects what is listed. */
    public ConnectInfo collect(HttpServerRequest request, Map<String, Object> params, @Nullable String authToken) {
        return new ConnectInfo(
                transport,
                params,
                keys.contains(ConnectInfoKey.PEER_DATA) ? peer(request) : null,
                headers(request, ConnectInfoKey.X_HEADERS, name -> name.startsWith("x-")),
                headers(request, ConnectInfoKey.TRACE_CONTEXT_HEADERS, TRACE_CONTEXT::contains),
                headers(request, ConnectInfoKey.SEC_WEBSOCKET_HEADERS, name -> name.startsWith("sec-websocket-")),
                keys.contains(ConnectInfoKey.USER_AGENT) ? request.getHeader("user-agent") : null,
                keys.contains(ConnectInfoKey.URI) ? ConnectInfo.Uri.of(request) : null,
                session == null ? null : session(session, request, params),
                authToken);
    }

    private List<Header> headers(HttpServerRequest request, ConnectInfoKey key, Predicate<String> wanted) {
        if (!keys.contains(key)) {
            return List.of();
        }
        return request.headers().entries().stream()
                .map(entry -> new Header(entry.getKey().toLowerCase(Locale.ROOT), entry.getValue()))
                .filter(header -> wanted.test(header.name()))
                .toList();
    }

    private static Peer peer(HttpServerRequest request) {
        return new Peer(request.remoteAddress(), certificates(request.sslSession()));
    }

    private static List<Certificate> certificates(@Nullable SSLSession tls) {
        if (tls == null) {
            return List.of();
        }
        try {
            return Arrays.asList(tls.getPeerCertificates());
        } catch (SSLPeerUnverifiedException e) {
            return List.of(); // the client gave none
        }
    }

    private static @Nullable Map<String, Object> session(
            Session session, HttpServerRequest request, Map<String, Object> params) {
        var cookies = new HashMap<String, String>();
        for (Cookie cookie : request.cookies()) {
            cookies.putIfAbsent(cookie.getName(), cookie.getValue());
        }
        Map<String, Object> read = session.reader().read(cookies);
        boolean trusted = read != null
                && (!session.checkCsrf() || sameToken(read.get(session.csrfKey()), params.get(CSRF_PARAMETER)));
        return trusted ? read : null;
    }

    private static boolean sameToken(@Nullable Object expected, @Nullable Object given) {
        return expected instanceof String a
                && given instanceof String b
                && !a.isEmpty()
                && MessageDigest.isEqual(a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
    }
}
