package dev.wingbeat.jwt;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jose.util.JSONObjectUtils;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signs tokens with the JDK alone, as an issuer that knows nothing of what verifies them. */
public final class Tokens {

    public static final String SECRET = "0123456789abcdef".repeat(4);
    public static final Instant NOW = Instant.ofEpochSecond(1_800_000_000);

    public static final KeyPair RSA = pair("RSA", null);
    public static final KeyPair OTHER_RSA = pair("RSA", null);
    public static final KeyPair P_256 = pair("EC", "secp256r1");
    public static final KeyPair P_384 = pair("EC", "secp384r1");
    public static final KeyPair P_521 = pair("EC", "secp521r1");
    public static final KeyPair ED25519 = pair("Ed25519", null);

    private Tokens() {}

    private static KeyPair pair(String algorithm, String curve) {
        try {
            var generator = KeyPairGenerator.getInstance(algorithm);
            if (curve != null) {
                generator.initialize(new ECGenParameterSpec(curve));
            } else if (algorithm.equals("RSA")) {
                generator.initialize(2048);
            }
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(algorithm, e);
        }
    }

    /** Returns the key pair of an algorithm. */
    static KeyPair pair(String algorithm) {
        return switch (algorithm) {
            case "ES256" -> P_256;
            case "ES384" -> P_384;
            case "ES512" -> P_521;
            case "EdDSA", "Ed25519" -> ED25519;
            default -> RSA;
        };
    }

    static Key secret() {
        return new SecretKeySpec(SECRET.getBytes(UTF_8), "HMAC");
    }

    public static String pem(PublicKey key) {
        return "-----BEGIN PUBLIC KEY-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key.getEncoded())
                + "\n-----END PUBLIC KEY-----\n";
    }

    /** Returns the claims of a user for ten minutes, with some more or others; those that are null are left out. */
    public static Map<String, Object> claims(Instant now, Object... more) {
        var claims = new LinkedHashMap<String, Object>();
        claims.put("sub", "ann");
        claims.put("iat", now.getEpochSecond());
        claims.put("exp", now.getEpochSecond() + 600);
        for (int i = 0; i < more.length; i += 2) {
            claims.put((String) more[i], more[i + 1]);
        }
        claims.values().removeIf(value -> value == null);
        return claims;
    }

    /** Signs with the shared secret. */
    public static String signed(Map<String, Object> claims) {
        return signed(Map.of("alg", "HS256"), claims, secret());
    }

    public static String signed(Map<String, Object> header, Map<String, Object> claims, Key key) {
        return signed(header, JSONObjectUtils.toJSONString(new HashMap<>(claims)), key);
    }

    static String signed(Map<String, Object> header, String payload, Key key) {
        String input = base64(JSONObjectUtils.toJSONString(new HashMap<>(header))) + "." + base64(payload);
        try {
            return input + "." + base64(signature((String) header.get("alg"), input.getBytes(UTF_8), key));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(header.toString(), e);
        }
    }

    private static byte[] signature(String algorithm, byte[] input, Key key) throws GeneralSecurityException {
        if (algorithm.startsWith("HS")) {
            var mac = Mac.getInstance("HmacSHA" + algorithm.substring(2));
            mac.init(key);
            return mac.doFinal(input);
        }
        String hash = algorithm.substring(2);
        var signature = switch (algorithm.substring(0, 2)) {
            case "RS" -> Signature.getInstance("SHA" + hash + "withRSA");
            case "PS" -> Signature.getInstance("RSASSA-PSS");
            case "ES" -> Signature.getInstance("SHA" + hash + "withECDSAinP1363Format");
            default -> Signature.getInstance("Ed25519");
        };
        if (algorithm.startsWith("PS")) {
            signature.setParameter(new PSSParameterSpec(
                    "SHA-" + hash, "MGF1", new MGF1ParameterSpec("SHA-" + hash), Integer.parseInt(hash) / 8, 1));
        }
        signature.initSign((PrivateKey) key);
        signature.update(input);
        return signature.sign();
    }

    static String base64(String text) {
        return base64(text.getBytes(UTF_8));
    }

    static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
