/**
 * Mounts on an endpoint's HTTP server: paths, and the end in batches.
 *
 * <p>A {@link dev.wingbeat.mount.Mount} has one or several {@link dev.wingbeat.mount.Transport}s of the same connections, each at
 * its {@link dev.wingbeat.mount.MountPath}. When the node stops, it refuses newcomers and closes the connections in batches. Each
 * event loop has its own mounts; nothing here is shared between loops.
 *
 * <p>Uses {@code frame}, {@code connection}, {@code pubsub}, {@code metrics} and {@code protocol}.
 */
@NullMarked
package dev.wingbeat.mount;

import org.jspecify.annotations.NullMarked;
