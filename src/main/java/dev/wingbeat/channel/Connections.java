package dev.wingbeat.channel;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The open connections of one mount on one loop. Internal seam between channel and transport; confined to the loop. */
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

    private final Set<C> open = new HashSet<>();
    private @Nullable Promise<Void> drained;

    /** Takes a connection in. */
    public void add(C connection) {
        open.add(connection);
    }

    /** Forgets a connection that has ended. */
    public void remove(C connection) {
        open.remove(connection);
        if (drained != null && open.isEmpty()) {
            drained.tryComplete();
        }
    }

    /** Returns the open connections: a live view. */
    public Collection<C> all() {
        return Collections.unmodifiableSet(open);
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
