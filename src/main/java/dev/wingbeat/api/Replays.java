package dev.wingbeat.api;

import dev.wingbeat.admin.AdminException;
import dev.wingbeat.admin.Problem;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The answers to requests with an {@code Idempotency-Key}, on the node that was asked: who sends a request again is given the first
 * answer again. Answers that blame the node are not kept, so that the request may be tried again. Confined to one thread.
 */
final class Replays {

    private static final long KEPT_NANOS = Duration.ofMinutes(5).toNanos();

    /** The most of each caller: nobody pushes out what others may ask for again. */
    private static final int MAX = 10_000;

    /** The most of each caller, too. */
    private static final long MAX_BYTES = 16L << 20;

    private static final int OVERHEAD = 512;
    private static final int FAILURES = 500;

    /** Of whom a key is, and for what: keys of others, and of other routes, are other ones. */
    record Key(String caller, String route, String key) {}

    private final LongSupplier clock;
    private final Map<String, OfCaller> callers = new HashMap<>();

    /** Those of one caller, in the order in which they came. */
    private static final class OfCaller {
        private final Map<Key, Kept> kept = new LinkedHashMap<>();
        private long bytes;

        void settle(Key key, Kept first, Answer answer) {
            if (answer.status() >= FAILURES) {
                forget(key, first);
            } else if (kept.get(key) == first) {
                int length = answer.body() == null ? 0 : answer.body().length();
                first.size += length;
                bytes += length;
            }
        }

        void forget(Key key, Kept first) {
            if (kept.remove(key, first)) {
                bytes -= first.size;
            }
        }

        /** Forgets what is too old, and the oldest of what is too much. */
        void expire(long now) {
            Iterator<Kept> oldest = kept.values().iterator();
            while (oldest.hasNext()) {
                Kept next = oldest.next();
                if (now - next.since < KEPT_NANOS && kept.size() < MAX && bytes < MAX_BYTES) {
                    return;
                }
                oldest.remove();
                bytes -= next.size;
            }
        }
    }

    private static final class Kept {
        private final byte[] request;
        private final long since;
        private final Future<Answer> answer;
        private int size = OVERHEAD;

        Kept(byte[] request, long since, Future<Answer> answer) {
            this.request = request;
            this.since = since;
            this.answer = answer;
        }
    }

    /** Makes it on a clock of nanoseconds. */
    Replays(LongSupplier clock) {
        this.clock = clock;
    }

    /**
     * Returns the answer to a request, which is run if it comes for the first time; otherwise that of the first time.
     *
     * @param request a digest of its content: with another one the key is refused
     */
    Future<Answer> answer(Key key, byte[] request, Supplier<Future<Answer>> run) {
        long now = clock.getAsLong();
        callers.values().forEach(each -> each.expire(now));
        callers.values().removeIf(each -> each.kept.isEmpty());
        OfCaller own = callers.computeIfAbsent(key.caller, ignored -> new OfCaller());
        Kept before = own.kept.get(key);
        if (before != null) {
            return Arrays.equals(before.request, request)
                    ? before.answer.map(answer -> answer.with("idempotent-replayed", "true"))
                    : Future.failedFuture(new AdminException(
                            Problem.IDEMPOTENCY_MISMATCH,
                            "Idempotency-Key: used for another request (expected: a new one, or the same request)"));
        }
        Future<Answer> answer = run.get();
        var first = new Kept(request, now, answer);
        own.kept.put(key, first);
        own.bytes += first.size;
        answer.onComplete(done -> own.settle(key, first, done), cause -> own.forget(key, first));
        return answer;
    }

    int size() {
        return callers.values().stream().mapToInt(own -> own.kept.size()).sum();
    }
}
