package dev.wingbeat.token;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * Signs texts that clients carry around, such as where their long-poll session is. Signed, not encrypted: the client can read
 * the text, but not change it. Thread-safe.
 *
 * <p>Follows {@code Phoenix.Token}, whose keys and signatures it shares, but not the encoding of what is signed.
 *
 * <p>Internal seam.
 */
public final class SignedToken {

    /** An age limit that never ends a token. */
    public static final Duration FOREVER = Duration.ofMillis(Long.MAX_VALUE);

    private static final byte VERSION = 2;

    private static final int PREFIX_LENGTH = 1 + Long.BYTES;

    private final TokenSigner signer;
    private final InstantSource clock;

    SignedToken(TokenSigner signer, InstantSource clock) {
        this.signer = signer;
        this.clock = clock;
    }

    /** The verdict of {@link #verify}. */
    public sealed interface Verification {}

    /** Genuine and fresh. */
    public record Valid(String text) implements Verification {}

    /** Genuine, but too old. */
    public record Expired() implements Verification {}

    /**
     * Signed with another secret or salt, changed, or no token at all; or signed in the future: by more than its age limit, and
     * by more than 10 seconds, since clocks differ and are set back.
     */
    public record Invalid() implements Verification {}

    /** Null. */
    public record Missing() implements Verification {}

    /**
     * Makes a signer for one purpose, which the salt names. Deriving the key takes a millisecond: keep the signer.
     *
     * @throws IllegalArgumentException for a secret shorter than 20 bytes or an empty salt
     */
    public static SignedToken of(String secretKeyBase, String salt) {
        return new SignedToken(new TokenSigner(secretKeyBase, salt), InstantSource.system());
    }

    /** Signs a text, and tells the time. */
    public String sign(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return signer.sign(ByteBuffer.allocate(PREFIX_LENGTH + bytes.length)
                .put(VERSION)
                .putLong(clock.millis())
                .put(bytes)
                .array());
    }

    /** Verifies a token by its signature and its age. */
    public Verification verify(@Nullable String token, Duration maxAge) {
        if (token == null) {
            return new Missing();
        }
        byte[] payload = signer.verify(token);
        if (payload == null || payload.length < PREFIX_LENGTH || payload[0] != VERSION) {
            return new Invalid();
        }
        var buffer = ByteBuffer.wrap(payload, 1, payload.length - 1);
        long signedAt = buffer.getLong();
        return switch (TokenAge.of(signedAt, clock.millis(), millis(maxAge))) {
            case FRESH -> new Valid(StandardCharsets.UTF_8.decode(buffer).toString());
            case EXPIRED -> new Expired();
            case FUTURE -> new Invalid();
        };
    }

    private static long millis(Duration duration) {
        return duration.compareTo(FOREVER) >= 0 ? Long.MAX_VALUE : duration.toMillis();
    }
}
