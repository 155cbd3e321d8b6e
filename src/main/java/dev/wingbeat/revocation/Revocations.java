package dev.wingbeat.revocation;

import dev.wingbeat.revocation.Revocation.Kind;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;

/**
 * Revokes credentials on all nodes: connections that came in by them are closed within a second, with 1000 so that clients stay away, and are
 * not let in again. Channels that were joined by a token of their own end with {@code phx_error}.
 *
 * <p>May be used from any thread. Every revocation has an end, at most 30 days ahead: the time at which what it revokes has ended by
 * itself. At most 100,000 are kept, in memory: they are gone when all nodes have stopped, unless a {@link RevocationSource} gives them
 * back. Each future completes when this node refuses what is revoked, and has told the others; it fails with a {@code WingbeatException}
 * when there are too many.
 */
public interface Revocations {

    /**
     * Revokes one token.
     *
     * @param jti the name of the token
     * @throws IllegalArgumentException for an end that is over or more than 30 days ahead, and a name that is empty or too long
     */
    default Future<Void> revoke(String jti, Instant until) {
        return add(Revocation.ofToken(jti, until));
    }

    /**
     * Revokes the tokens of a subject that were issued before a time, those without a time of issue among them: all that it has
     * now, when the time is now.
     *
     * @throws IllegalArgumentException as {@link #revoke}
     */
    default Future<Void> invalidate(String subject, Instant issuedBefore, Instant until) {
        return add(Revocation.ofTokensBefore(subject, issuedBefore, until));
    }

    /**
     * Revokes whatever tokens a subject has, those that are still to be issued among them.
     *
     * @throws IllegalArgumentException as {@link #revoke}
     */
    default Future<Void> block(String subject, Instant until) {
        return add(Revocation.ofSubject(subject, until));
    }

    /**
     * Keeps away the clients of an address, of IPv6 those of its network of 64 bits, on all nodes: whatever tokens they have, they are
     * answered 403, and connections that are open are closed with 1000. Behind a proxy it is the address that a trusted proxy names.
     *
     * @throws IllegalArgumentException as {@link #revoke}, and for a text that is no address
     */
    default Future<Void> blockAddress(String address, Instant until) {
        return add(Revocation.ofAddress(address, until));
    }

    /** Lifts what {@link #block} has made of a subject, on all nodes; nothing happens when there is nothing of that kind. */
    default Future<Void> unblock(String subject) {
        return lift(Kind.SUBJECT, subject);
    }

    /**
     * Lifts what {@link #blockAddress} has made of an address, likewise.
     *
     * @throws IllegalArgumentException for a text that is no address
     */
    default Future<Void> unblockAddress(String address) {
        return lift(Kind.ADDRESS, address);
    }

    /**
     * Adds a revocation, as each of the methods above does.
     *
     * @throws IllegalArgumentException as {@link #revoke}
     */
    Future<Void> add(Revocation revocation);

    /**
     * Lifts the blocks of a subject or an address, as the methods above do: single tokens, and those issued before a time, stay revoked.
     *
     * @throws IllegalArgumentException for a token, which no block is of, and as {@link #unblockAddress}
     */
    Future<Void> lift(Kind kind, String name);

    /** Returns the blocks of subjects and addresses that count now, in no order. */
    List<Revocation> blocks();

    /** Returns how many revocations are kept. */
    int size();
}
