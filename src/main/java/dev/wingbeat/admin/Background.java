package dev.wingbeat.admin;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Does on a virtual thread what would keep an event loop busy, or waits. */
final class Background {

    private Background() {}

    /** Completes as a future does, or fails when that takes longer: by no event loop, since those may be what is slow. */
    static <T> Future<T> within(long millis, Future<T> answer, Supplier<AdminException> late) {
        if (answer.isComplete()) {
            return answer;
        }
        Promise<T> promise = Promise.promise();
        answer.onComplete(promise::tryComplete, promise::tryFail);
        CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS, Thread::startVirtualThread)
                .execute(() -> promise.tryFail(late.get()));
        return promise.future();
    }

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
