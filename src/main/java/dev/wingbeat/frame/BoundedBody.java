package dev.wingbeat.frame;

import dev.wingbeat.limit.Holder;
import dev.wingbeat.limit.LoopAccount;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;

/** Reads the body of a request into memory, up to a limit, at the expense of its loop's account. Internal seam. */
public final class BoundedBody implements Holder {

    /** The body is larger than the limit. */
    public static final class TooLargeException extends IOException {

        private static final long serialVersionUID = 1L;

        TooLargeException(int limit) {
            super("body: more than " + limit + " bytes");
        }
    }

    /** The node holds too much already. */
    public static final class OverloadedException extends IOException {

        private static final long serialVersionUID = 1L;

        OverloadedException() {
            super("body: memory is short");
        }
    }

    private final Promise<Buffer> promise = Promise.promise();
    private final Buffer body = Buffer.buffer();
    private final long begin = System.nanoTime();
    private final int limit;
    private final LoopAccount account;
    private int held;

    private BoundedBody(int limit, LoopAccount account) {
        this.limit = limit;
        this.account = account;
    }

    /**
     * Reads the body; to be called before the request has run, and on its loop. Fails with {@link TooLargeException}, or with
     * {@link OverloadedException} for a large body when memory is short.
     */
    public static Future<Buffer> read(HttpServerRequest request, int limit, LoopAccount account) {
        var reading = new BoundedBody(limit, account);
        account.enter(reading);
        request.exceptionHandler(reading::fail);
        request.endHandler(ended -> reading.end());
        request.handler(reading::add);
        if ("100-continue".equalsIgnoreCase(request.getHeader("expect"))) {
            request.response().writeContinue().onFailure(reading::fail); // the client waits for it before it sends
        }
        return reading.promise.future();
    }

    private void add(Buffer chunk) {
        int length = body.length() + chunk.length();
        if (promise.future().isComplete()) {
            return;
        }
        if (length > limit) {
            fail(new TooLargeException(limit));
        } else if (length > LoopAccount.LARGE && account.tight()) {
            account.refused();
            fail(new OverloadedException());
        } else {
            body.appendBuffer(chunk);
            charge(length < 2 ? length : Integer.highestOneBit(length - 1) << 1); // as the buffer grows
        }
    }

    private void end() {
        release();
        promise.tryComplete(body);
    }

    private void fail(Throwable cause) {
        release();
        promise.tryFail(cause);
    }

    private void release() {
        charge(0);
        account.leave(this);
    }

    private void charge(int bytes) {
        account.heap(bytes - held);
        held = bytes;
    }

    @Override
    public long heapHeld() {
        return held;
    }

    @Override
    public long heldFor() {
        return System.nanoTime() - begin;
    }

    @Override
    public void shed() {
        fail(new OverloadedException());
    }
}
