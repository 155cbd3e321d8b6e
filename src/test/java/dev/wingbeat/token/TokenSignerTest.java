package dev.wingbeat.token;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokenSignerTest {

    private static final String SECRET = "a secret of at least twenty bytes";
    private static final byte[] PAYLOAD = {1, 2, 3};

    static List<JsonObject> vectors() throws IOException {
        try (var in = TokenSignerTest.class.getResourceAsStream("/wire/token.json")) {
            var cases = new JsonObject(new String(in.readAllBytes(), StandardCharsets.UTF_8)).getJsonArray("cases");
            assertFalse(cases.isEmpty());
            return IntStream.range(0, cases.size())
                    .mapToObj(cases::getJsonObject)
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void keysAndSignaturesAreThoseOfPhoenix(JsonObject vector) {
        var signer = new TokenSigner(vector.getString("secret_key_base"), vector.getString("salt"));
        byte[] payload = HexFormat.of().parseHex(vector.getString("payload_hex"));
        assertEquals(vector.getString("key_hex"), HexFormat.of().formatHex(signer.key()));
        assertEquals(vector.getString("token"), signer.sign(payload));
        assertArrayEquals(payload, signer.verify(vector.getString("token")));
    }

    @Test
    void otherSecretAndOtherSaltRefuse() {
        String token = new TokenSigner(SECRET, "salt").sign(PAYLOAD);
        assertArrayEquals(PAYLOAD, new TokenSigner(SECRET, "salt").verify(token));
        assertNull(new TokenSigner(SECRET, "other").verify(token));
        assertNull(new TokenSigner(SECRET + "!", "salt").verify(token));
    }

    @Test
    void everyChangedCharacterIsNoticed() {
        var signer = new TokenSigner(SECRET, "salt");
        String token = signer.sign(PAYLOAD);
        for (int i = 0; i < token.length() - 1; i++) { // of the last character some bits mean nothing
            char changed = token.charAt(i) == 'A' ? 'B' : 'A';
            String forged = token.substring(0, i) + changed + token.substring(i + 1);
            assertNull(signer.verify(forged), forged);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "..",
                "...",
                "bad",
                "SFMyNTY",
                "SFMyNTY.",
                "SFMyNTY..",
                "SFMyNTY.a",
                "SFMyNTY.!.!",
                "bm9uZQ.AQID."
            })
    void whatIsNoTokenIsRefused(String token) {
        assertNull(new TokenSigner(SECRET, "salt").verify(token));
    }

    @ParameterizedTest
    @CsvSource({"SFMzODQ, HmacSHA384", "SFM1MTI, HmacSHA512"})
    void longerDigestsAreAccepted(String header, String algorithm) throws Exception {
        var signer = new TokenSigner(SECRET, "salt");
        var encoder = Base64.getUrlEncoder().withoutPadding();
        String signed = header + "." + encoder.encodeToString(PAYLOAD);
        var mac = Mac.getInstance(algorithm);
        mac.init(new SecretKeySpec(signer.key(), algorithm));
        byte[] signature = mac.doFinal(signed.getBytes(StandardCharsets.UTF_8));
        assertArrayEquals(PAYLOAD, signer.verify(signed + "." + encoder.encodeToString(signature)));
    }

    @Test
    void shortSecretAndEmptySaltAreRefusedWithoutShowingTheSecret() {
        var shortSecret = assertThrows(IllegalArgumentException.class, () -> new TokenSigner("x".repeat(19), "salt"));
        assertEquals("secretKeyBase: 19 bytes (expected: >= 20)", shortSecret.getMessage());
        assertThrows(IllegalArgumentException.class, () -> new TokenSigner(SECRET, ""));
    }
}
