package dev.wingbeat.lane;

import dev.wingbeat.protocol.Broadcast;
import dev.wingbeat.protocol.Payload;
import io.vertx.core.buffer.Buffer;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
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

/** The envelopes of lanes: written by one node, read by another. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
public class EnvelopeBenchmark {

    /** Broadcasts that share an envelope. */
    @Param({"1", "16"})
    public int items;

    private LaneItem item;
    private Buffer envelope;

    /** Makes the items. */
    @Setup
    public void setUp() {
        item = new LaneItem.Broadcasted(new Broadcast("room:lobby", "shout", Payload.of("body", "x".repeat(90))));
        envelope = encode();
    }

    /** Writes an envelope. */
    @Benchmark
    public Buffer encode() {
        Buffer buffer = EnvelopeCodec.begin("hub@127.0.0.1:4000", 1, 3, 17);
        for (int i = 0; i < items; i++) {
            EnvelopeCodec.append(buffer, item);
        }
        return buffer;
    }

    /** Reads an envelope. */
    @Benchmark
    public @Nullable Object decode() {
        return EnvelopeCodec.decode(envelope);
    }
}
