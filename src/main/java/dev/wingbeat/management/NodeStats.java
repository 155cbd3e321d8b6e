package dev.wingbeat.management;

import dev.wingbeat.frame.DirectMemory;
import dev.wingbeat.limit.ConnectionLimit;
import dev.wingbeat.limit.MemoryBudget;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * The load of a node at the moment; the counts go on from its start.
 *
 * <p>Internal seam.
 *
 * @param node the node's name in the cluster
 * @param notReady why clients should go elsewhere, null when they need not
 * @param members how many nodes the cluster has, as far as this one sees; 1 without a cluster
 * @param connections how many clients are connected, by whatever transport
 * @param topics how many topics its clients have joined
 * @param presences how many presences its lists have, of all nodes
 * @param broadcastsSent how many broadcasts were made here, for all nodes
 * @param broadcastsReceived how many broadcasts came from other nodes
 * @param itemsLost how many items of other nodes are known to be lost
 * @param itemsDropped how many items were not sent because too much was waiting for a node; each counts once for each node
 * @param itemsRejected how many messages and items came off the event bus that could not be read
 * @param reregistrations how often a lane that others could not reach was registered anew
 * @param memory what is held for clients, and what may be
 * @param tcp how many TCP connections clients have, and may have
 */
public record NodeStats(
        String node,
        @Nullable String notReady,
        int members,
        int connections,
        int topics,
        int presences,
        long broadcastsSent,
        long broadcastsReceived,
        long itemsLost,
        long itemsDropped,
        long itemsRejected,
        long reregistrations,
        MemoryBudget memory,
        ConnectionLimit tcp) {

    /** Returns the answer of {@code /stats}. */
    public JsonObject json() {
        Runtime runtime = Runtime.getRuntime();
        return new JsonObject()
                .put("node", node)
                .put("ready", notReady == null)
                .put("reason", notReady)
                .put("members", members)
                .put("connections", connections)
                .put("topics", topics)
                .put("presences", presences)
                .put("broadcasts_sent", broadcastsSent)
                .put("broadcasts_received", broadcastsReceived)
                .put("items_lost", itemsLost)
                .put("items_dropped", itemsDropped)
                .put("items_rejected", itemsRejected)
                .put("reregistrations", reregistrations)
                .put("heap_used", runtime.totalMemory() - runtime.freeMemory())
                .put("heap_held", memory.heapHeld())
                .put("heap_budget", memory.heap())
                .put("direct_used", DirectMemory.used())
                .put("direct_held", memory.directHeld())
                .put("direct_budget", memory.direct())
                .put("large_messages_refused", memory.refused())
                .put("closed_for_memory", memory.shed())
                .put("tcp_connections", tcp.open())
                .put("tcp_connections_max", tcp.max())
                .put("tcp_connections_refused", tcp.refused())
                .put("addresses", tcp.addresses().addresses())
                .put("refused_by_address", tcp.addresses().refused())
                .put("accept_errors", tcp.acceptErrors());
    }
}
