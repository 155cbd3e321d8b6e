package dev.wingbeat.jwt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Map;
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

/** What a token costs the node: the first time, and when it comes again within a minute. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
public class TokenBenchmark {

    /** Whose token. */
    @Param({"HS256", "RS256", "ES256", "EdDSA"})
    public String algorithm;

    private String token;
    private VerifyingKey key;
    private TokenCache cache;
    private Instant now;

    /** Signs a token. */
    @Setup
    public void setUp() {
        now = Instant.now();
        boolean hmac = algorithm.startsWith("HS");
        var pair = Tokens.pair(algorithm);
        key = hmac
                ? VerifyingKey.secret(Tokens.SECRET.getBytes(UTF_8), null)
                : VerifyingKey.of(null, pair.getPublic(), null);
        token = Tokens.signed(
                Map.of("alg", algorithm),
                Tokens.claims(now, "iss", "https://auth.example.com/", "aud", "game"),
                hmac ? Tokens.secret() : pair.getPrivate());
        cache = new TokenCache(100, now);
        cache.put(TokenCache.key(token), requireNonNull(ParsedToken.of(token)).claims(), null, now);
    }

    /** Takes a token apart and verifies it. */
    @Benchmark
    public boolean verify() {
        return key.verifies(requireNonNull(ParsedToken.of(token)));
    }

    /** Finds a token that was verified a moment ago. */
    @Benchmark
    public @Nullable JwtClaims again() {
        ByteBuffer hash = TokenCache.key(token);
        return cache.get(hash, now);
    }
}
