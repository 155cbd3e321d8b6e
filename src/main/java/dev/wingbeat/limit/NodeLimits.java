package dev.wingbeat.limit;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The rate limits of a node, and the buckets that its loops share. The limits may be exchanged while clients are connected: those
 * who connect later have the new ones. May be used from any thread. Internal seam.
 */
public final class NodeLimits {

    private static final long MAX_CONNECT_WAIT = Duration.ofSeconds(2).toNanos();

    private final LongSupplier clock;
    private final AtomicReference<Limits> current;
    private final AtomicLong connects;
    private final ConnectLine line;
    private final SharedBuckets<Object> addresses;
    private final IdLimit connections = new IdLimit();
    private final Map<LimitName, LongAdder> refused = new EnumMap<>(LimitName.class);
    private final SharedBuckets<String> ids;
    private final SharedBuckets<String> topics;

    /** Makes them on a clock of nanoseconds. */
    public NodeLimits(Limits limits, LongSupplier clock) {
        this.clock = clock;
        this.current = new AtomicReference<>(limits);
        this.connects = new AtomicLong(clock.getAsLong());
        this.line = new ConnectLine(clock, () -> count(LimitName.CONNECTS));
        this.addresses = new SharedBuckets<>(clock);
        LimitName.ofNode().forEach(limit -> refused.put(limit, new LongAdder()));
        this.ids = new SharedBuckets<>(clock);
        this.topics = new SharedBuckets<>(clock);
    }

    /** Makes some that limit nothing. */
    public static NodeLimits unlimited() {
        return new NodeLimits(Limits.NONE, System::nanoTime);
    }

    /**
     * Returns the time by which buckets are filled. It goes on while a loop stands still: what clients have sent meanwhile is not held
     * against them when all of it is read at once.
     */
    public long now() {
        return clock.getAsLong();
    }

    /** Returns the limits of a client that connects now. */
    public Limits current() {
        return current.get();
    }

    /** Sets the limits of clients that connect from now on. */
    public void exchange(Limits limits) {
        Limits before = current.getAndSet(limits);
        if (!Objects.equals(before.connects(), limits.connects())) {
            connects.set(now()); // another limit has a full bucket, whatever was taken under the one before
        }
    }

    /**
     * Takes a token for a client that wants to connect: now, or one of those that come back within two seconds. Returns the
     * nanoseconds after which it is there, for whoever has its turn in the {@link #line} then; negative when there is none.
     */
    public long connect() {
        RateLimit limit = current().connects();
        if (limit == null) {
            return 0;
        }
        while (true) {
            long now = now();
            long before = connects.get();
            long after = limit.taken(before, now, 1);
            long wait = limit.debt(after, now);
            if (wait > MAX_CONNECT_WAIT) {
                count(LimitName.CONNECTS);
                return -wait;
            }
            if (connects.compareAndSet(before, after)) {
                return Math.max(0, wait);
            }
        }
    }

    /** Returns the line of those who wait for a token. */
    public ConnectLine line() {
        return line;
    }

    /** Takes a token for a client of an address; returns 0, or after how many nanoseconds to try again. */
    public long connectFrom(Object address) {
        RateLimit limit = current().connectsPerAddress();
        long wait = limit == null ? 0 : addresses.take(address, limit);
        if (wait > 0) {
            count(LimitName.CONNECTS_PER_ADDRESS);
        }
        return wait;
    }

    /** Gives a connection of a socket id its seat; null when the id has as many as it may. To be asked where there is a limit. */
    public IdLimit.@Nullable Seat enter(String id) {
        Limits limits = current();
        IdLimit.Seat seat = connections.enter(id, limits.connectionsPerId(), limits.whenFull());
        if (seat == null) {
            count(LimitName.CONNECTIONS_PER_ID);
        }
        return seat;
    }

    /** Counts a refusal by a limit that all loops share. */
    public void count(LimitName limit) {
        LongAdder count = refused.get(limit);
        if (count != null) {
            count.increment();
        }
    }

    /** Returns how often a limit has refused. */
    public long refused(LimitName limit) {
        LongAdder count = refused.get(limit);
        return count == null ? 0 : count.sum();
    }

    /** Returns the buckets of the messages of socket ids. */
    public SharedBuckets<String> ids() {
        return ids;
    }

    /** Returns the buckets of what is broadcast on topics. */
    public SharedBuckets<String> topics() {
        return topics;
    }
}
