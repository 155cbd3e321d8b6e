package dev.wingbeat.token;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Signs and encrypts data that clients carry around, in the tokens of {@code Phoenix.Token}: a service in Elixir that has
 * the same secret reads what is signed here, and the reverse. Thread-safe.
 *
 * <pre>{@code
 * var tokens = PhoenixToken.of(secretKeyBase, "user auth");
 * String token = tokens.sign(Map.of("user_id", 42));
 * return switch (tokens.verify(connect.param("token"))) {
 *     case PhoenixToken.Valid(Map<?, ?> user) -> ConnectResult.accept(USER, (Long) user.get("user_id"));
 *     case PhoenixToken.Expired() -> ConnectResult.refuse("expired");
 *     default -> ConnectResult.refuse();
 * };
 * }</pre>
 *
 * <p>Data is what Erlang knows and Java has: null ({@code nil}), booleans, integers, which are read as {@link Long} or, when
 * they are larger, {@link java.math.BigInteger}, finite floats, read as {@link Double}, {@link String}s (binaries that are
 * UTF-8), other binaries as {@code byte[]}, lists, maps, {@link Atom}s and {@link Tuple}s; at most 16 levels deep and 1,000
 * terms, in a token of at most 8,192 characters. A map written as {@code %{user_id: 42}} in
 * Elixir has an atom as its key, {@code new Atom("user_id")}; Elixir takes only atoms that it knows already.
 *
 * <p>A signed token can be read by whoever has it, an encrypted one only with the secret. Neither is a session: a token is
 * good until it is too old.
 *
 * <p>Follows {@code Plug.Crypto} 2.1, but for two things: a token from the future is refused only when it is ahead by more than
 * its age limit, and by more than 10 seconds, since clocks differ and are set back, and a genuine token whose content is none
 * of {@code Phoenix.Token} is invalid, where the reference raises.
 */
public final class PhoenixToken {

    /** The time for which a token is good by default. */
    public static final Duration DEFAULT_MAX_AGE = Duration.ofDays(1);

    /** An age limit that never ends a token; {@code :infinity} in Elixir. */
    public static final Duration FOREVER = Duration.ofMillis(TokenClaims.INFINITY);

    private static final int MAX_LENGTH = 8 * 1024;
    private static final String ENCRYPTED = "XCP.";
    private static final byte[] ENCRYPTED_AAD = {'A', '1', '2', '8', 'G', 'C', 'M'};

    private final List<TokenSigner> signers;
    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();

    PhoenixToken(List<TokenSigner> signers, InstantSource clock) {
        this.signers = signers;
        this.clock = clock;
    }

    /** The verdict on a token. */
    public sealed interface Verification {}

    /** Genuine and fresh. */
    public record Valid(@Nullable Object data) implements Verification {}

    /** Genuine, but too old. */
    public record Expired() implements Verification {}

    /** Made with another secret or salt, changed, from the future, or no token at all. */
    public record Invalid() implements Verification {}

    /** Null. */
    public record Missing() implements Verification {}

    /**
     * Makes the tokens of one purpose, which the salt names. Deriving the key takes a millisecond: keep the object.
     *
     * @throws IllegalArgumentException for a secret shorter than 20 bytes or an empty salt
     */
    public static PhoenixToken of(String secretKeyBase, String salt) {
        return of(List.of(secretKeyBase), salt, KeyDerivation.DEFAULT);
    }

    /**
     * Makes tokens while secrets are being changed: the first secret signs and encrypts, all of them verify and decrypt.
     *
     * @throws IllegalArgumentException for no secret, a secret shorter than 20 bytes or an empty salt
     */
    public static PhoenixToken of(List<String> secretKeyBases, String salt, KeyDerivation derivation) {
        if (secretKeyBases.isEmpty()) {
            throw new IllegalArgumentException("secretKeyBases: empty (expected: at least one)");
        }
        var signers = secretKeyBases.stream()
                .map(secret -> new TokenSigner(derivation.derive(secret, salt)))
                .toList();
        return new PhoenixToken(signers, InstantSource.system());
    }

    /** Signs data, good for a day; see {@link #sign(Object, Duration)}. */
    public String sign(@Nullable Object data) {
        return sign(data, DEFAULT_MAX_AGE);
    }

    /**
     * Signs data, good for as long as given.
     *
     * @throws IllegalArgumentException for data that has no form in Erlang, or is too large
     */
    public String sign(@Nullable Object data, Duration maxAge) {
        return checkLength(signers.getFirst().sign(payload(data, maxAge)));
    }

    /** Verifies a signed token by the age limit it was signed with. */
    public Verification verify(@Nullable String token) {
        return check(token, this::genuine, null);
    }

    /** Verifies a signed token by another age limit, which wins over the one it was signed with. */
    public Verification verify(@Nullable String token, Duration maxAge) {
        return check(token, this::genuine, maxAge);
    }

    /**
     * The content of a signed token, whoever has signed it.
     *
     * @param maxAge how long it is good for as it says; {@link #FOREVER} for ever
     */
    public record Unverified(@Nullable Object data, Instant signedAt, Duration maxAge) {}

    /** Reads a signed token without verifying it, to look at; null when it cannot be read. */
    public static @Nullable Unverified unverified(String token) {
        String[] parts = token.length() > MAX_LENGTH ? new String[0] : token.split("\\.", -1);
        TokenClaims claims = parts.length == 3 ? claims(TokenSigner.decode(parts[1])) : null;
        return claims == null
                ? null
                : new Unverified(
                        claims.data(),
                        Instant.ofEpochMilli(claims.signedAt()),
                        Duration.ofMillis(claims.maxAgeMillis()));
    }

    /** Encrypts data, good for a day; see {@link #encrypt(Object, Duration)}. */
    public String encrypt(@Nullable Object data) {
        return encrypt(data, DEFAULT_MAX_AGE);
    }

    /**
     * Encrypts data, good for as long as given.
     *
     * @throws IllegalArgumentException for data that has no form in Erlang, or is too large
     * @throws IllegalStateException when keys are not 32 bytes long
     */
    public String encrypt(@Nullable Object data, Duration maxAge) {
        byte[] iv = new byte[XChaCha20Poly1305.IV_BYTES];
        random.nextBytes(iv);
        return encrypt(data, maxAge, iv);
    }

    String encrypt(@Nullable Object data, Duration maxAge, byte[] iv) {
        byte[] sealed =
                XChaCha20Poly1305.encrypt(encryptionKey(signers.getFirst()), iv, ENCRYPTED_AAD, payload(data, maxAge));
        byte[] content = Arrays.copyOf(iv, iv.length + sealed.length);
        System.arraycopy(sealed, 0, content, iv.length, sealed.length);
        return checkLength(ENCRYPTED + Base64.getUrlEncoder().withoutPadding().encodeToString(content));
    }

    /** Decrypts a token by the age limit it was encrypted with. */
    public Verification decrypt(@Nullable String token) {
        return check(token, this::decrypted, null);
    }

    /** Decrypts a token by another age limit, which wins over the one it was encrypted with. */
    public Verification decrypt(@Nullable String token, Duration maxAge) {
        return check(token, this::decrypted, maxAge);
    }

    private byte[] payload(@Nullable Object data, Duration maxAge) {
        return TermWriter.write(new TokenClaims(data, clock.millis(), millis(maxAge)).term());
    }

    private Verification check(
            @Nullable String token, Function<String, byte @Nullable []> open, @Nullable Duration maxAge) {
        if (token == null) {
            return new Missing();
        }
        TokenClaims claims = token.length() > MAX_LENGTH ? null : claims(open.apply(token));
        if (claims == null) {
            return new Invalid();
        }
        return judge(claims, maxAge == null ? claims.maxAgeMillis() : millis(maxAge));
    }

    /** Judges by age, in the order of the reference. */
    private Verification judge(TokenClaims claims, long limitMillis) {
        return switch (TokenAge.of(claims.signedAt(), clock.millis(), limitMillis)) {
            case FRESH -> new Valid(claims.data());
            case EXPIRED -> new Expired();
            case FUTURE -> new Invalid();
        };
    }

    private static @Nullable TokenClaims claims(byte @Nullable [] payload) {
        try {
            return payload == null ? null : TokenClaims.of(TermReader.read(payload));
        } catch (MalformedTermException e) {
            return null;
        }
    }

    private byte @Nullable [] genuine(String token) {
        return firstOf(signers.stream().map(signer -> signer.verify(token)));
    }

    private byte @Nullable [] decrypted(String token) {
        byte[] content = token.startsWith(ENCRYPTED) ? TokenSigner.decode(token.substring(ENCRYPTED.length())) : null;
        if (content == null || content.length < XChaCha20Poly1305.IV_BYTES) {
            return null;
        }
        byte[] iv = Arrays.copyOf(content, XChaCha20Poly1305.IV_BYTES);
        byte[] sealed = Arrays.copyOfRange(content, XChaCha20Poly1305.IV_BYTES, content.length);
        return firstOf(signers.stream()
                .map(signer -> XChaCha20Poly1305.decrypt(encryptionKey(signer), iv, ENCRYPTED_AAD, sealed)));
    }

    private static byte @Nullable [] firstOf(Stream<byte @Nullable []> opened) {
        return opened.filter(payload -> payload != null).findFirst().orElse(null);
    }

    private static byte[] encryptionKey(TokenSigner signer) {
        byte[] key = signer.key();
        if (key.length != XChaCha20Poly1305.KEY_BYTES) {
            throw new IllegalStateException("length: " + key.length + " bytes of the key (expected: "
                    + XChaCha20Poly1305.KEY_BYTES + " to encrypt)");
        }
        return key;
    }

    private static String checkLength(String token) {
        if (token.length() > MAX_LENGTH) {
            throw new IllegalArgumentException(
                    "data: a token of " + token.length() + " characters (expected: at most " + MAX_LENGTH + ")");
        }
        return token;
    }

    private static long millis(Duration duration) {
        return duration.compareTo(FOREVER) >= 0 ? TokenClaims.INFINITY : duration.toMillis();
    }
}
