package dev.wingbeat.room;

import dev.wingbeat.connection.TimerRef;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Queue;

/** A room's thread that is the test's, on a clock that the test moves. */
public final class ManualThread implements RoomThread {

    private record Timed(long at, long order, Runnable task) {}

    private final PriorityQueue<Timed> timers =
            new PriorityQueue<>(Comparator.comparingLong(Timed::at).thenComparingLong(Timed::order));
    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private long orders;
    private long now;

    @Override
    public boolean isCurrent() {
        return true;
    }

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
    }

    @Override
    public TimerRef at(long nanoTime, Runnable task) {
        var timed = new Timed(nanoTime, orders++, task);
        timers.add(timed);
        return () -> timers.remove(timed);
    }

    @Override
    public long nanoTime() {
        return now;
    }

    @Override
    public long currentTimeMillis() {
        return now / 1_000_000;
    }

    /** Runs what has been handed over. */
    void run() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
    }

    /** Lets time pass, and runs everything at its time. */
    public void pass(Duration time) {
        long until = now + time.toNanos();
        run();
        while (!timers.isEmpty() && timers.peek().at() <= until) {
            Timed timed = timers.remove();
            now = Math.max(now, timed.at());
            timed.task().run();
            run();
        }
        now = until;
    }

    /** Lets time pass in which nothing runs. */
    void stall(Duration time) {
        now += time.toNanos();
    }
}
