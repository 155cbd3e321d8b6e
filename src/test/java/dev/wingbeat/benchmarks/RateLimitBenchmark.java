package dev.wingbeat.benchmarks;

import dev.wingbeat.limit.RateLimit;
import dev.wingbeat.limit.SharedBuckets;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What it takes to ask a bucket: one of a connection, with and without reading the clock, and one that loops share. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class RateLimitBenchmark {

    private final RateLimit limit = new RateLimit(1e9, 1_000_000_000);
    private final SharedBuckets<String> shared = new SharedBuckets<>(System::nanoTime);
    private long fullAt;
    private long now;

    /** The arithmetic alone. */
    @Benchmark
    public boolean bucket() {
        return take(now++);
    }

    /** As a message does. */
    @Benchmark
    public boolean bucketAndClock() {
        return take(System.nanoTime());
    }

    /** As a message of a socket id with a limit does. */
    @Benchmark
    public long sharedBucket() {
        return shared.take("user:7", limit);
    }

    private boolean take(long time) {
        long after = limit.taken(fullAt, time, 1);
        if (limit.debt(after, time) > 0) {
            return false;
        }
        fullAt = after;
        return true;
    }
}
