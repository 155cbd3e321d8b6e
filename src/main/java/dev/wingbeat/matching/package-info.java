/**
 * Who is to play with whom: {@linkplain dev.wingbeat.matching.Ticket tickets} of players who wait, and a {@linkplain
 * dev.wingbeat.matching.Matcher matcher} that makes groups of them. No clock, no I/O.
 *
 * <p>Uses nothing of ours.
 */
@NullMarked
package dev.wingbeat.matching;

import org.jspecify.annotations.NullMarked;
