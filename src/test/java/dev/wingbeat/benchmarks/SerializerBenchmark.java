package dev.wingbeat.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.wingbeat.protocol.Broadcast;
import dev.wingbeat.protocol.Frame;
import dev.wingbeat.protocol.Inbound;
import dev.wingbeat.protocol.Message;
import dev.wingbeat.protocol.Payload;
import dev.wingbeat.protocol.Ref;
import dev.wingbeat.protocol.Reply;
import dev.wingbeat.protocol.Serializer;
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

/** The scanner and the serializers: a push read, a reply and a broadcast written. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
public class SerializerBenchmark {

    /** The version of the protocol. */
    @Param({"1.0.0", "2.0.0"})
    public String vsn;

    /** Bytes of the payload, about. */
    @Param({"100", "2000"})
    public int payload;

    private Serializer serializer;
    private byte[] push;
    private Broadcast broadcast;
    private Reply reply;

    /** Makes the messages. */
    @Setup
    public void setUp() {
        String body = "{\"user\":\"Ann\",\"body\":\"" + "x".repeat(payload - 40) + "\",\"at\":[1.5,true]}";
        serializer = Serializer.forVsn(vsn);
        push = (serializer == Serializer.V1
                        ? "{\"topic\":\"room:lobby\",\"event\":\"shout\",\"payload\":" + body
                                + ",\"ref\":\"17\",\"join_ref\":\"1\"}"
                        : "[\"1\",\"17\",\"room:lobby\",\"shout\"," + body + "]")
                .getBytes(UTF_8);
        var content = ((Message) serializer.decode(push, false)).payload();
        broadcast = new Broadcast("room:lobby", "shout", content);
        reply = new Reply(Ref.of("1"), Ref.of("17"), "room:lobby", "ok", Payload.EMPTY);
    }

    /** Reads a push. */
    @Benchmark
    public Inbound decodePush() {
        return serializer.decode(push, false);
    }

    /** Writes a broadcast, once for all members. */
    @Benchmark
    public Frame encodeBroadcast() {
        return serializer.encode(broadcast);
    }

    /** Writes a reply. */
    @Benchmark
    public Frame encodeReply() {
        return serializer.encode(reply);
    }
}
