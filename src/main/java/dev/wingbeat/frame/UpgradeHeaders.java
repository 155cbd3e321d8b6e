package dev.wingbeat.frame;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Checks what RFC 6455 section 4.2.1 demands of an upgrade request. */
final class UpgradeHeaders {

    private static final Pattern KEY = Pattern.compile("[A-Za-z0-9+/]{21}[AQgw]==");

    private UpgradeHeaders() {}

    /**
     * Returns the text body of the 400 answer, null when the request may be upgraded. The text repeats what the client
     * sent: it must go out as {@code text/plain}. Methods other than GET get an empty body.
     */
    static @Nullable String problem(HttpVersion version, HttpMethod method, MultiMap headers) {
        if (!method.equals(HttpMethod.GET)) {
            return "";
        }
        if (version != HttpVersion.HTTP_1_1) {
            return "HTTP version " + version.alpnName() + " unsupported";
        }
        if (!headers.contains("host")) {
            return absent("host");
        }
        if (!contains(headers, "connection", "upgrade")) {
            return "'connection' header must contain 'upgrade', got " + values(headers, "connection");
        }
        if (!contains(headers, "upgrade", "websocket")) {
            return "'upgrade' header must contain 'websocket', got " + values(headers, "upgrade");
        }
        if (!headers.contains("sec-websocket-key")) {
            return absent("sec-websocket-key");
        }
        if (!isKey(headers.getAll("sec-websocket-key"))) {
            return "'sec-websocket-key' header must be 16 bytes in base64, got " + values(headers, "sec-websocket-key");
        }
        if (!headers.getAll("sec-websocket-version").equals(List.of("13"))) {
            return "'sec-websocket-version' header must equal '13', got " + values(headers, "sec-websocket-version");
        }
        return null;
    }

    /** RFC 6455 section 4.2.1: one value that, decoded, is 16 bytes in length. */
    private static boolean isKey(List<String> values) {
        return values.size() == 1 && KEY.matcher(values.getFirst()).matches();
    }

    private static String absent(String name) {
        return "'" + name + "' header is absent";
    }

    static boolean contains(MultiMap headers, String name, String token) {
        for (String value : headers.getAll(name)) {
            if (value.equalsIgnoreCase(token)) {
                return true;
            }
            for (String part : value.split(",", -1)) {
                if (part.strip().equalsIgnoreCase(token)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static String values(MultiMap headers, String name) {
        return headers.getAll(name).stream()
                .map(value -> '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"')
                .collect(Collectors.joining(", ", "[", "]"));
    }
}
