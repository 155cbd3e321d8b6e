package dev.wingbeat.connection;

import static java.lang.System.Logger.Level.WARNING;

import dev.wingbeat.limit.AddressLimit;
import dev.wingbeat.protocol.LogText;
import dev.wingbeat.protocol.RateLimitedLog;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The settings of the endpoint that hold for all its mounts. Internal seam.
 *
 * @param urlHost the host of the endpoint's URL, which {@link OriginCheck#SAME_HOST} wants
 * @param secretKeyBase what tokens are signed with
 * @param live what may change while the endpoint runs
 * @param connectTimeout how long the application may take to decide whether a client may connect
 * @param messageTimeout how long a WebSocket message may take from its first byte to its last
 * @param addresses what each address may have
 */
public record EndpointDefaults(
        String urlHost,
        String secretKeyBase,
        Live live,
        Duration messageTimeout,
        Duration connectTimeout,
        AddressLimit addresses) {

    /**
     * The settings that may change while the endpoint runs.
     *
     * @param checkOrigin the origin check of mounts that have none of their own
     * @param maxPending bytes that may wait for a client that does not read
     * @param stallTimeout how long a client may leave its buffers full
     * @param drainTimeout how long sockets may take to drain; null for as long as each of them says
     */
    public record Changeable(
            OriginCheck checkOrigin,
            int maxPending,
            Duration stallTimeout,
            @Nullable Duration drainTimeout) {}

    /**
     * Pages that were refused.
     *
     * @param origin what they said, shortened
     * @param expected what would have been let in, when it was last asked
     * @param atMillis when that was, in milliseconds since 1970
     */
    public record RefusedOrigin(String origin, String expected, long times, long atMillis) {}

    /** Holds it for all loops. Thread-safe. */
    public static final class Live {

        /** The number of refused origins that are kept, the last ones. */
        private static final int REFUSED_ORIGINS = 20;

        private final AtomicReference<List<RefusedOrigin>> refused = new AtomicReference<>(List.of());
        private volatile Changeable now;

        /** Begins with these values. */
        public Live(Changeable now) {
            this.now = now;
        }

        /** Changes all of them at once; connections that are open notice, too. */
        public void set(Changeable next) {
            now = next;
        }

        /** Returns the origins that were refused last, the latest first. */
        public List<RefusedOrigin> refusedOrigins() {
            return refused.get();
        }

        private void refuse(String origin, String expected) {
            long at = System.currentTimeMillis();
            refused.updateAndGet(before -> {
                long times = before.stream()
                        .filter(known -> known.origin.equals(origin))
                        .mapToLong(RefusedOrigin::times)
                        .sum();
                var others = before.stream()
                        .filter(known -> !known.origin.equals(origin))
                        .limit(REFUSED_ORIGINS - 1);
                return Stream.concat(Stream.of(new RefusedOrigin(origin, expected, times + 1, at)), others)
                        .toList();
            });
        }

        /** Returns the values of now. */
        public Changeable now() {
            return now;
        }
    }

    private static final RateLimitedLog REFUSED =
            new RateLimitedLog(System.getLogger(EndpointDefaults.class.getName()), WARNING);

    /** Returns how many bytes may wait for a client, as of now. */
    public int maxPending() {
        return live.now().maxPending();
    }

    /** Returns how long a client may take nothing, as of now. */
    public Duration stallTimeout() {
        return live.now().stallTimeout();
    }

    /**
     * Decides about a request's origin. What is refused is logged and kept for the console, since nobody else tells the developer why.
     *
     * @param readable whether the answer alone tells something: then a page of the same origin needs no {@code Origin}
     */
    public boolean allowsOrigin(@Nullable OriginCheck ofMount, HttpServerRequest request, boolean readable) {
        OriginCheck check = ofMount == null ? live.now().checkOrigin() : ofMount;
        String header = request.getHeader("origin");
        var own = OriginCheck.RequestOrigin.of(request, urlHost);
        boolean allowed = header == null ? !readable || check.allowsOwnPage(own) : check.allowsHeader(header, own);
        if (!allowed) {
            String shown = header == null ? "that of the request" : LogText.of(header);
            String wanted = LogText.of(check.wanted(own));
            live.refuse(shown, wanted);
            REFUSED.log(() -> "refused " + request.remoteAddress() + ": origin " + shown + " (expected: " + wanted
                    + "; set by --origins and --url-host, or checkOrigin)");
        }
        return allowed;
    }
}
