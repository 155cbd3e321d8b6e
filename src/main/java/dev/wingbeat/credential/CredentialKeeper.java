package dev.wingbeat.credential;

import static java.lang.System.Logger.Level.ERROR;

import dev.wingbeat.connection.Credentials;
import dev.wingbeat.protocol.Payload;
import dev.wingbeat.protocol.RateLimitedLog;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The credentials of the connections of one mount on one loop: ends them in time, and when they are revoked. Connections without
 * credentials are unknown here. Internal seam; confined to the loop.
 */
public final class CredentialKeeper {

    /** For how long a connection goes on after its credentials have ended, unless the mount says otherwise. */
    public static final Duration GRACE = Duration.ofSeconds(30);

    /** The longest of these times. */
    public static final Duration MAX_GRACE = Duration.ofMinutes(5);

    private static final RateLimitedLog FAILED =
            new RateLimitedLog(System.getLogger(CredentialKeeper.class.getName()), ERROR);

    /** The longest token that a verifier is asked about. */
    private static final int MAX_TOKEN = 8 * 1024;

    private final Deadlines deadlines;
    private final Duration grace;
    private final RevocationCheck revocations;
    private final Set<ConnectionCredentials> live = new HashSet<>();
    private long checked;

    /**
     * Makes the keeper of a mount.
     *
     * @param clock the wall clock, in which credentials end
     * @param grace for how long connections go on when they have ended
     */
    public CredentialKeeper(InstantSource clock, Duration grace, RevocationCheck revocations) {
        this.deadlines = new Deadlines(clock);
        this.grace = grace;
        this.revocations = revocations;
    }

    /** Returns whether nobody may be let in by these any more. */
    public boolean isRevoked(@Nullable Credentials credentials) {
        return credentials != null && revocations.isRevoked(credentials);
    }

    /** Watches a connection from now on, which has credentials, or asks for some. */
    public ConnectionCredentials enter(@Nullable Credentials credentials, ConnectionCredentials.Holder holder) {
        var entered = new ConnectionCredentials(this, holder);
        live.add(entered);
        entered.begin(credentials);
        return entered;
    }

    /** Ends what is due, and what has been revoked since the last time. To be called several times a second. */
    public void tick() {
        deadlines.tick();
        long version = revocations.version();
        if (version != checked) {
            checked = version;
            new ArrayList<>(live).forEach(ConnectionCredentials::check);
        }
    }

    /** Asks what a token is worth; never fails. Completes anywhere. */
    public static Future<Verification> ask(TokenVerifier verifier, @Nullable String token) {
        if (token == null || token.isEmpty() || token.length() > MAX_TOKEN) {
            return Future.succeededFuture(Verification.refused(Verification.Reason.INVALID));
        }
        return Future.succeededFuture(token)
                .compose(verifier::verify)
                .map(CredentialKeeper::checked)
                .otherwise(CredentialKeeper::failed);
    }

    /** Returns the token in a payload such as {@code {"token":"…"}}, null without one. */
    public static @Nullable String token(Payload payload) {
        return payload.isObject() && payload.json().getValue("token") instanceof String token ? token : null;
    }

    private static Verification checked(@Nullable Verification verification) {
        return verification == null
                ? failed(new IllegalStateException("null (expected: a Verification)"))
                : verification;
    }

    private static Verification failed(Throwable cause) {
        FAILED.log(() -> "a token could not be verified", cause);
        return Verification.refused(Verification.Reason.UNAVAILABLE);
    }

    Deadlines deadlines() {
        return deadlines;
    }

    Duration grace() {
        return grace;
    }

    void leave(ConnectionCredentials left) {
        live.remove(left);
    }

    /** Returns how many connections are watched. */
    int size() {
        return live.size();
    }

    /** Returns a time in milliseconds since 1970; one too far away for that does not come. */
    static long millis(@Nullable Instant time) {
        return time == null || time.getEpochSecond() > Deadlines.NEVER / 2_000 ? Deadlines.NEVER : time.toEpochMilli();
    }
}
