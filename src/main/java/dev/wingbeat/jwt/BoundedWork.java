package dev.wingbeat.jwt;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Verifies signatures beside the event loops: as many at once as there are processors, since that is all they take, and with
 * a bound on how many wait for their turn. May be used from any thread.
 */
final class BoundedWork {

    private static final Duration IDLE = Duration.ofSeconds(10);

    private final Semaphore places;
    private final ThreadPoolExecutor threads;

    /** Makes one in which so many may wait. */
    BoundedWork(int processors, int waiting) {
        places = new Semaphore(processors + waiting);
        threads = new ThreadPoolExecutor(
                processors, processors, IDLE.toMillis(), TimeUnit.MILLISECONDS, new LinkedBlockingQueue<>(), task -> {
                    var thread = new Thread(task, "wingbeat-jwt");
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true); // it needs no end
    }

    /** Computes on a thread for it; null when too much waits already. */
    <T> @Nullable Future<T> compute(Supplier<T> task) {
        if (!places.tryAcquire()) {
            return null;
        }
        Promise<T> done = Promise.promise();
        threads.execute(() -> {
            Future<T> computed = Future.succeededFuture().map(begun -> task.get());
            places.release();
            computed.onComplete(done);
        });
        return done.future();
    }
}
