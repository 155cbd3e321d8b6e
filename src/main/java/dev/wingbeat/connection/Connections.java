package dev.wingbeat.connection;

import dev.wingbeat.limit.IdLimit;
import dev.wingbeat.limit.Permit;
import dev.wingbeat.metrics.Histogram;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.net.InetAddress;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
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

        /** Returns the view that operators have of it. */
        ConnectionView view();
    }

    /**
     * The record of an open connection.
     *
     * @param number another one for each connection, and for each start of a node
     * @param since when it was opened, in milliseconds since 1970
     * @param permit what it gives back at its end
     * @param address the client's, null when that is not known
     */
    public record Opened(
            long number,
            long since,
            Permit permit,
            @Nullable InetAddress address) {}

    /** The connections that are visited in one turn of the loop. */
    public static final int SLICE = 1_024;

    private final Map<C, Opened> open = new HashMap<>();

    /**
     * The connections by their numbers, and so in the order in which they were opened: a look at all of them may take several
     * turns.
     */
    private final NavigableMap<Long, C> numbered = new TreeMap<>(Long::compareUnsigned);

    /** At random, so that what was noted of a connection never fits another one. */
    private long next = ThreadLocalRandom.current().nextLong();

    private Consumer<Connection> newcomer = connection -> {};
    private @Nullable Promise<Void> drained;
    private @Nullable Histogram ages;

    /** Records from now on, at the end of a connection, how many nanoseconds it has been open. */
    public void recordAges(Histogram histogram) {
        ages = histogram;
    }

    /** Sets what is done from now on with each connection that is added. */
    public void onAdd(Consumer<Connection> task) {
        newcomer = task;
    }

    /** Adds a connection of a client of an address, if that is known; it keeps its permit until it ends. */
    public void add(C connection, Permit permit, @Nullable InetAddress address) {
        permit.keep();
        IdLimit.Seat seat = permit.seat();
        Context here = seat == null ? null : Vertx.currentContext();
        if (seat != null && here != null) {
            seat.occupy(() -> here.runOnContext(now -> connection.close(DisconnectReason.REPLACED)));
        }
        long number = next++;
        open.put(connection, new Opened(number, System.currentTimeMillis(), permit, address));
        numbered.put(number, connection);
        newcomer.accept(connection);
    }

    /** Forgets a connection that has ended; false when it was forgotten before. */
    public boolean remove(C connection) {
        Opened closed = open.remove(connection);
        if (closed != null) {
            numbered.remove(closed.number);
            closed.permit.release();
            if (ages != null) {
                ages.record(TimeUnit.MILLISECONDS.toNanos(Math.max(0, System.currentTimeMillis() - closed.since)));
            }
        }
        if (drained != null && open.isEmpty()) {
            drained.tryComplete();
        }
        return closed != null;
    }

    /** Returns the open connections: a live view. */
    public Collection<C> all() {
        return Collections.unmodifiableSet(open.keySet());
    }

    /** Returns the record of a connection, null once it has ended. */
    public @Nullable Opened opened(Connection connection) {
        return open.get(connection);
    }

    /** Returns the connection of a number, null when none is open. */
    public @Nullable C find(long number) {
        return numbered.get(number);
    }

    /**
     * Visits the open connections in the order of their numbers, the first {@value #SLICE} at once, the others in later turns of the
     * loop. Those that come or go meanwhile may be missed.
     *
     * @param nextTurn runs a task on the loop when its sockets have had their turn
     * @param end is run behind the last one
     */
    public void visit(Consumer<? super C> visitor, Executor nextTurn, Runnable end) {
        visit(numbered.firstEntry(), visitor, nextTurn, end);
    }

    private void visit(
            Map.@Nullable Entry<Long, C> first, Consumer<? super C> visitor, Executor nextTurn, Runnable end) {
        Map.Entry<Long, C> next = first;
        long number = 0;
        try {
            for (int i = 0; i < SLICE && next != null; i++) {
                number = next.getKey();
                visitor.accept(next.getValue());
                next = numbered.higherEntry(number);
            }
        } finally { // a visitor that fails must not keep the others
            long last = number;
            if (next == null) {
                end.run();
            } else {
                nextTurn.execute(() -> visit(numbered.higherEntry(last), visitor, nextTurn, end));
            }
        }
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
