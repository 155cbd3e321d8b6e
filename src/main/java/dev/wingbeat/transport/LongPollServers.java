package dev.wingbeat.transport;

import dev.wingbeat.lane.LaneCounters;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The long-poll servers of this node: the one structure of this package that loops share. The requests of one client come
 * in on any loop, each finds its server here and hops to the loop that owns it. Internal seam.
 */
public final class LongPollServers {

    /** The approximate size of a session without its channels, in bytes of the heap. */
    static final int SESSION = 3 * 1024;

    private final String node;
    private final Map<String, LongPollServer> servers = new ConcurrentHashMap<>();
    private final @Nullable LongPollBus bus;

    /** Makes the table of a node, which reaches the servers of other nodes when Vert.x is clustered. */
    public LongPollServers(String node, Vertx vertx, LaneCounters counters) {
        this.node = node;
        this.bus = vertx.isClustered() ? new LongPollBus(vertx.eventBus(), node, servers::get, counters) : null;
    }

    /** Lets the other nodes reach the servers of this one; completes when they can. */
    public Future<Void> start() {
        return bus == null ? Future.succeededFuture() : bus.listen();
    }

    /** Lets the other nodes reach them again, should the cluster have forgotten how. */
    public Future<Void> renew() {
        return bus == null ? Future.succeededFuture() : bus.renew();
    }

    /** Stops being reached by the other nodes. */
    public Future<Void> stop() {
        return bus == null ? Future.succeededFuture() : bus.close();
    }

    /** Sets how many bytes that were posted here may be on their way to other nodes when something large is to follow them. */
    public void mostPosting(long bytes) {
        if (bus != null) {
            bus.mostPosting(bytes);
        }
    }

    /** Returns how many are. */
    public long posting() {
        return bus == null ? 0 : bus.posting();
    }

    /** Returns the name of this node. */
    String node() {
        return node;
    }

    void add(LongPollServer server) {
        servers.put(server.id(), server);
    }

    void remove(LongPollServer server) {
        servers.remove(server.id(), server);
    }

    /** Finds the server that a token means; null when it has ended, or lives on a node that cannot be reached. */
    @Nullable
    LongPollPeer find(LongPollToken token, LongPollOptions options) {
        if (token.node().equals(node)) {
            return servers.get(token.id());
        }
        return bus == null ? null : bus.remote(token, options);
    }

    int size() {
        return servers.size();
    }
}
