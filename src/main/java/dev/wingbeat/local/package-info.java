/**
 * Runs several nodes on one machine, each in a JVM of its own, with one log and commands to harm and heal them.
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
