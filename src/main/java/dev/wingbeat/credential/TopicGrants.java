package dev.wingbeat.credential;

import static dev.wingbeat.credential.CredentialKeeper.millis;

import dev.wingbeat.connection.Assigns;
import dev.wingbeat.connection.Credentials;
import dev.wingbeat.credential.Deadlines.Deadline;
import dev.wingbeat.credential.Verification.Verified;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The channels of one connection that were joined by tokens of their own. Internal seam; confined to the connection's loop. */
public final class TopicGrants {

    /** The channel that a token lets a client join. */
    public interface Holder {

        /** Assigns the values that come with the token. */
        void assign(Assigns assigns);

        /** Ends: the token has, or was revoked. */
        void tokenEnded();
    }

    private record Grant(
            Credentials credentials,
            Holder holder,
            @Nullable Deadline deadline) {}

    private final CredentialKeeper keeper;
    private final Map<String, Grant> grants = new HashMap<>(2);

    TopicGrants(CredentialKeeper keeper) {
        this.keeper = keeper;
    }

    /** Returns whether a token for some topics, an exact one or a prefix followed by {@code *}, is one for this. */
    static boolean covers(String topics, String topic) {
        return topics.endsWith("*") ? topic.startsWith(topics.substring(0, topics.length() - 1)) : topics.equals(topic);
    }

    boolean has(String topic) {
        return grants.containsKey(topic);
    }

    void put(String topic, Verified token, Holder holder) {
        Credentials credentials = token.credentials();
        holder.assign(token.assigns());
        Deadline deadline = keeper.deadlines().at(millis(credentials.expiresAt()), () -> end(topic));
        Grant old = grants.put(topic, new Grant(credentials, holder, deadline));
        if (old != null) {
            keeper.deadlines().cancel(old.deadline);
        }
    }

    /** Returns when the channel's token ends now: one that is older than the last changes nothing. */
    long renew(String topic, Verified token) {
        Credentials credentials = token.credentials();
        Grant old = grants.get(topic);
        if (old == null) {
            return Deadlines.NEVER;
        }
        boolean older = old.credentials.issuedAt() != null
                && credentials.issuedAt() != null
                && credentials.issuedAt().isBefore(old.credentials.issuedAt());
        if (!older) {
            put(topic, token, old.holder);
        }
        return millis((older ? old.credentials : credentials).expiresAt());
    }

    /** Forgets a channel that has ended, unless another one has taken its topic. */
    public void remove(String topic, Holder holder) {
        Grant grant = grants.get(topic);
        if (grant != null && grant.holder.equals(holder)) {
            grants.remove(topic);
            keeper.deadlines().cancel(grant.deadline);
        }
    }

    void check() {
        for (String topic : List.copyOf(grants.keySet())) {
            Grant grant = grants.get(topic);
            if (grant != null && keeper.isRevoked(grant.credentials)) {
                end(topic);
            }
        }
    }

    private void end(String topic) {
        Grant grant = grants.remove(topic);
        if (grant != null) {
            keeper.deadlines().cancel(grant.deadline);
            grant.holder.tokenEnded();
        }
    }

    void clear() {
        grants.values().forEach(grant -> keeper.deadlines().cancel(grant.deadline));
        grants.clear();
    }
}
