package dev.wingbeat.crdt;

/**
 * Internal seam: sums up what a state holds of one replica. States with equal digests hold the same entries of it, but
 * for a chance of one in 2^64.
 *
 * @param replica which replica
 * @param counter the highest dot heard of, 0 if none
 * @param size how many entries are alive
 * @param hash their dots, mixed and combined
 */
public record Digest(ReplicaId replica, long counter, int size, long hash) {}
