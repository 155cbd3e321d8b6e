package dev.wingbeat.jwt;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyOperation;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads public keys: PEM, and sets of JSON Web Keys. */
final class PublicKeys {

    private static final int MAX_KEYS = 100;
    private static final Pattern PEM =
            Pattern.compile("\\s*-----BEGIN ([A-Z0-9 ]+)-----([A-Za-z0-9+/=\\s]*)-----END \\1-----\\s*");
    private static final String PEM_EXPECTED = "a PEM text that begins with -----BEGIN PUBLIC KEY-----";

    /** The bytes before the 32 of an Ed25519 key in the form of X.509. */
    private static final byte[] ED25519_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

    private PublicKeys() {}

    /**
     * Reads a key of the form that {@code openssl pkey -pubout} writes.
     *
     * @throws IllegalArgumentException for anything else; the text is not shown, it might be a private key
     */
    static PublicKey pem(String text) {
        Matcher pem = PEM.matcher(text);
        if (!pem.matches()) {
            throw new IllegalArgumentException("publicKey: no PEM (expected: " + PEM_EXPECTED + ")");
        }
        if (!pem.group(1).equals("PUBLIC KEY")) {
            throw new IllegalArgumentException("publicKey: " + pem.group(1) + " (expected: " + PEM_EXPECTED + ")");
        }
        byte[] encoded;
        try {
            encoded = Base64.getMimeDecoder().decode(pem.group(2));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("publicKey: no Base64 (expected: " + PEM_EXPECTED + ")", e);
        }
        for (String algorithm : List.of("RSA", "EC", "Ed25519")) {
            PublicKey key = x509(algorithm, encoded);
            if (key != null) {
                return key;
            }
        }
        throw new IllegalArgumentException("publicKey: of no kind that is known (expected: RSA, EC or Ed25519)");
    }

    private static @Nullable PublicKey x509(String algorithm, byte[] encoded) {
        try {
            return KeyFactory.getInstance(algorithm).generatePublic(new X509EncodedKeySpec(encoded));
        } catch (GeneralSecurityException e) {
            return null;
        }
    }

    /**
     * Reads a key set. Keys that cannot verify tokens, because of their kind or their purpose, are left out.
     *
     * @throws ParseException for what is no key set, or one of more than 100 keys
     */
    static List<VerifyingKey> set(String json) throws ParseException {
        if (!(JsonObjects.object(json).get("keys") instanceof List<?> all)) {
            throw new ParseException("no key set (expected: an object with a list named keys)", 0);
        }
        if (all.size() > MAX_KEYS) {
            throw new ParseException(all.size() + " keys (expected: at most " + MAX_KEYS + ")", 0);
        }
        var keys = new ArrayList<VerifyingKey>();
        for (Object each : all) {
            VerifyingKey key = each instanceof Map<?, ?> map ? key(map) : null;
            if (key != null) {
                keys.add(key);
            }
        }
        return List.copyOf(keys);
    }

    private static @Nullable VerifyingKey key(Map<?, ?> json) {
        try {
            @SuppressWarnings("unchecked") // the parser makes no other maps
            JWK jwk = JWK.parse((Map<String, Object>) json);
            PublicKey key = signs(jwk) ? publicKey(jwk) : null;
            if (key == null) {
                return null;
            }
            Algorithm only = jwk.getAlgorithm() == null
                    ? null
                    : Algorithm.of(jwk.getAlgorithm().getName());
            boolean foreign = jwk.getAlgorithm() != null && only == null;
            return foreign ? null : VerifyingKey.of(jwk.getKeyID(), key, only);
        } catch (ParseException | JOSEException | IllegalArgumentException e) {
            return null; // one that nobody could use does not spoil the others
        }
    }

    private static boolean signs(JWK jwk) {
        return (jwk.getKeyUse() == null || jwk.getKeyUse().equals(KeyUse.SIGNATURE))
                && (jwk.getKeyOperations() == null || jwk.getKeyOperations().contains(KeyOperation.VERIFY));
    }

    /** Returns null for other kinds, secrets among them: what everybody can read is none. */
    private static @Nullable PublicKey publicKey(JWK jwk) throws JOSEException {
        return switch (jwk) {
            case RSAKey rsa -> rsa.toRSAPublicKey();
            case ECKey elliptic -> elliptic.toECPublicKey();
            case OctetKeyPair edwards
            when edwards.getCurve().getName().equals("Ed25519") -> ed25519(edwards.getDecodedX());
            default -> null;
        };
    }

    private static @Nullable PublicKey ed25519(byte[] x) {
        byte[] encoded = new byte[ED25519_PREFIX.length + x.length];
        System.arraycopy(ED25519_PREFIX, 0, encoded, 0, ED25519_PREFIX.length);
        System.arraycopy(x, 0, encoded, ED25519_PREFIX.length, x.length);
        return x509("Ed25519", encoded);
    }
}
