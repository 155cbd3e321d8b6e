package dev.wingbeat.token;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Signs bytes as {@code SFMyNTY.<payload>.<mac>}, three base64url parts without padding. The key is derived once, from a
 * secret and a salt, so that tokens of one purpose are worth nothing for another. Thread-safe.
 */
final class TokenSigner {

    private static final String SIGNING_HEADER = "SFMyNTY"; // HS256
    private static final Map<String, String> ALGORITHMS =
            Map.of(SIGNING_HEADER, "HmacSHA256", "SFMzODQ", "HmacSHA384", "SFM1MTI", "HmacSHA512");

    private final byte[] key;

    /** Derives the key as {@code Phoenix.Token} does, which takes a millisecond. */
    TokenSigner(String secretKeyBase, String salt) {
        this(KeyDerivation.DEFAULT.derive(secretKeyBase, salt));
    }

    TokenSigner(byte[] key) {
        this.key = key;
    }

    String sign(byte[] payload) {
        String signed = SIGNING_HEADER + '.' + encode(payload);
        return signed + '.' + encode(mac("HmacSHA256", signed));
    }

    /** Returns the payload of a token that was signed with this key, else null. */
    byte @Nullable [] verify(String token) {
        int first = token.indexOf('.');
        int last = token.lastIndexOf('.');
        String algorithm = first < 0 ? null : ALGORITHMS.get(token.substring(0, first));
        if (algorithm == null || last == first) {
            return null;
        }
        byte[] mac = decode(token.substring(last + 1));
        byte[] expected = mac(algorithm, token.substring(0, last));
        return mac != null && MessageDigest.isEqual(expected, mac) ? decode(token.substring(first + 1, last)) : null;
    }

    /** Returns the derived key. */
    byte[] key() {
        return key.clone();
    }

    private byte[] mac(String algorithm, String text) {
        try {
            Mac mac = Mac.getInstance(algorithm);
            mac.init(new SecretKeySpec(key, algorithm));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + algorithm, e);
        }
    }

    private static String encode(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    static byte @Nullable [] decode(String base64) {
        try {
            return Base64.getUrlDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
