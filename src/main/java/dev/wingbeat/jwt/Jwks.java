package dev.wingbeat.jwt;

import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import dev.wingbeat.protocol.LogText;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The keys that an issuer publishes at one address, kept for a while. May be used from any thread.
 *
 * <p>Kept for 10 minutes, or as long as the issuer says within a minute and an hour, from the fetch: use does not make it
 * longer. Whoever uses them in the last fifth of that time has them fetched anew, and waits for nothing. A key that is not among
 * them has the set fetched once, and not again within 30 s for that reason, whoever names which key. While the issuer cannot be
 * asked, its last keys are good for 24 hours; it is asked again after a second, then two, up to 30. A thousand may wait for a
 * fetch; those who come then are told that the key is unavailable.
 */
final class Jwks {

    static final Duration KEPT = Duration.ofMinutes(10);
    static final Duration MIN_KEPT = Duration.ofMinutes(1);
    static final Duration MAX_KEPT = Duration.ofHours(1);
    static final Duration UNKNOWN_KEY_PAUSE = Duration.ofSeconds(30);
    static final Duration OUTAGE = Duration.ofHours(24);
    static final int MAX_WAITING = 1_000;
    private static final Duration FIRST_RETRY = Duration.ofSeconds(1);
    private static final Duration LAST_RETRY = Duration.ofSeconds(30);

    /** Fetched anew from 80 to 90 % of the time kept, so that nodes do not ask all at once. */
    private static final double AHEAD = 0.8;

    private static final double AHEAD_JITTER = 0.1;

    private static final System.Logger LOGGER = System.getLogger(Jwks.class.getName());

    private final URI url;
    private final Supplier<Future<JwksFetch.Fetched>> fetch;
    private final InstantSource clock;
    private final DoubleSupplier random;
    private final ReentrantLock lock = new ReentrantLock();

    // all below is guarded by the lock
    private List<VerifyingKey> keys = List.of();
    private Instant fetchedAt;
    private Instant freshUntil = Instant.MIN;
    private Instant aheadFrom = Instant.MIN;
    private Instant retryFrom = Instant.MIN;
    private Instant unknownFrom = Instant.MIN;
    private int failures;
    private int waiting;
    private @Nullable Promise<Void> fetching;

    Jwks(URI url, Supplier<Future<JwksFetch.Fetched>> fetch, InstantSource clock, DoubleSupplier random) {
        this.url = url;
        this.fetch = fetch;
        this.clock = clock;
        this.random = random;
        this.fetchedAt = clock.instant();
    }

    URI url() {
        return url;
    }

    /** The answer to the question for a key. */
    sealed interface Answer {}

    /** The keys of that name, perhaps none. */
    record Known(List<VerifyingKey> keys) implements Answer {}

    /** Not to be found out now. */
    record Unavailable() implements Answer {}

    /** Returns the keys of a name, or all when it is null. The future completes on any thread. */
    Future<Answer> keys(@Nullable String id) {
        Promise<Void> awaited;
        boolean begin;
        lock.lock();
        try {
            Instant now = clock.instant();
            boolean fresh = now.isBefore(freshUntil);
            boolean settled = fetching == null && now.isBefore(unknownFrom);
            boolean known = knows(id);
            boolean sufficient = fresh ? known || settled : known && failures > 0 && isKept(now);
            boolean wanted = !sufficient || !now.isBefore(aheadFrom);
            begin = wanted && fetching == null && !now.isBefore(retryFrom);
            if (begin) {
                fetching = Promise.promise();
                if (fresh && !sufficient) {
                    unknownFrom = now.plus(UNKNOWN_KEY_PAUSE);
                }
            }
            awaited = sufficient ? null : fetching;
            if (awaited != null && ++waiting > MAX_WAITING) {
                waiting--;
                return Future.succeededFuture(known ? answer(id) : new Unavailable());
            }
        } finally {
            lock.unlock();
        }
        if (begin) {
            Future.succeededFuture().compose(begun -> fetch.get()).onComplete(this::fetched);
        }
        return awaited == null
                ? Future.succeededFuture(answer(id))
                : awaited.future().map(done -> answer(id));
    }

    /** Returns whether there are keys that are good while the issuer is down. */
    private boolean isKept(Instant now) {
        return !keys.isEmpty() && now.isBefore(fetchedAt.plus(OUTAGE));
    }

    private boolean knows(@Nullable String id) {
        return keys.stream().anyMatch(key -> key.isNamed(id));
    }

    private Answer answer(@Nullable String id) {
        lock.lock();
        try {
            boolean known = knows(id);
            if (!isKept(clock.instant()) || (!known && failures > 0)) {
                return new Unavailable();
            }
            return new Known(keys.stream().filter(key -> key.isNamed(id)).toList());
        } finally {
            lock.unlock();
        }
    }

    /** Returns for how long the issuer was not heard, in seconds; from the beginning before it was. */
    double ageSeconds() {
        lock.lock();
        try {
            return Duration.between(fetchedAt, clock.instant()).toMillis() / 1000.0;
        } finally {
            lock.unlock();
        }
    }

    private void fetched(AsyncResult<JwksFetch.Fetched> result) {
        Promise<Void> done;
        lock.lock();
        try {
            done = fetching;
            fetching = null;
            waiting = 0;
            if (result.succeeded()) {
                take(result.result());
            } else {
                fail(result.cause());
            }
        } finally {
            lock.unlock();
        }
        if (done != null) {
            done.complete();
        }
    }

    private void take(JwksFetch.Fetched set) {
        if (failures > 0) {
            LOGGER.log(INFO, () -> url + ": its keys can be fetched again");
        }
        failures = 0;
        keys = set.keys();
        fetchedAt = clock.instant();
        Duration said = set.maxAge() == null ? KEPT : set.maxAge();
        Duration kept = said.compareTo(MIN_KEPT) < 0 ? MIN_KEPT : said.compareTo(MAX_KEPT) > 0 ? MAX_KEPT : said;
        freshUntil = fetchedAt.plus(kept);
        aheadFrom = fetchedAt.plusMillis((long) (kept.toMillis() * (AHEAD + AHEAD_JITTER * random.getAsDouble())));
        retryFrom = Instant.MIN;
    }

    private void fail(Throwable cause) {
        if (failures == 0) {
            String kept = keys.isEmpty()
                    ? "tokens signed with them are refused as unavailable"
                    : "those of " + fetchedAt + " are used for up to " + OUTAGE.toHours() + " hours";
            LOGGER.log(WARNING, () -> url + ": its keys cannot be fetched, " + kept + ": " + LogText.of(cause));
        }
        Duration pause = FIRST_RETRY.multipliedBy(1L << Math.min(failures, 5));
        retryFrom = clock.instant().plus(pause.compareTo(LAST_RETRY) > 0 ? LAST_RETRY : pause);
        failures++;
    }
}
