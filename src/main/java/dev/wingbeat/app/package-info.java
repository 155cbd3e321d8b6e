/**
 * Runs an application as a process of its own.
 *
 * <p>{@link dev.wingbeat.app.WingbeatConfig} is what flags and variables say, read by the table of
 * {@link dev.wingbeat.app.Settings}; {@code Serve} starts a node and stops it in order when the process is
 * told to end, {@code ClusterCommand} starts several on this machine. The log is kept until the process has
 * ended. Everything here runs on the main thread and on that of the shutdown hook; the hub itself has its event loops.
 *
 * <p>Uses the root package, {@code cluster}, {@code doctor}, {@code local}, {@code presence}, and what configures the packages below.
 */
@NullMarked
package dev.wingbeat.app;

import org.jspecify.annotations.NullMarked;
