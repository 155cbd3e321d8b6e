/**
 * Topic fan-out: who subscribed to what on this node, and how a broadcast reaches them.
 *
 * <p>Every event loop that serves clients has a {@link dev.wingbeat.pubsub.Loop}, which owns the subscribers of its
 * connections and is touched from its own thread only. One concurrent index per node says which loops have subscribers of a
 * topic. A broadcast is encoded once per serializer by its sender, then handed to each interested loop once; whoever
 * subscribed after it was sent does not get it. Handlers of plain application code run on the context they subscribed on.
 *
 * <p>Uses {@code lane}, which carries broadcasts to the other nodes, {@code metrics}, {@code trace} and {@code protocol}.
 */
@NullMarked
package dev.wingbeat.pubsub;

import org.jspecify.annotations.NullMarked;
