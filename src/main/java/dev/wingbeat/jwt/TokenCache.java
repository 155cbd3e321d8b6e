package dev.wingbeat.jwt;

import dev.wingbeat.protocol.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The claims of tokens whose signature was verified a moment ago, by their SHA-256: in a storm of reconnects the same tokens
 * come again. Two generations, of which the older one is dropped when the younger one is full or a minute old: no more than
 * 100,000 tokens, and no look at each of them. May be used from any thread.
 */
final class TokenCache {

    static final Duration LIFE = Duration.ofSeconds(60);

    private record Entry(JwtClaims claims, Instant until) {}

    private record Generations(
            Instant begun, ConcurrentMap<ByteBuffer, Entry> younger, ConcurrentMap<ByteBuffer, Entry> older) {

        Generations next(Instant now) {
            return new Generations(now, new ConcurrentHashMap<>(), younger);
        }
    }

    private final int most;
    private final AtomicReference<Generations> generations;

    TokenCache(int most, Instant now) {
        this.most = most;
        this.generations =
                new AtomicReference<>(new Generations(now, new ConcurrentHashMap<>(), new ConcurrentHashMap<>()));
    }

    /** Returns the key of a token. */
    static ByteBuffer key(String token) {
        return ByteBuffer.wrap(Sha256.of(token.getBytes(StandardCharsets.UTF_8)));
    }

    @Nullable
    JwtClaims get(ByteBuffer key, Instant now) {
        Generations both = generations.get();
        Entry entry = both.younger.getOrDefault(key, both.older.get(key));
        return entry != null && now.isBefore(entry.until) ? entry.claims : null;
    }

    /** Keeps what is verified: for a minute, and no longer than the token or its key is good. */
    void put(ByteBuffer key, JwtClaims claims, @Nullable Instant keyUntil, Instant now) {
        Generations both = generations.get();
        if (both.younger.size() >= most / 2 || !now.isBefore(both.begun.plus(LIFE))) {
            generations.compareAndSet(both, both.next(now));
            both = generations.get();
        }
        Instant until = earlier(now.plus(LIFE), earlier(claims.expiresAt(), keyUntil));
        both.younger.put(key, new Entry(claims, until == null ? now : until));
    }

    private static @Nullable Instant earlier(@Nullable Instant one, @Nullable Instant other) {
        return one == null || (other != null && other.isBefore(one)) ? other : one;
    }

    int size() {
        Generations both = generations.get();
        return both.younger.size() + both.older.size();
    }
}
