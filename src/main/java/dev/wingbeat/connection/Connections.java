package dev.wingbeat.connection;

import dev.wingbeat.limit.AddressLimit.Place;
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

    private final Map<C, Place> open = new HashMap<>();
    private @Nullable Promise<Void> drained;

    /** Takes a connection in, which keeps its place until it ends. */
    public void add(C connection, Place place) {
        place.keep();
        open.put(connection, place);
    }

    /** Forgets a connection that has ended. */
    public void remove(C connection) {
        Place place = open.remove(connection);
        if (place != null) {
            place.leave();
        }
        if (drained != null && open.isEmpty()) {
            drained.tryComplete();
        }
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
