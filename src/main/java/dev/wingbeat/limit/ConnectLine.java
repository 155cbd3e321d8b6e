package dev.wingbeat.limit;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Clients that wait for their turn to connect. Those of one address stand in a row of their own, and the rows take turns: an address with
 * thousands of clients keeps no other one out. May be used from any thread. Internal seam.
 */
public final class ConnectLine {

    /** For so long a client waits that others have overtaken; who is overtaken by nobody has its turn earlier. */
    static final long PATIENCE = Duration.ofSeconds(3).toNanos();

    /** A client that waits. One of the two methods is called, once, on any thread. */
    public interface Client {

        /** It is its turn. */
        void admit();

        /** It waits for nothing. */
        void refuse();
    }

    private record Waiting(Client client, long since) {}

    private final ReentrantLock lock = new ReentrantLock();
    private final LongSupplier clock;
    private final Runnable refused;

    /** In the order of their turns; none is empty. */
    private final SequencedMap<Object, Deque<Waiting>> rows = new LinkedHashMap<>();

    /**
     * Makes one without anybody.
     *
     * @param clock of nanoseconds
     * @param refused counts a client that has waited for too long
     */
    ConnectLine(LongSupplier clock, Runnable refused) {
        this.clock = clock;
        this.refused = refused;
    }

    /** Adds a client to the row of its address. There has to be one {@link #turn} for each client that waits. */
    public void add(Object address, Client client) {
        var unused = locked(() -> rows.computeIfAbsent(address, first -> new ArrayDeque<>(1))
                .add(new Waiting(client, clock.getAsLong())));
    }

    /**
     * Adds a client in the place of the last one of the longest row, which is refused, so that there are no more turns than before.
     *
     * @return false when its own row is as long: then nothing has changed
     */
    public boolean displace(Object address, Client client) {
        Client displaced = locked(() -> exchange(address, client));
        if (displaced != null) {
            displaced.refuse();
        }
        return displaced != null;
    }

    private @Nullable Client exchange(Object address, Client client) {
        Deque<Waiting> own = rows.get(address);
        Deque<Waiting> longest = longest();
        if (longest == null || longest.size() <= 1 + (own == null ? 0 : own.size())) {
            return null;
        }
        Client last = longest.removeLast().client;
        add(address, client);
        return last;
    }

    private @Nullable Deque<Waiting> longest() {
        Deque<Waiting> longest = null;
        for (Deque<Waiting> row : rows.values()) {
            if (longest == null || row.size() > longest.size()) {
                longest = row;
            }
        }
        return longest;
    }

    /** Admits the first client of the row whose turn it is; those before it that have waited for too long are refused. */
    public void turn() {
        for (Waiting next = locked(this::next); next != null; next = locked(this::next)) {
            if (clock.getAsLong() - next.since <= PATIENCE) {
                next.client.admit();
                return;
            }
            refused.run();
            next.client.refuse();
        }
    }

    private @Nullable Waiting next() {
        Map.Entry<Object, Deque<Waiting>> row = rows.pollFirstEntry();
        if (row == null) {
            return null;
        }
        Waiting next = row.getValue().remove();
        if (!row.getValue().isEmpty()) {
            rows.putLast(row.getKey(), row.getValue());
        }
        return next;
    }

    /** Returns how many wait. */
    public int size() {
        return locked(() -> rows.values().stream().mapToInt(Deque::size).sum());
    }

    private <T extends @Nullable Object> T locked(Supplier<T> action) {
        lock.lock();
        try {
            return action.get();
        } finally {
            lock.unlock();
        }
    }
}
