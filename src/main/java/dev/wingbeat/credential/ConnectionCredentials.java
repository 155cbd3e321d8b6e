package dev.wingbeat.credential;

import static dev.wingbeat.credential.CredentialKeeper.millis;
import static java.util.Objects.requireNonNull;

import dev.wingbeat.connection.Assigns;
import dev.wingbeat.connection.Credentials;
import dev.wingbeat.connection.DisconnectReason;
import dev.wingbeat.credential.Deadlines.Deadline;
import dev.wingbeat.credential.Verification.Reason;
import dev.wingbeat.credential.Verification.Verified;
import dev.wingbeat.protocol.LogText;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The credentials of one connection, which end and can be renewed. When they have ended, the connection goes on for a grace, in
 * which it joins nothing new, then it is closed. Internal seam; confined to the connection's loop.
 */
public final class ConnectionCredentials {

    /** The topic on which clients present new tokens. It can be joined in the grace, too. */
    public static final String TOPIC = "auth";

    private static final long MAX_LEAD = Duration.ofSeconds(60).toMillis();

    /** The connection. */
    public interface Holder {

        /** Closes it. */
        void close(DisconnectReason reason);

        /** Replaces the values that were assigned when the client was let in; does nothing where credentials cannot be renewed. */
        default void reassign(Assigns assigns) {}
    }

    /**
     * The notice that a client is sent of the end of its credentials.
     *
     * @param expiresIn in how many seconds they end
     * @param grace for how many seconds it may go on; null before the end
     */
    public record Notice(long expiresIn, @Nullable Long grace) {}

    private enum Phase {
        FRESH,
        TOLD,
        GRACE,
        ENDED
    }

    private final CredentialKeeper keeper;
    private final Holder holder;
    private final TopicGrants grants;
    private final RefreshRate rate = new RefreshRate();
    private @Nullable Credentials current;
    private long since;
    private Phase phase = Phase.FRESH;
    private @Nullable Deadline next;
    private @Nullable Consumer<Notice> listener;

    ConnectionCredentials(CredentialKeeper keeper, Holder holder) {
        this.keeper = keeper;
        this.holder = holder;
        this.grants = new TopicGrants(keeper);
    }

    void begin(@Nullable Credentials credentials) {
        current = credentials;
        since = credentials == null || credentials.issuedAt() == null ? now() : millis(credentials.issuedAt());
        phase = Phase.FRESH;
        schedule();
        if (keeper.isRevoked(credentials)) { // since it was let in
            keeper.deadlines().cancel(next);
            next = keeper.deadlines().at(now(), this::check);
        }
    }

    /** Returns whose connection it is, as it may stand in a log. */
    String subject() {
        return LogText.of(current == null || current.subject() == null ? "nobody" : current.subject());
    }

    /** Returns what topics the client has tokens for. */
    public TopicGrants grants() {
        return grants;
    }

    /** Counts a token that the client presents; returns in how many milliseconds it may, 0 for now. */
    public long mayRefresh() {
        return rate.take(now());
    }

    /** Returns whether they have ended: nothing new may be joined. */
    public boolean isExpired() {
        return end() <= now();
    }

    /** Returns in how many seconds they end, 0 when they have, null for never. */
    public @Nullable Long expiresIn() {
        return secondsUntil(end());
    }

    @Nullable
    Long secondsUntil(long end) {
        return end == Deadlines.NEVER ? null : (Long) Math.max(0, Math.ceilDiv(end - now(), 1_000L));
    }

    /** Tells somebody, instead of who was told before, when they are about to end and when they have; null for nobody. */
    public void listen(@Nullable Consumer<Notice> listener) {
        this.listener = listener;
    }

    /** Renews the credentials by another token, if it is valid for the connection, and not older than the current one. */
    public Renewal renew(Verification verification) {
        return switch (verification) {
            case Verification.Refused(Reason reason) -> Renewal.Refused.of(reason);
            case Verified good when phase == Phase.ENDED -> Renewal.Refused.of(Reason.UNAVAILABLE);
            case Verified good -> renew(good);
        };
    }

    private Renewal renew(Verified good) {
        Credentials renewed = good.credentials();
        if (good.topic() != null) {
            return Renewal.Refused.of(Reason.INVALID);
        }
        if (current == null || !Objects.equals(current.subject(), renewed.subject())) {
            return Renewal.Refused.SUBJECT_MISMATCH;
        }
        if (keeper.isRevoked(renewed)) {
            return Renewal.Refused.of(Reason.REVOKED);
        }
        if (!isOlder(renewed)) {
            if (millis(renewed.expiresAt()) <= now()) {
                return Renewal.Refused.of(Reason.EXPIRED);
            }
            keeper.deadlines().cancel(next);
            begin(renewed);
            holder.reassign(good.assigns());
        }
        return new Renewal.Renewed(expiresIn());
    }

    /** Of two that were asked for at once the later one counts, however they arrive. */
    private boolean isOlder(Credentials other) {
        return current != null
                && current.issuedAt() != null
                && other.issuedAt() != null
                && other.issuedAt().isBefore(current.issuedAt());
    }

    /** Returns whether a topic may be joined by a token; null when it may. */
    @Nullable
    Reason refusal(String topic, Verification verification) {
        return switch (verification) {
            case Verification.Refused(Reason reason) -> reason;
            case Verified good -> refusal(topic, good);
        };
    }

    private @Nullable Reason refusal(String topic, Verified good) {
        Credentials offered = good.credentials();
        if (phase == Phase.ENDED) {
            return Reason.UNAVAILABLE;
        }
        boolean others = current != null && !Objects.equals(current.subject(), offered.subject());
        if (others || good.topic() == null || !TopicGrants.covers(good.topic(), topic)) {
            return Reason.INVALID;
        }
        if (keeper.isRevoked(offered)) {
            return Reason.REVOKED;
        }
        return millis(offered.expiresAt()) <= now() ? Reason.EXPIRED : null;
    }

    /**
     * Lets a channel be joined by a token.
     *
     * @return what the client is told instead, null when it may join
     */
    public @Nullable String join(String topic, Verification verification, TopicGrants.Holder holder) {
        Reason reason = refusal(topic, verification);
        if (reason == null) {
            grants.put(topic, (Verified) verification, holder);
            return null;
        }
        return switch (reason) {
            case INVALID, REVOKED -> "unauthorized";
            case EXPIRED, UNAVAILABLE -> reason.code();
        };
    }

    /** Lets a channel go on that was joined by a token. */
    public Renewal renew(String topic, Verification verification) {
        if (!grants.has(topic)) {
            return Renewal.Refused.NOT_JOINED;
        }
        Reason reason = refusal(topic, verification);
        if (reason != null) {
            return Renewal.Refused.of(reason);
        }
        return new Renewal.Renewed(secondsUntil(grants.renew(topic, (Verified) verification)));
    }

    /** Ends the connection, or the channel, that has been revoked. */
    void check() {
        if (phase != Phase.ENDED && keeper.isRevoked(current)) {
            holder.close(DisconnectReason.REVOKED);
        }
        grants.check();
    }

    /** Forgets the connection, which has closed. */
    public void close() {
        phase = Phase.ENDED;
        listener = null;
        keeper.deadlines().cancel(next);
        grants.clear();
        keeper.leave(this);
    }

    private void schedule() {
        long end = end();
        long at = switch (phase) {
            case FRESH -> end == Deadlines.NEVER ? end : end - Math.clamp((end - since) / 4, 0, MAX_LEAD);
            case TOLD -> end;
            case GRACE -> end + keeper.grace().toMillis();
            case ENDED -> Deadlines.NEVER;
        };
        next = keeper.deadlines().at(at, this::due);
    }

    private void due() {
        phase = switch (phase) {
            case FRESH -> Phase.TOLD;
            case TOLD -> Phase.GRACE;
            case GRACE, ENDED -> Phase.ENDED;
        };
        schedule(); // first: the credentials end, even if telling fails
        switch (phase) {
            case TOLD -> {
                if (!isExpired()) {
                    tell(new Notice(requireNonNull(expiresIn(), "expiresIn"), null));
                }
            }
            case GRACE -> tell(new Notice(0, keeper.grace().toSeconds()));
            case ENDED -> holder.close(DisconnectReason.TOKEN_EXPIRED);
            case FRESH -> {}
        }
    }

    private void tell(Notice notice) {
        if (listener != null) {
            listener.accept(notice);
        }
    }

    private long end() {
        return current == null ? Deadlines.NEVER : millis(current.expiresAt());
    }

    private long now() {
        return keeper.deadlines().now();
    }
}
