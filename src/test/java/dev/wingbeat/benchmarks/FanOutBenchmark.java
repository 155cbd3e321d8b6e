package dev.wingbeat.benchmarks;

import dev.wingbeat.Endpoint;
import dev.wingbeat.channel.Channel;
import dev.wingbeat.channel.HandleResult;
import dev.wingbeat.channel.JoinResult;
import dev.wingbeat.channel.Socket;
import dev.wingbeat.connection.UserSocket;
import dev.wingbeat.limit.LimitOptions;
import dev.wingbeat.limit.SlowPolicy;
import dev.wingbeat.protocol.Payload;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** One broadcast to all subscribers of this node, over real sockets, until the last has it. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 3, time = 2)
@Fork(1)
public class FanOutBenchmark {

    private static final String TOPIC = "room:fan-out";

    /** How many clients have joined. */
    @Param({"10", "100", "1000", "5000"})
    public int subscribers;

    /** What is done for slow members; none of these is slow. */
    @Param({"disconnect", "latest"})
    public String policy;

    private final Payload payload = Payload.of("body", "x".repeat(90));
    private Vertx vertx;
    private Endpoint endpoint;
    private DrainedMembers members;

    /** Starts a server with one event loop, and its clients. */
    @Setup
    public void setUp() throws Exception {
        vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setPreferNativeTransport(true));
        endpoint = Endpoint.builder()
                .socket(
                        "/socket",
                        UserSocket.acceptingAll(),
                        routes -> routes.channel(
                                "room:*",
                                Room::new,
                                options -> options.slow(
                                        policy.equals("latest") ? SlowPolicy.latest() : SlowPolicy.disconnect())))
                .options(options -> options.host("127.0.0.1").port(0).limits(LimitOptions::off))
                .build()
                .start(vertx)
                .await(30, TimeUnit.SECONDS);
        members = DrainedMembers.join(endpoint.port(), TOPIC, subscribers);
        endpoint.localBroadcast(TOPIC, "shout", payload);
        members.learnSize();
    }

    /** Ends both. */
    @TearDown
    public void tearDown() throws Exception {
        members.close();
        endpoint.stop().await(30, TimeUnit.SECONDS);
        vertx.close().await(30, TimeUnit.SECONDS);
    }

    /** Broadcasts and waits until everybody has it. */
    @Benchmark
    public long fanOut() throws Exception {
        endpoint.localBroadcast(TOPIC, "shout", payload);
        return members.awaitNext();
    }

    /** A room that only listens. */
    private static final class Room implements Channel {
        @Override
        public JoinResult join(String topic, Payload payload, Socket socket) {
            return JoinResult.ok();
        }

        @Override
        public HandleResult handleIn(String event, Payload payload, Socket socket) {
            return HandleResult.noReply();
        }
    }
}
