package dev.wingbeat.benchmarks;

import dev.wingbeat.sample.PlayedArena;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** One tick of the sample's arena, from the inputs before it to the patch behind it, without connections. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
public class RoomTickBenchmark {

    /** How many move about. */
    @Param({"4", "16"})
    public int players;

    private PlayedArena arena;

    /** Lets them in. */
    @Setup
    public void setUp() {
        arena = new PlayedArena(players);
    }

    /** Runs a tick. */
    @Benchmark
    public long tick() {
        return arena.tick();
    }
}
