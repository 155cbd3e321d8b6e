package dev.wingbeat.benchmarks;

import dev.wingbeat.matching.Matcher;
import dev.wingbeat.matching.Range;
import dev.wingbeat.matching.Ticket;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** One round of a queue of 10,000 players who want to be four. */
@State(Scope.Thread)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 30)
@Measurement(iterations = 50)
@Fork(1)
public class MatcherBenchmark {

    private static final int TICKETS = 10_000;

    /** How much ranks may differ: everybody finds somebody, or nobody does though many are looked at. */
    @Param({"all", "none"})
    public String matched;

    private Matcher matcher;

    /** Makes a new queue. */
    @Setup(Level.Iteration)
    public void setUp() {
        var random = new SplittableRandom(7);
        matcher = new Matcher();
        for (int i = 0; i < TICKETS; i++) {
            boolean wide = matched.equals("all") || i % 4 == 0;
            matcher.add(new Ticket(
                    "t" + i,
                    4,
                    Map.of("rank", random.nextInt(3_000)),
                    Map.of("rank", new Range(wide ? 400 : 0, 0, 400)),
                    random.nextInt(10_000)));
        }
    }

    /** Makes the groups of a round. */
    @Benchmark
    public List<List<Ticket>> round() {
        return matcher.match(10_000);
    }
}
