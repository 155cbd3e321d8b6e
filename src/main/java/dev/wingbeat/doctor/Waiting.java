package dev.wingbeat.doctor;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

/** Does side by side what waits for others, each on a thread of its own that keeps no process alive. */
final class Waiting {

    private Waiting() {}

    static <T> CompletableFuture<T> start(Supplier<T> task) {
        return CompletableFuture.supplyAsync(
                task, run -> Thread.ofPlatform().daemon().start(run));
    }

    /** Returns what the task makes of each, in their order; the other value for one that takes longer than the limit. */
    static <T, R> List<R> all(List<T> each, Duration limit, R otherwise, Function<T, R> task) {
        return each.stream()
                .map(one -> start(() -> task.apply(one))
                        .completeOnTimeout(otherwise, limit.toMillis(), TimeUnit.MILLISECONDS))
                .toList()
                .stream()
                .map(CompletableFuture::join)
                .toList();
    }
}
