package dev.wingbeat.limit;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/**
 * The memory that a node may hold for its clients, and the memory that it holds: the sum of its loops' accounts, what waits for
 * other nodes, and the direct memory that an allocator says is in use. Internal seam.
 *
 * <p>From half of the budget on, large messages have to wait or are refused; above it, those who hold most are closed.
 */
public final class MemoryBudget {

    /** The share of the heap and of direct memory, in percent, that is used unless another one is asked for. */
    public static final int DEFAULT_PERCENT = 25;

    private final long heap;
    private final long direct;
    private final LongSupplier allocated;
    private final List<LoopAccount> loops = new CopyOnWriteArrayList<>();
    private final List<LongSupplier> others = new CopyOnWriteArrayList<>();
    private final LongAdder refused = new LongAdder();
    private final LongAdder shed = new LongAdder();

    /**
     * Makes a budget.
     *
     * @param heap bytes of the heap
     * @param direct bytes of direct memory
     * @param allocated returns what is in use of the direct memory that no account is charged for
     */
    public MemoryBudget(long heap, long direct, LongSupplier allocated) {
        this.heap = heap;
        this.direct = direct;
        this.allocated = allocated;
    }

    /** Makes a budget of a share of the heap, and of so much direct memory. */
    public static MemoryBudget of(int percent, long maxDirect, LongSupplier allocated) {
        return new MemoryBudget(Runtime.getRuntime().maxMemory() / 100 * percent, maxDirect / 100 * percent, allocated);
    }

    /** Makes a budget that is never used up. */
    public static MemoryBudget unlimited() {
        return new MemoryBudget(Long.MAX_VALUE, Long.MAX_VALUE, () -> 0);
    }

    /** Opens the account of a loop; {@code later} runs a task on it, never from inside a call. */
    public LoopAccount open(Executor later) {
        var account = new LoopAccount(this, later);
        loops.add(account);
        return account;
    }

    /** Adds bytes of the heap that are held by no loop, and cannot be shed by one. */
    public void include(LongSupplier heapHeld) {
        others.add(heapHeld);
    }

    /** Closes the account of a loop that has ended. */
    public void close(LoopAccount account) {
        loops.remove(account);
    }

    /** Returns how many bytes of the heap may be held. */
    public long heap() {
        return heap;
    }

    /** Returns how many bytes of direct memory may be held. */
    public long direct() {
        return direct;
    }

    /** Returns how many bytes of the heap are held, as the loops said last and others say now. */
    public long heapHeld() {
        long sum = 0;
        for (LoopAccount loop : loops) {
            sum += loop.publishedHeap();
        }
        for (LongSupplier other : others) {
            sum += other.getAsLong();
        }
        return sum;
    }

    /** Returns how many bytes of direct memory are held, as the loops said last and the allocator says now. */
    public long directHeld() {
        long sum = allocated.getAsLong();
        for (LoopAccount loop : loops) {
            sum += loop.publishedDirect();
        }
        return sum;
    }

    /** Returns how many messages wait for their channel's turn, as the loops said last. */
    public int waiting() {
        return loops.stream().mapToInt(LoopAccount::publishedWaiting).sum();
    }

    /** Returns how many large messages and bodies were refused or had to wait. */
    public long refused() {
        return refused.sum();
    }

    /** Returns how many connections were closed to let memory go. */
    public long shed() {
        return shed.sum();
    }

    void countRefused() {
        refused.increment();
    }

    void countShed() {
        shed.increment();
    }
}
