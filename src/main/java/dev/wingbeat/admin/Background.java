package dev.wingbeat.admin;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.function.Supplier;

/** Does on a virtual thread what would keep an event loop busy, or waits for several. */
final class Background {

    private Background() {}

    /** Completes with what a task returns, which may block. */
    static <T> Future<T> run(Supplier<T> task) {
        Promise<T> promise = Promise.promise();
        Thread.startVirtualThread(() -> {
            try {
                promise.complete(task.get());
            } catch (RuntimeException e) {
                promise.fail(e);
            }
        });
        return promise.future();
    }
}
