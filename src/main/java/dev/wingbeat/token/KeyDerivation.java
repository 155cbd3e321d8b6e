package dev.wingbeat.token;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Set;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * The parameters by which a key is derived from a secret and a salt, by PBKDF2. The defaults are those of
 * {@code Phoenix.Token}; others are for services that set its options {@code key_iterations}, {@code key_length} and
 * {@code key_digest}.
 *
 * @param iterations at least 1
 * @param length bytes of the key; at least 1, and 32 to encrypt
 * @param digest {@code SHA256}, {@code SHA384} or {@code SHA512}
 */
public record KeyDerivation(int iterations, int length, String digest) {

    private static final int MIN_SECRET_BYTES = 20;
    private static final Set<String> DIGESTS = Set.of("SHA256", "SHA384", "SHA512");

    /** 1,000 iterations of SHA-256 to 32 bytes. */
    public static final KeyDerivation DEFAULT = new KeyDerivation(1_000, 32, "SHA256");

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException for one out of range
     */
    public KeyDerivation {
        if (iterations < 1) {
            throw new IllegalArgumentException("iterations: " + iterations + " (expected: >= 1)");
        }
        if (length < 1) {
            throw new IllegalArgumentException("length: " + length + " (expected: >= 1)");
        }
        if (!DIGESTS.contains(digest)) {
            throw new IllegalArgumentException("digest: " + digest + " (expected: SHA256, SHA384 or SHA512)");
        }
    }

    /** Derives a key, which takes a millisecond. */
    byte[] derive(String secretKeyBase, String salt) {
        int bytes = secretKeyBase.getBytes(StandardCharsets.UTF_8).length;
        if (bytes < MIN_SECRET_BYTES) { // the secret itself stays out of the text
            throw new IllegalArgumentException(
                    "secretKeyBase: " + bytes + " bytes (expected: >= " + MIN_SECRET_BYTES + ")");
        }
        if (salt.isEmpty()) {
            throw new IllegalArgumentException("salt: empty (expected: a text that names the purpose)");
        }
        String algorithm = "PBKDF2WithHmac" + digest;
        try {
            var spec = new PBEKeySpec(
                    secretKeyBase.toCharArray(), salt.getBytes(StandardCharsets.UTF_8), iterations, length * Byte.SIZE);
            return SecretKeyFactory.getInstance(algorithm).generateSecret(spec).getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + algorithm, e);
        }
    }
}
