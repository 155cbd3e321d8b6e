/**
 * Channels over WebSocket and over long-poll.
 *
 * <p>The records of configuration are the application's side; the rest runs. A WebSocket connection lives on one loop for
 * good. A long-poll server lives on the loop that opened it, while its requests arrive on any loop: they hop to the server's
 * loop and back to their own to answer. The only state shared between loops is the node's table of long-poll servers.
 *
 * <p>Uses {@code channel}, {@code mount}, {@code frame}, {@code connection}, {@code pubsub} (for its loops), {@code lane}
 * (to reach long-poll servers of other nodes), {@code token}, {@code limit} and {@code protocol}.
 */
@NullMarked
package dev.wingbeat.transport;

import org.jspecify.annotations.NullMarked;
