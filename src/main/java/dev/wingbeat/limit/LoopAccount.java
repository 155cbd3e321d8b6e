package dev.wingbeat.limit;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/**
 * The memory that one event loop holds for its clients: plain sums that are charged where something begins to wait, not where
 * something passes. Internal seam.
 *
 * <p>The node is looked at each time another {@value #STEP} bytes have been charged here, and at each tick: so that the sums
 * of other threads are read seldom, and never for a message that does not wait.
 */
public final class LoopAccount {

    /** The bytes that may be charged before the node is looked at again. */
    static final int STEP = 128 * 1024;

    /** The time from one tick to the next. */
    public static final long TICK_MILLIS = 250;

    /** A message from this size on is large: when memory is short, it has to wait, or is refused. */
    public static final int LARGE = 64 * 1024;

    /** The bytes that are shed, so that one who lets go does not make room for exactly one more. */
    private static final int HEADROOM = 8;

    /** The budget has so many equal shares, or two for each holder if that is more. Who holds less than one keeps it. */
    private static final int SHARES = 1024;

    private static final double LONGEST_SECONDS = 60;
    private static final double NANOS = 1e9;

    private final MemoryBudget budget;
    private final Executor later;
    private final List<Supplier<? extends Collection<? extends Holder>>> sources = new ArrayList<>();
    private final Set<Holder> entered = new HashSet<>();
    private final IdentityHashMap<Object, int[]> shared = new IdentityHashMap<>();
    private long heap;
    private long direct;
    private int waiting;
    private long unseen;
    private int ticks;
    private boolean tight;
    private boolean shedding;
    private volatile long publishedHeap;
    private volatile long publishedDirect;
    private volatile int publishedWaiting;

    LoopAccount(MemoryBudget budget, Executor later) {
        this.budget = budget;
        this.later = later;
        watch(() -> List.copyOf(entered));
    }

    /** Returns an account of a budget that is never used up. */
    public static LoopAccount unlimited() {
        return MemoryBudget.unlimited().open(task -> {});
    }

    /** Names holders that may be shed. The collection is asked for when memory is short. */
    public void watch(Supplier<? extends Collection<? extends Holder>> holders) {
        sources.add(holders);
    }

    /** Names one holder that may be shed, until it leaves. */
    public void enter(Holder holder) {
        entered.add(holder);
    }

    /** Forgets a holder that has let go. */
    public void leave(Holder holder) {
        entered.remove(holder);
    }

    /** Charges bytes of the heap, or releases them when negative. */
    public void heap(long bytes) {
        heap += bytes;
        grown(bytes);
    }

    /** Charges bytes of direct memory, or releases them when negative. */
    public void direct(long bytes) {
        direct += bytes;
        grown(bytes);
    }

    /** Charges bytes of the heap that several holders share: once for all who name the same object. */
    public void share(Object what, int bytes) {
        if (bytes < LARGE) { // to look it up would cost more than it is worth
            heap(bytes);
        } else if (shared.computeIfAbsent(what, key -> new int[1])[0]++ == 0) {
            heap(bytes);
        }
    }

    /** Releases what was charged by {@link #share}. */
    public void unshare(Object what, int bytes) {
        int[] holders = bytes < LARGE ? null : shared.get(what);
        if (holders == null) {
            heap(-bytes);
        } else if (--holders[0] == 0) {
            shared.remove(what);
            heap(-bytes);
        }
    }

    /** Notes bytes of direct memory that are charged by nobody, since the allocator counts them. */
    public void grown(long bytes) {
        if (bytes > 0) {
            unseen += bytes;
            if (unseen >= STEP) {
                look();
            }
        }
    }

    /** Counts messages that have begun to wait for their channel's turn, or wait no more. */
    public void waits(int change) {
        waiting += change;
    }

    /** Returns whether memory was short when the node was looked at last: whether something large has to wait. */
    public boolean tight() {
        return tight;
    }

    /** Counts something large that was refused, or has to wait. */
    public void refused() {
        budget.countRefused();
    }

    /** Looks at the node; to be called every {@value #TICK_MILLIS} ms. */
    public void tick() {
        ticks++;
        look();
    }

    /** Returns how often {@link #tick} has been called: a time that costs nothing. */
    int ticks() {
        return ticks;
    }

    long publishedHeap() {
        return publishedHeap;
    }

    long publishedDirect() {
        return publishedDirect;
    }

    int publishedWaiting() {
        return publishedWaiting;
    }

    private void look() {
        unseen = 0;
        publish();
        long heapHeld = budget.heapHeld();
        long directHeld = budget.directHeld();
        tight = heapHeld > budget.heap() / 2 || directHeld > budget.direct() / 2;
        if (!shedding && (heapHeld > budget.heap() || directHeld > budget.direct())) {
            shedding = true;
            later.execute(this::shed);
        }
    }

    private void publish() {
        publishedHeap = heap;
        publishedDirect = direct;
        publishedWaiting = waiting;
    }

    private void shed() {
        try {
            publish(); // much may have been let go since the node was looked at
            shed(budget.heapHeld(), budget.heap(), Holder::heapHeld);
            shed(budget.directHeld(), budget.direct(), Holder::directHeld);
            look();
        } finally {
            shedding = false; // what cannot be shed is looked at again at the next tick
        }
    }

    /** Closes those who hold most, and hold it longest, until this loop has let go of its part of what is too much. */
    private void shed(long held, long allowed, ToLongFunction<Holder> bytes) {
        if (held <= allowed) {
            return;
        }
        long here = 0;
        var weights = new HashMap<Holder, Double>();
        for (var source : sources) {
            for (Holder holder : source.get()) {
                long own = bytes.applyAsLong(holder);
                if (own > 0) {
                    here += own;
                    weights.put(holder, weight(own, holder.heldFor()));
                }
            }
        }
        long share = allowed / Math.max(SHARES, 2 * weights.size());
        double wanted = (held - allowed + allowed / HEADROOM) * Math.min(1, (double) here / held);
        var candidates = new ArrayList<>(weights.keySet());
        candidates.sort(Comparator.comparing(weights::get).reversed());
        for (Holder holder : candidates) {
            long own = bytes.applyAsLong(holder);
            if (wanted > 0 && own >= share) {
                wanted -= own;
                budget.countShed();
                shed(holder);
            }
        }
    }

    private void shed(Holder holder) {
        try {
            holder.shed();
        } catch (RuntimeException e) {
            later.execute(() -> {
                throw e; // to be told, but the others have to go as well
            });
        }
    }

    /**
     * Bytes by time: one who has just sent a large message counts less than one who has kept half of it for a minute, and more than one
     * who has kept little for a second.
     */
    private static double weight(long bytes, long nanos) {
        return bytes * (1 + Math.min(nanos / NANOS, LONGEST_SECONDS));
    }
}
