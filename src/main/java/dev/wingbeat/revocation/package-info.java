/**
 * What has been revoked, on all nodes: tokens by their names, the tokens of a subject, and the clients of an address.
 *
 * <p>{@link dev.wingbeat.revocation.Revocations} is the application's side. {@code RevocationSet} is what a node knows, a set that is
 * merged by union; {@code RevocationReplica} keeps it like those of the other nodes, by messages of {@code RevocationMessage}, without
 * threads or clocks of its own; {@code NodeRevocations} runs it on lane 0.
 *
 * <p>Uses {@code credential}, {@code connection}, {@code lane}, {@code limit} and {@code protocol}.
 */
@NullMarked
package dev.wingbeat.revocation;

import org.jspecify.annotations.NullMarked;
