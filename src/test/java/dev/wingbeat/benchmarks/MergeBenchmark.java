package dev.wingbeat.benchmarks;

import dev.wingbeat.crdt.Delta;
import dev.wingbeat.crdt.DotSet;
import dev.wingbeat.crdt.Merge;
import dev.wingbeat.crdt.PresenceState;
import dev.wingbeat.crdt.ReplicaId;
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

/** Presences of another node: its whole state merged into an empty one, and one delta into that. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
public class MergeBenchmark {

    private static final ReplicaId HERE = new ReplicaId("here", 1);
    private static final ReplicaId THERE = new ReplicaId("there", 1);

    /** Entries of the other node. */
    @Param({"100", "10000"})
    public int entries;

    private final PresenceState<String> there = new PresenceState<>(THERE);
    private PresenceState<String> here;
    private Delta<String> whole;
    private long owners;

    /** Fills the other node, and merges it. */
    @Setup
    public void setUp() {
        for (int i = 0; i < entries; i++) {
            Delta<String> unused = there.add("room:" + i % 100, owners++, "user" + i, dot -> "{}");
        }
        whole = there.missing(DotSet.EMPTY, 0, entries);
        here = new PresenceState<>(HERE);
        Merge<String> unused = here.merge(whole);
    }

    /** Merges the whole state into an empty one, as a node does that has just joined. */
    @Benchmark
    public Merge<String> whole() {
        return new PresenceState<String>(HERE).merge(whole);
    }

    /** One comes and goes at the other node, and both deltas are merged. */
    @Benchmark
    public Merge<String> delta() {
        long owner = owners++;
        Merge<String> unused = here.merge(there.add("room:1", owner, "somebody", dot -> "{}"));
        return here.merge(there.remove(owner));
    }

    /** Begins each iteration with states that remember nothing of the last. */
    @Setup(Level.Iteration)
    public void renew() {
        here = new PresenceState<>(HERE);
        Merge<String> unused = here.merge(there.missing(DotSet.EMPTY, 0, entries));
    }
}
