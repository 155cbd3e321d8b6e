package dev.wingbeat.credential;

import static java.lang.System.Logger.Level.ERROR;

import dev.wingbeat.connection.ConnectOutcome;
import dev.wingbeat.connection.Credentials;
import dev.wingbeat.protocol.LogText;
import dev.wingbeat.protocol.Payload;
import dev.wingbeat.protocol.RateLimitedLog;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.SequencedSet;
import java.util.concurrent.Executor;
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

    /** Of how many connections it is looked in one turn of the loop whether they have been revoked. */
    static final int SLICE = 1_024;

    /** The longest token that a verifier is asked about. */
    private static final int MAX_TOKEN = 8 * 1024;

    private final Deadlines deadlines;
    private final Duration grace;
    private final RevocationCheck revocations;
    private final Executor nextTurn;

    /** The connections to look at: one that has been looked at comes last again. */
    private final SequencedSet<ConnectionCredentials> live = new LinkedHashSet<>();

    /** The number of the first ones that have yet to be looked at. */
    private int unchecked;

    private long checked;

    /**
     * Makes the keeper of a mount.
     *
     * @param clock the wall clock, in which credentials end
     * @param grace for how long connections go on when they have ended
     * @param nextTurn runs a task on the loop when its sockets have had their turn
     */
    public CredentialKeeper(InstantSource clock, Duration grace, RevocationCheck revocations, Executor nextTurn) {
        this.deadlines = new Deadlines(clock);
        this.grace = grace;
        this.revocations = revocations;
        this.nextTurn = nextTurn;
    }

    /** Returns whether nobody may be let in by these any more. */
    public boolean isRevoked(@Nullable Credentials credentials) {
        return credentials != null && revocations.isRevoked(credentials);
    }

    /** Refuses a client that may connect, had its credentials not been revoked. */
    public ConnectOutcome unlessRevoked(ConnectOutcome outcome) {
        return outcome instanceof ConnectOutcome.Connected connected && isRevoked(connected.credentials())
                ? new ConnectOutcome.Refused(Verification.Reason.REVOKED.code())
                : outcome;
    }

    /** Watches a connection from now on, which has credentials, or asks for some. */
    public ConnectionCredentials enter(@Nullable Credentials credentials, ConnectionCredentials.Holder holder) {
        var entered = new ConnectionCredentials(this, holder);
        live.add(entered);
        entered.begin(credentials);
        return entered;
    }

    /**
     * Ends what is due, and begins to end what has been revoked since the last time, which may take several turns of the loop. To be
     * called several times a second.
     */
    public void tick() {
        deadlines.tick();
        long version = revocations.version();
        if (version != checked) {
            checked = version;
            boolean onItsWay = unchecked > 0;
            unchecked = live.size();
            if (!onItsWay) {
                checkNext();
            }
        }
    }

    private void checkNext() {
        int slice = Math.min(unchecked, SLICE);
        unchecked -= slice;
        if (unchecked > 0) {
            nextTurn.execute(this::checkNext);
        }
        for (int i = 0; i < slice && !live.isEmpty(); i++) {
            ConnectionCredentials next = live.removeFirst();
            live.addLast(next);
            check(next);
        }
    }

    private static void check(ConnectionCredentials next) {
        try {
            next.check();
        } catch (Throwable e) { // the others have to be ended all the same
            FAILED.log(() -> "a revoked connection of " + next.subject() + " could not be closed", e);
        }
    }

    /** Asks what a token for a topic is worth; never fails. Completes anywhere. */
    public static Future<Verification> ask(TokenVerifier verifier, @Nullable String token, String topic) {
        if (token == null || token.isEmpty() || token.length() > MAX_TOKEN) {
            return Future.succeededFuture(Verification.refused(Verification.Reason.INVALID));
        }
        return Future.succeededFuture(token)
                .compose(verifier::verify)
                .map(CredentialKeeper::checked)
                .otherwise(cause -> failed(topic, cause));
    }

    /** Returns the token in a payload such as {@code {"token":"…"}}, null without one. */
    public static @Nullable String token(Payload payload) {
        return payload.isObject() && payload.json().getValue("token") instanceof String token ? token : null;
    }

    private static Verification checked(@Nullable Verification verification) {
        if (verification == null) {
            throw new IllegalStateException("null (expected: a Verification)");
        }
        return verification;
    }

    private static Verification failed(String topic, Throwable cause) {
        FAILED.log(() -> "a token for " + LogText.of(topic) + " could not be verified", cause);
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
