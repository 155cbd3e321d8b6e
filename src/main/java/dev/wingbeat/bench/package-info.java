/**
 * A load generator for any server that speaks the Phoenix Channels protocol: {@code wingbeat bench}.
 *
 * <p>{@link dev.wingbeat.bench.Bench} runs one scenario with many {@code LoadClient}s. Each of them, with its
 * {@code LoadSocket}, belongs to one {@code LoadLoop}, whose thread owns what the loop counts, its {@code Tally}; nothing is
 * locked. The thread that called only waits, reads the meters and, when the loops have ended, adds up. What crosses threads
 * is final or atomic. A message costs no object: bytes are read, checked and counted where they arrive.
 *
 * <p>Uses {@code protocol}, for its words only, and Netty without Vert.x in between: what measures should cost little.
 */
@NullMarked
package dev.wingbeat.bench;

import org.jspecify.annotations.NullMarked;
