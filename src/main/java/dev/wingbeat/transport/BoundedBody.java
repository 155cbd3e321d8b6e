package dev.wingbeat.transport;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;

/** Reads the body of a request into memory, up to a limit. */
final class BoundedBody {

    private BoundedBody() {}

    /** The body is larger than the limit. */
    static final class TooLargeException extends IOException {

        private static final long serialVersionUID = 1L;

        TooLargeException(int limit) {
            super("body: more than " + limit + " bytes");
        }
    }

    /** Reads the body; to be called before the request has run. Fails with {@link TooLargeException}. */
    static Future<Buffer> read(HttpServerRequest request, int limit) {
        Promise<Buffer> promise = Promise.promise();
        var body = Buffer.buffer();
        request.exceptionHandler(promise::tryFail);
        request.endHandler(ended -> promise.tryComplete(body));
        request.handler(chunk -> {
            if (body.length() + chunk.length() <= limit) {
                body.appendBuffer(chunk);
            } else {
                promise.tryFail(new TooLargeException(limit));
            }
        });
        return promise.future();
    }
}
