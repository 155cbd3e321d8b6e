package dev.wingbeat.protocol;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import org.jspecify.annotations.Nullable;

/** Brings what comes of a future to where it is awaited. Internal seam. */
public final class Hop {

    private Hop() {}

    /** Returns a future that completes on a context; with null, the same future. */
    public static <T> Future<T> to(@Nullable Context context, Future<T> future) {
        if (context == null) {
            return future;
        }
        Promise<T> there = Promise.promise();
        future.onComplete(result -> context.runOnContext(ignored -> there.handle(result)));
        return there.future();
    }
}
