package dev.wingbeat.cluster;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A node's place in the cluster: clustered Vert.x, and who else is a member. Applications {@link #join} one on Hazelcast; the
 * test kit has one of its own. May be used from any thread.
 */
public interface Cluster {

    /**
     * Joins the cluster, or begins one; takes a few seconds. Fails when an address cannot be bound, for a port in use with a
     * {@link java.net.BindException} that names the port and its setting.
     *
     * <p>Hazelcast logs warnings only, unless java.util.logging is configured otherwise for {@code com.hazelcast}, or {@code
     * -Dhazelcast.logging.type} names another framework: then that one's levels count.
     *
     * @param vertxOptions the options that are not about the cluster: event loops, transport
     * @param options changes the options of the node, such as how it finds the others; called at once
     * @throws IllegalArgumentException for files that cannot be used, and for values that contradict each other
     */
    static Future<Cluster> join(VertxOptions vertxOptions, Consumer<ClusterOptions> options) {
        return HazelcastCluster.join(vertxOptions, options);
    }

    /** Returns the clustered Vert.x; closing it leaves the cluster. */
    Vertx vertx();

    /**
     * Returns the name of this node in the logs and figures of all nodes: {@link ClusterOptions#nodeName} and a suffix that
     * makes it unique, another one at each start.
     */
    String nodeName();

    /** Returns the names of the members, this node among them, as far as it sees them; none after the close. Does not block. */
    Set<String> nodes();

    /** Returns the names of the other members. */
    default Set<String> otherNodes() {
        var others = new HashSet<>(nodes());
        others.remove(nodeName());
        return Set.copyOf(others);
    }

    /**
     * Calls a handler with the name of each node that joins after this call, on the Vert.x context of the caller, or on a new one.
     */
    Registration onNodeJoined(Handler<String> handler);

    /** Calls a handler with the name of each node that leaves or is given up, on a context as {@link #onNodeJoined}. */
    Registration onNodeLeft(Handler<String> handler);

    /** Calls a handler when this node has come back to the others after a split, on a context as {@link #onNodeJoined}. */
    Registration onMerged(Runnable handler);
}
