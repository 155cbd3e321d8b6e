package dev.wingbeat.frame;

import io.netty.handler.codec.http.HttpRequest;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds what is wrong with a request whatever it asks for, so that no route has to. Internal seam.
 */
public final class RequestHeaders {

    /** The bytes that a header takes beside its name and value. */
    private static final int HEADER = 100;

    private RequestHeaders() {}

    /** Answers 400 to a request that two programs could understand in two ways; false when there is nothing wrong. */
    public static boolean refused(HttpServerRequest request) {
        String problem = problem(request.version(), request.headers());
        if (problem == null && request.headers().contains("host") && request.authority() == null) {
            problem = "'host' header is no host";
        }
        String path = request.path();
        if (problem == null && (path == null || !path.startsWith("/"))) { // as of OPTIONS * and CONNECT host:80
            problem = "the target is no path";
        }
        if (problem == null) {
            return false;
        }
        request.response()
                .setStatusCode(400)
                .putHeader("connection", "close")
                .putHeader("content-type", "text/plain; charset=utf-8")
                .end(problem)
                .eventually(() -> request.connection().close())
                .onFailure(ignored -> {}); // the client has gone
        return true;
    }

    /** Returns the text body of the 400 answer, null when nothing is wrong. */
    static @Nullable String problem(HttpVersion version, MultiMap headers) {
        int hosts = headers.getAll("host").size();
        if (hosts > 1) {
            return "'host' header is there " + hosts + " times";
        }
        if (hosts == 0 && version == HttpVersion.HTTP_1_1) {
            return "'host' header is absent";
        }
        List<String> codings = headers.getAll("transfer-encoding");
        if (!codings.isEmpty() && !(codings.size() == 1 && codings.getFirst().equalsIgnoreCase("chunked"))) {
            return "'transfer-encoding' header must equal 'chunked'"; // a proxy may see a body where Netty sees a
            // request
        }
        if (UpgradeHeaders.contains(headers, "connection", "upgrade")
                && UpgradeHeaders.contains(headers, "upgrade", "websocket")
                && hasBody(headers)) {
            return "an upgrade has a body";
        }
        return null;
    }

    private static boolean hasBody(MultiMap headers) {
        return headers.contains("transfer-encoding")
                || !headers.getAll("content-length").stream().allMatch("0"::equals);
    }

    /** Returns about how many bytes of the heap the head of a request takes. */
    static long size(HttpRequest request) {
        long size = request.uri().length();
        for (var headers = request.headers().iteratorCharSequence(); headers.hasNext(); ) {
            var header = headers.next();
            size += HEADER + header.getKey().length() + header.getValue().length();
        }
        return size;
    }
}
