package dev.wingbeat.jwt;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.util.Base64URL;
import dev.wingbeat.jwt.Algorithm.KeyKind;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A key that verifies.
 *
 * @param id null for one without a name, which may be that of any token
 * @param algorithm the only one it is for, null for all of its kind
 * @param until when it is no longer good, null for never
 */
record VerifyingKey(
        @Nullable String id,
        KeyKind kind,
        @Nullable Algorithm algorithm,
        @Nullable Instant until,
        Check check) {

    static final int MIN_SECRET_BYTES = 32;
    private static final int MIN_RSA_BITS = 2048;

    /** Tells whether a signature is that of the key. */
    interface Check {
        boolean holds(JWSHeader header, byte[] signed, Base64URL signature)
                throws JOSEException, GeneralSecurityException;
    }

    /**
     * Makes the key of a secret, good until a time or for ever.
     *
     * @throws IllegalArgumentException for one that is too short
     */
    static VerifyingKey secret(byte[] secret, @Nullable Instant until) {
        if (secret.length < MIN_SECRET_BYTES) {
            throw new IllegalArgumentException(
                    "secret: " + secret.length + " bytes (expected: at least " + MIN_SECRET_BYTES + ")");
        }
        try {
            return new VerifyingKey(null, KeyKind.SECRET, null, until, new MACVerifier(secret)::verify);
        } catch (JOSEException e) {
            throw new IllegalArgumentException("secret: cannot be used (expected: bytes for an HMAC)", e);
        }
    }

    /**
     * Makes one of a public key.
     *
     * @throws IllegalArgumentException for one of a kind that verifies no tokens, or that is too short
     */
    static VerifyingKey of(@Nullable String id, PublicKey key, @Nullable Algorithm algorithm) {
        return switch (key) {
            case RSAPublicKey rsa
            when rsa.getModulus().bitLength() < MIN_RSA_BITS ->
                throw new IllegalArgumentException("key: RSA of "
                        + rsa.getModulus().bitLength() + " bits (expected: at least " + MIN_RSA_BITS + ")");
            case RSAPublicKey rsa ->
                new VerifyingKey(id, KeyKind.RSA, algorithm, null, new RSASSAVerifier(rsa)::verify);
            case ECPublicKey elliptic -> elliptic(id, elliptic, algorithm);
            case EdECPublicKey edwards
            when edwards.getParams().getName().equals("Ed25519") ->
                new VerifyingKey(id, KeyKind.ED25519, algorithm, null, (header, signed, signature) -> {
                    var verifier = Signature.getInstance("Ed25519");
                    verifier.initVerify(edwards);
                    verifier.update(signed);
                    return verifier.verify(signature.decode());
                });
            default ->
                throw new IllegalArgumentException(
                        "key: " + key.getAlgorithm() + " (expected: RSA, EC on P-256, P-384 or P-521, or Ed25519)");
        };
    }

    private static VerifyingKey elliptic(@Nullable String id, ECPublicKey key, @Nullable Algorithm algorithm) {
        int bits = key.getParams().getOrder().bitLength();
        KeyKind kind = switch (bits) {
            case 256 -> KeyKind.P_256;
            case 384 -> KeyKind.P_384;
            case 521 -> KeyKind.P_521;
            default ->
                throw new IllegalArgumentException(
                        "key: EC of " + bits + " bits (expected: one on P-256, P-384 or P-521)");
        };
        try {
            return new VerifyingKey(id, kind, algorithm, null, new ECDSAVerifier(key)::verify);
        } catch (JOSEException e) {
            throw new IllegalArgumentException("key: EC (expected: one on P-256, P-384 or P-521)", e);
        }
    }

    /** Returns whether this may be the key of a token, by the name that it says. */
    boolean isNamed(@Nullable String wanted) {
        return id == null || wanted == null || id.equals(wanted);
    }

    /** Returns whether tokens of an algorithm are verified by it, at a time. */
    boolean isFor(Algorithm wanted, Instant now) {
        return kind == wanted.kind()
                && (algorithm == null || algorithm == wanted)
                && (until == null || now.isBefore(until));
    }

    /** Returns whether a token was signed with it; its algorithm must be one of this key's. */
    boolean verifies(ParsedToken token) {
        try {
            return check.holds(token.header(), token.signed().getBytes(StandardCharsets.US_ASCII), token.signature());
        } catch (JOSEException | GeneralSecurityException e) {
            return false; // what is no signature at all
        }
    }
}
