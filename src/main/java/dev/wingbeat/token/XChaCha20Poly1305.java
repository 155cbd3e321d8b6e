package dev.wingbeat.token;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.GeneralSecurityException;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.ChaCha20ParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * XChaCha20-Poly1305 by what the JDK has: the ChaCha20 key stream, and the AEAD of RFC 8439. Follows
 * draft-irtf-cfrg-xchacha section 2; the tag stands before the ciphertext, as in {@code Plug.Crypto}.
 */
final class XChaCha20Poly1305 {

    static final int KEY_BYTES = 32;
    static final int IV_BYTES = 24;
    static final int TAG_BYTES = 16;

    private static final int BLOCK_BYTES = 64;
    private static final int NONCE_BYTES = 12;
    private static final int WORDS_OF_IV = 4;

    /** "expand 32-byte k", with which a ChaCha20 state begins. */
    private static final int[] CONSTANTS = {0x61707865, 0x3320646e, 0x79622d32, 0x6b206574};

    private XChaCha20Poly1305() {}

    /** Returns tag and ciphertext. */
    static byte[] encrypt(byte[] key, byte[] iv, byte[] aad, byte[] plain) {
        try {
            byte[] sealed = cipher(Cipher.ENCRYPT_MODE, key, iv, aad).doFinal(plain);
            return ByteBuffer.allocate(sealed.length)
                    .put(sealed, plain.length, TAG_BYTES)
                    .put(sealed, 0, plain.length)
                    .array();
        } catch (GeneralSecurityException e) {
            throw unavailable(e);
        }
    }

    /** Returns the plain bytes of tag and ciphertext, null when they were not made with this key. */
    static byte @Nullable [] decrypt(byte[] key, byte[] iv, byte[] aad, byte[] sealed) {
        int length = sealed.length - TAG_BYTES;
        if (length < 0) {
            return null;
        }
        byte[] tagLast = ByteBuffer.allocate(sealed.length)
                .put(sealed, TAG_BYTES, length)
                .put(sealed, 0, TAG_BYTES)
                .array();
        try {
            return cipher(Cipher.DECRYPT_MODE, key, iv, aad).doFinal(tagLast);
        } catch (AEADBadTagException e) {
            return null;
        } catch (GeneralSecurityException e) {
            throw unavailable(e);
        }
    }

    private static Cipher cipher(int mode, byte[] key, byte[] iv, byte[] aad) throws GeneralSecurityException {
        byte[] nonce = new byte[NONCE_BYTES];
        System.arraycopy(iv, 16, nonce, 4, 8);
        Cipher cipher = Cipher.getInstance("ChaCha20-Poly1305");
        cipher.init(mode, new SecretKeySpec(subkey(key, iv), "ChaCha20"), new IvParameterSpec(nonce));
        cipher.updateAAD(aad);
        return cipher;
    }

    /**
     * HChaCha20. A block of the key stream is the state after the rounds plus the state before them; what is known of the
     * latter, the constants and the words of the iv, is taken off again.
     */
    static byte[] subkey(byte[] key, byte[] iv) throws GeneralSecurityException {
        var words = ByteBuffer.wrap(iv).order(ByteOrder.LITTLE_ENDIAN);
        byte[] nonce = new byte[NONCE_BYTES];
        System.arraycopy(iv, 4, nonce, 0, NONCE_BYTES);
        Cipher stream = Cipher.getInstance("ChaCha20");
        stream.init(
                Cipher.ENCRYPT_MODE,
                new SecretKeySpec(key, "ChaCha20"),
                new ChaCha20ParameterSpec(nonce, words.getInt(0)));
        var block = ByteBuffer.wrap(stream.doFinal(new byte[BLOCK_BYTES])).order(ByteOrder.LITTLE_ENDIAN);
        var subkey = ByteBuffer.allocate(KEY_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < CONSTANTS.length; i++) {
            subkey.putInt(block.getInt(i * Integer.BYTES) - CONSTANTS[i]);
        }
        for (int i = 0; i < WORDS_OF_IV; i++) {
            subkey.putInt(block.getInt((12 + i) * Integer.BYTES) - words.getInt(i * Integer.BYTES));
        }
        return subkey.array();
    }

    private static IllegalStateException unavailable(GeneralSecurityException cause) {
        return new IllegalStateException("every Java platform since 11 has ChaCha20", cause);
    }
}
