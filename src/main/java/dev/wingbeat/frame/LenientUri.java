package dev.wingbeat.frame;

import io.netty.handler.codec.http.HttpRequest;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.http1.Http1ServerRequest;
import java.util.Locale;

/**
 * Lets clients leave characters unescaped in their query, as some do: escapes them in the request, before Vert.x's handshake
 * reads it as a {@link java.net.URI}, which would refuse them. Internal seam.
 */
public final class LenientUri {

    private static final String UNRESERVED_AND_DELIMITERS = "-._~:/?#[]@!$&'()*+,;=";

    private LenientUri() {}

    /** Escapes what has to be. To be called before anything else reads the request's URI. */
    public static void apply(HttpServerRequest request) {
        if (request instanceof Http1ServerRequest http1) {
            HttpRequest netty = http1.nettyRequest();
            String uri = netty.uri();
            for (int i = 0; i < uri.length(); i++) {
                if (!allowed(uri, i)) {
                    netty.setUri(escaped(uri));
                    return;
                }
            }
        }
    }

    /** Escapes each character that may not stand in a URI; Netty gives the bytes of the request line as characters. */
    static String escaped(String uri) {
        var escaped = new StringBuilder(uri.length() + 16);
        for (int i = 0; i < uri.length(); i++) {
            char c = uri.charAt(i);
            if (allowed(uri, i)) {
                escaped.append(c);
            } else {
                escaped.append('%').append(String.format(Locale.ROOT, "%02X", c & 0xFF));
            }
        }
        return escaped.toString();
    }

    private static boolean allowed(String uri, int index) {
        char c = uri.charAt(index);
        if (c == '%') {
            return isHex(uri, index + 1) && isHex(uri, index + 2);
        }
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || UNRESERVED_AND_DELIMITERS.indexOf(c) >= 0;
    }

    private static boolean isHex(String uri, int index) {
        return index < uri.length() && Character.digit(uri.charAt(index), 16) >= 0;
    }
}
