package dev.wingbeat.presence;

import static java.lang.System.Logger.Level.ERROR;
import static java.util.Objects.requireNonNull;

import dev.wingbeat.protocol.LogText;
import dev.wingbeat.protocol.RateLimitedLog;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Calls the application's fetch, if there is one, and takes care that something comes back: in time, and on the context that
 * asked. May be used from any thread.
 */
final class Fetcher {

    private static final System.Logger LOGGER = System.getLogger(Fetcher.class.getName());
    private static final RateLimitedLog FETCH_FAILED = new RateLimitedLog(LOGGER, ERROR);

    private final Vertx vertx;
    private final PresenceOptions.@Nullable Fetch fetch;
    private final Duration timeout;

    Fetcher(Vertx vertx, PresenceOptions.@Nullable Fetch fetch, Duration timeout) {
        this.vertx = vertx;
        this.fetch = fetch;
        this.timeout = timeout;
    }

    /** Returns entries extended, or as they are when that fails; at once when fetch answers at once. Never fails. */
    Future<Map<String, PresenceEntry>> extend(String topic, Map<String, PresenceEntry> entries) {
        if (fetch == null || entries.isEmpty()) {
            return Future.succeededFuture(entries);
        }
        Future<Map<String, PresenceEntry>> fetched;
        try {
            fetched = fetch.fetch(topic, entries);
            if (fetched.succeeded()) {
                return Future.succeededFuture(requireNonNull(fetched.result(), "fetch returned null"));
            }
        } catch (Throwable e) {
            fetched = Future.failedFuture(e);
        }
        return later(topic, entries, fetched);
    }

    private Future<Map<String, PresenceEntry>> later(
            String topic, Map<String, PresenceEntry> entries, Future<Map<String, PresenceEntry>> fetched) {
        Promise<Map<String, PresenceEntry>> extended = Promise.promise();
        Context context = vertx.getOrCreateContext();
        Function<Throwable, Map<String, PresenceEntry>> plain = cause -> {
            FETCH_FAILED.log(
                    () -> "fetch of " + entries.size() + " entries of " + LogText.of(topic)
                            + " failed; sent as they are",
                    cause);
            return entries;
        };
        fetched.timeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
                .map(result -> requireNonNull(result, "fetch returned null"))
                .otherwise(plain)
                .onSuccess(result -> context.runOnContext(ignored -> extended.complete(result)));
        return extended.future();
    }
}
