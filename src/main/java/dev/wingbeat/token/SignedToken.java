package dev.wingbeat.token;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * Signs texts that clients carry around, such as a user id handed to a page and given back as a connect parameter. Signed,
 * not encrypted: the client can read the text, but not change it. Thread-safe.
 *
 * <pre>{@code
 * var tokens = SignedToken.of(secretKeyBase, "user auth");
 * String token = tokens.sign("user-42");
 * return switch (tokens.verify(connect.param("token"))) {
 *     case SignedToken.Valid(String user) -> ConnectResult.accept(USER, user);
 *     case SignedToken.Expired() -> ConnectResult.refuse("expired");
 *     case SignedToken.Invalid(), SignedToken.Missing() -> ConnectResult.refuse();
 * };
 * }</pre>
 *
 * <p>Follows {@code Phoenix.Token}, whose keys and signatures it shares, but not the encoding of what is signed.
 *
 * <p>Internal seam.
 */
public final class SignedToken {

    /** The time for which a token is good by default. */
    public static final Duration DEFAULT_MAX_AGE = Duration.ofDays(1);

    /** An age limit that never ends a token. */
    public static final Duration FOREVER = Duration.ofMillis(Long.MAX_VALUE);

    private static final byte VERSION = 1;

    private static final int PREFIX_LENGTH = 1 + Long.BYTES + Long.BYTES;

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

    /** Signs a text, good for a day. */
    public String sign(String text) {
        return sign(text, DEFAULT_MAX_AGE);
    }

    /** Signs a text, good for as long as given. */
    public String sign(String text, Duration maxAge) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return signer.sign(ByteBuffer.allocate(PREFIX_LENGTH + bytes.length)
                .put(VERSION)
                .putLong(clock.millis())
                .putLong(millis(maxAge))
                .put(bytes)
                .array());
    }

    /** Verifies a token by the age limit it was signed with. */
    public Verification verify(@Nullable String token) {
        return check(token, null);
    }

    /** Verifies a token by another age limit, which wins over the one it was signed with. */
    public Verification verify(@Nullable String token, Duration maxAge) {
        return check(token, maxAge);
    }

    private Verification check(@Nullable String token, @Nullable Duration maxAge) {
        if (token == null) {
            return new Missing();
        }
        byte[] payload = signer.verify(token);
        if (payload == null || payload.length < PREFIX_LENGTH || payload[0] != VERSION) {
            return new Invalid();
        }
        var buffer = ByteBuffer.wrap(payload, 1, payload.length - 1);
        long signedAt = buffer.getLong();
        long signedLimit = buffer.getLong();
        return switch (TokenAge.of(signedAt, clock.millis(), maxAge == null ? signedLimit : millis(maxAge))) {
            case FRESH -> new Valid(StandardCharsets.UTF_8.decode(buffer).toString());
            case EXPIRED -> new Expired();
            case FUTURE -> new Invalid();
        };
    }

    private static long millis(Duration duration) {
        return duration.compareTo(FOREVER) >= 0 ? Long.MAX_VALUE : duration.toMillis();
    }
}
