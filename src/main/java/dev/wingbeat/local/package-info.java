/**
 * Runs nodes on the machine of a developer, in JVMs of their own: several of them, with one log and commands to harm and heal
 * them; or one, again and again, while its sources change ({@link dev.wingbeat.local.DevLoop}).
 *
 * <p>Nothing but processes: a node is started as an operator would, with flags and variables, harmed by signals, and asked for
 * its figures on its management port. All state belongs to one thread, that of {@link dev.wingbeat.local.LocalCluster}; the
 * readers of the nodes' output only print. Signals are sent as POSIX has them.
 *
 * <p>Uses nothing of Wingbeat.
 */
@NullMarked
package dev.wingbeat.local;

import org.jspecify.annotations.NullMarked;
