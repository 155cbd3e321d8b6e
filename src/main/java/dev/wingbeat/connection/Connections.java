package dev.wingbeat.connection;

import dev.wingbeat.limit.Permit;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The open connections of one mount on one loop. Internal seam. */
public final class Connections<C extends Connections.Connection> {

    /** A connection that can be closed from here. */
    public interface Connection {

        /** Begins to close; nothing happens when it is closed already. */
        void close(DisconnectReason reason);

        /** Returns how many channels are joined or joining. */
        default int channels() {
            return 0;
        }
    }

    private final Map<C, Permit> open = new HashMap<>();
    private @Nullable Promise<Void> drained;

    /** Adds a connection, which keeps its permit until it ends. */
    public void add(C connection, Permit permit) {
        permit.keep();
        open.put(connection, permit);
    }

    /** Forgets a connection that has ended; false when it was forgotten before. */
    public boolean remove(C connection) {
        Permit permit = open.remove(connection);
        if (permit != null) {
            permit.release();
        }
        if (drained != null && open.isEmpty()) {
            drained.tryComplete();
        }
        return permit != null;
    }

    /** Returns the open connections: a live view. */
    public Collection<C> all() {
        return Collections.unmodifiableSet(open.keySet());
    }

    /** Returns a future that completes once no connection is open. */
    public Future<Void> drained() {
        if (open.isEmpty()) {
            return Future.succeededFuture();
        }
        if (drained == null) {
            drained = Promise.promise();
        }
        return drained.future();
    }
}
