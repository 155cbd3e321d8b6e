/**
 * Clients of the Phoenix Channels protocol that cost little: thousands on one event loop, for load on any server.
 *
 * <p>Each {@link dev.wingbeat.load.LoadClient}, with its {@code LoadSocket}, belongs to one {@link dev.wingbeat.load.LoadLoop},
 * whose thread owns what the loop counts, its {@link dev.wingbeat.load.Tally}; nothing is locked, and what crosses threads is
 * final or atomic. What becomes of a client is up to its {@link dev.wingbeat.load.ClientRole}. A message costs no object: bytes
 * are read, checked and counted where they arrive.
 *
 * <p>Uses {@code protocol}, for its words only, and Netty without Vert.x in between: what measures should cost little.
 */
@NullMarked
package dev.wingbeat.load;

import org.jspecify.annotations.NullMarked;
