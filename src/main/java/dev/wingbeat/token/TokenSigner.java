package dev.wingbeat.token;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Signs bytes as {@code SFMyNTY.<payload>.<mac>}, three base64url parts without padding. The key is derived once, from a
 * secret and a salt, so that tokens of one purpose are worth nothing for another. Thread-safe.
 */
final class TokenSigner {

    static final int MIN_SECRET_BYTES = 20;

    private static final int ITERATIONS = 1_000;
    private static final int KEY_BITS = 256;
    private static final String SIGNING_HEADER = "SFMyNTY"; // HS256
    private static final Map<String, String> ALGORITHMS =
            Map.of(SIGNING_HEADER, "HmacSHA256", "SFMzODQ", "HmacSHA384", "SFM1MTI", "HmacSHA512");

    private final byte[] key;

    /** Derives the key, which takes a millisecond. */
    TokenSigner(String secretKeyBase, String salt) {
        int length = secretKeyBase.getBytes(StandardCharsets.UTF_8).length;
        if (length < MIN_SECRET_BYTES) { // the secret itself stays out of the text
            throw new IllegalArgumentException(
                    "secretKeyBase: " + length + " bytes (expected: >= " + MIN_SECRET_BYTES + ")");
        }
        if (salt.isEmpty()) {
            throw new IllegalArgumentException("salt: empty (expected: a text that names the purpose)");
        }
        this.key = derive(secretKeyBase, salt);
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

    /** Returns the derived key, for tests against known tokens. */
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

    private static byte[] derive(String secret, String salt) {
        try {
            var spec =
                    new PBEKeySpec(secret.toCharArray(), salt.getBytes(StandardCharsets.UTF_8), ITERATIONS, KEY_BITS);
            return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                    .generateSecret(spec)
                    .getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has PBKDF2WithHmacSHA256", e);
        }
    }

    private static String encode(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static byte @Nullable [] decode(String base64) {
        try {
            return Base64.getUrlDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
