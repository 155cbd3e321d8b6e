/**
 * Who is present, as a replicated set without coordination: a causal delta-state CRDT (an optimized add-wins set).
 *
 * <p>Each {@linkplain dev.wingbeat.crdt.ReplicaId replica} numbers the entries it makes, from 1: a {@linkplain
 * dev.wingbeat.crdt.Dot dot} is the birth of one entry. A state is a <em>dot store</em>, the entries alive, and a
 * <em>causal context</em>, all dots ever heard of. A dot of the context without an entry is dead, a dot outside of it
 * is news: so the context says what tombstones would, in one range of numbers for each replica.
 *
 * <p>A {@linkplain dev.wingbeat.crdt.Delta delta} is a small state: an addition is a dot and its entry, a removal a dot
 * alone. The <em>join</em> of two keeps what both have, and what one has of which the other has not heard. It is
 * commutative, associative and idempotent: deltas may come twice, late, in any order; a transfer heals loss.
 *
 * <p>A replica only writes entries of its own. {@link dev.wingbeat.crdt.PresenceState} does it all: no clock, no I/O.
 *
 * <p>Uses nothing of ours.
 */
@NullMarked
package dev.wingbeat.crdt;

import org.jspecify.annotations.NullMarked;
