package dev.wingbeat.token;

import java.util.Map;
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

/** What a token of Phoenix costs, whose key has been derived before. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
public class PhoenixTokenBenchmark {

    private static final Map<String, Object> USER = Map.of("user_id", 42, "role", "admin");

    private final PhoenixToken tokens = PhoenixToken.of("0123456789abcdef".repeat(4), "user auth");
    private final String signed = tokens.sign(USER);
    private final String encrypted = tokens.encrypt(USER);

    @Benchmark
    public String sign() {
        return tokens.sign(USER);
    }

    @Benchmark
    public PhoenixToken.Verification verify() {
        return tokens.verify(signed);
    }

    @Benchmark
    public String encrypt() {
        return tokens.encrypt(USER);
    }

    @Benchmark
    public PhoenixToken.Verification decrypt() {
        return tokens.decrypt(encrypted);
    }
}
