package dev.wingbeat.token;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.token.PhoenixToken.Expired;
import dev.wingbeat.token.PhoenixToken.Invalid;
import dev.wingbeat.token.PhoenixToken.Missing;
import dev.wingbeat.token.PhoenixToken.Valid;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The vectors were written by a program that is independent of this one, and accepted by Plug.Crypto on OTP 25. */
class PhoenixTokenTest {

    private static final String SECRET = "0123456789abcdef".repeat(4);
    private static final Instant SIGNED_AT = Instant.ofEpochMilli(1_700_000_000_000L);

    private static final String STRING =
            "SFMyNTY.g2gDbQAAAAJ1MW4GAABo5c-LAWIAAVGA.rmP2tQVWt25AZZE4v_WdHhtdmLt7ESSuCgFliqBpOu8";
    private static final String ENDLESS =
            "SFMyNTY.g2gDYWNuBgAAaOXPiwF3CGluZmluaXR5.sR0zyOpT7Hw9IiHnLMaMFkMnxMywD9ZHWXeCfERrvOk";
    private static final String MAP =
            "SFMyNTY.g2gDdAAAAAJtAAAABHJvbGVtAAAABWFkbWlubQAAAAd1c2VyX2lkYSpuBgAAaOXPiwFiAAAOEA"
                    + ".IHULdnUMcW10KNTB9jVDJZ4_1reo9vtEL3Yj73loFOs";
    private static final String TUPLE =
            "SFMyNTY.g2gDaAN3BHVzZXJuBgAHAAAAAAFsAAAABW0AAAABYWL_____Rj_4AAAAAAAAdwNuaWx3BHRydWVqbgYAAGjlz4sBYTw"
                    + ".tfwnDqOykQx48vA2eI9CQ4pqFZBiodxEshcuw0HX-Qc";
    private static final String OLD_PAIR =
            "SFMyNTY.g2gCbQAAAAJ1MW4GAABo5c-LAQ.xBYGrMwVsfmqZ-dWPU97rlKS--fvuLjAjJj1_dUUqO0";
    private static final String LATIN1_ATOM =
            "SFMyNTY.g2gDYWNuBgAAaOXPiwFkAAhpbmZpbml0eQ.w1pefcW62xxeFvBKVtMbVonuVEjL71y4_aHhoqQBuU4";
    private static final String ENCRYPTED =
            "XCP.AAECAwQFBgcICQoLDA0ODxAREhMUFRYX4WT61Hcq51AzQTsqITSqz3NV5CFrNVhvdp781EWle4JP7cjXnVNBxw";

    private static PhoenixToken tokens(String salt, Instant now) {
        return tokens(SECRET, salt, now);
    }

    private static PhoenixToken tokens(String secret, String salt, Instant now) {
        return new PhoenixToken(List.of(new TokenSigner(secret, salt)), InstantSource.fixed(now));
    }

    private static PhoenixToken auth(Instant now) {
        return tokens("user auth", now);
    }

    private static String signed(Object term) {
        return new TokenSigner(SECRET, "user auth").sign(TermWriter.write(term));
    }

    @Test
    void signsWhatPhoenixSigns() {
        var tokens = auth(SIGNED_AT);
        assertEquals(STRING, tokens.sign("u1"));
        assertEquals(ENDLESS, tokens.sign(99, PhoenixToken.FOREVER));
        assertEquals(MAP, tokens.sign(new TreeMap<>(Map.of("role", "admin", "user_id", 42)), Duration.ofHours(1)));
        assertEquals(TUPLE, tokens.sign(tuple(), Duration.ofMinutes(1)));
    }

    @Test
    void readsWhatPhoenixSigns() {
        var tokens = auth(SIGNED_AT.plusSeconds(59));
        assertEquals(new Valid("u1"), tokens.verify(STRING));
        assertEquals(new Valid(99L), tokens.verify(ENDLESS));
        assertEquals(new Valid(Map.of("role", "admin", "user_id", 42L)), tokens.verify(MAP));
        assertEquals(new Valid(tuple()), tokens.verify(TUPLE));
        assertEquals(new Valid("u1"), tokens.verify(OLD_PAIR));
        assertEquals(new Valid(99L), tokens.verify(LATIN1_ATOM));
    }

    private static Tuple tuple() {
        return Tuple.of(new Atom("user"), 1_099_511_627_783L, Arrays.asList("a", -1L, 1.5, null, true));
    }

    @Test
    void readsTheOldestFormWithAtomKeys() {
        var claims = Map.of(new Atom("data"), "u1", new Atom("signed"), SIGNED_AT.toEpochMilli());
        assertEquals(new Valid("u1"), auth(SIGNED_AT.plusSeconds(86_400)).verify(signed(claims)));
        assertEquals(new Expired(), auth(SIGNED_AT.plusSeconds(86_401)).verify(signed(claims)));
    }

    @Test
    void readsSignaturesByLongerHashes() throws Exception {
        byte[] key = new TokenSigner(SECRET, "user auth").key();
        for (var algorithm :
                Map.of("SFMzODQ", "HmacSHA384", "SFM1MTI", "HmacSHA512").entrySet()) {
            String content = algorithm.getKey() + STRING.substring(STRING.indexOf('.'), STRING.lastIndexOf('.'));
            var mac = Mac.getInstance(algorithm.getValue());
            mac.init(new SecretKeySpec(key, algorithm.getValue()));
            String signature = Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(mac.doFinal(content.getBytes(StandardCharsets.US_ASCII)));
            assertEquals(new Valid("u1"), auth(SIGNED_AT).verify(content + '.' + signature));
        }
    }

    @Test
    void encryptsWhatPhoenixEncrypts() throws Exception {
        byte[] iv = HexFormat.of().parseHex("000102030405060708090a0b0c0d0e0f1011121314151617");
        var tokens = tokens("user secret", SIGNED_AT);
        assertEquals(ENCRYPTED, tokens.encrypt("u1", PhoenixToken.DEFAULT_MAX_AGE, iv));
        assertEquals(new Valid("u1"), tokens.decrypt(ENCRYPTED));
        byte[] key = new TokenSigner(SECRET, "user secret").key();
        assertEquals(
                "388e6b3924670a007647c5db59101888574d90795c52e9a77be2e2c7344050c4",
                HexFormat.of().formatHex(XChaCha20Poly1305.subkey(key, iv)));
    }

    @Test
    void subkeyIsThatOfTheDraft() throws Exception {
        byte[] key = HexFormat.of().parseHex("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f");
        byte[] iv = HexFormat.of().parseHex("000000090000004a00000000314159270000000000000000");
        assertEquals(
                "82413b4227b27bfed30e42508a877d73a0f9e4d58a74a853c12ec41326d3ecdc",
                HexFormat.of().formatHex(XChaCha20Poly1305.subkey(key, iv)));
    }

    @Test
    void encryptsDifferentlyEachTime() {
        var tokens = tokens("user secret", SIGNED_AT);
        String first = tokens.encrypt("u1");
        String second = tokens.encrypt("u1");
        assertTrue(!first.equals(second), first);
        assertEquals(new Valid("u1"), tokens.decrypt(first));
        assertEquals(new Valid("u1"), tokens.decrypt(second));
    }

    @Test
    void everyChangedCharacterIsNoticed() {
        var signed = auth(SIGNED_AT);
        var encrypted = tokens("user secret", SIGNED_AT);
        IntStream.range(0, STRING.length() - 1)
                .forEach(at -> assertEquals(new Invalid(), signed.verify(changed(STRING, at))));
        IntStream.range(0, ENCRYPTED.length() - 1)
                .forEach(at -> assertEquals(new Invalid(), encrypted.decrypt(changed(ENCRYPTED, at))));
    }

    private static String changed(String token, int at) {
        char other = token.charAt(at) == 'A' ? 'B' : 'A';
        return token.substring(0, at) + other + token.substring(at + 1);
    }

    @Test
    void agesAreJudgedInTheOrderOfTheReference() {
        assertEquals(new Expired(), auth(SIGNED_AT).verify(STRING, Duration.ZERO));
        assertEquals(new Expired(), auth(SIGNED_AT.plusSeconds(61)).verify(ENDLESS, Duration.ofSeconds(60)));
        assertEquals(new Valid("u1"), auth(SIGNED_AT.plusSeconds(86_400)).verify(STRING));
        assertEquals(new Expired(), auth(SIGNED_AT.plusMillis(86_400_001)).verify(STRING));
        assertEquals(new Valid("u1"), auth(SIGNED_AT.plusSeconds(900_000)).verify(STRING, PhoenixToken.FOREVER));
        assertEquals(new Valid("u1"), auth(SIGNED_AT.minusSeconds(86_400)).verify(STRING));
        assertEquals(new Invalid(), auth(SIGNED_AT.minusMillis(86_400_001)).verify(STRING));
        assertEquals(new Valid(99L), auth(SIGNED_AT.minusSeconds(900)).verify(ENDLESS));
        assertEquals(new Expired(), auth(SIGNED_AT.minusSeconds(900)).verify(STRING, Duration.ofSeconds(-1)));
    }

    @Test
    void partsOfSecondsAreKept() {
        String token = auth(SIGNED_AT).sign("u1", Duration.ofMillis(1_500));
        assertEquals(new Valid("u1"), auth(SIGNED_AT.plusMillis(1_500)).verify(token));
        assertEquals(new Expired(), auth(SIGNED_AT.plusMillis(1_501)).verify(token));
    }

    @ParameterizedTest
    @CsvSource({"-9223372036854775808, EXPIRED", "-1, EXPIRED", "9223372036854775807, INVALID"})
    void impossibleTimesNeverMakeATokenValid(long signedAt, String verdict) {
        var expected = verdict.equals("EXPIRED") ? new Expired() : new Invalid();
        assertEquals(expected, auth(SIGNED_AT).verify(signed(Tuple.of("u1", signedAt, 60))));
    }

    @Test
    void genuineTokensWithoutClaimsAreInvalid() {
        var tokens = auth(SIGNED_AT);
        for (Object term : Arrays.asList(null, "u1", 7, List.of(), Tuple.of(), Tuple.of("u1"), Map.of("data", "u1"))) {
            assertEquals(new Invalid(), tokens.verify(signed(term)), () -> "term " + term);
        }
        assertEquals(new Invalid(), tokens.verify(signed(Tuple.of("u1", "now", 60))));
        assertEquals(new Invalid(), tokens.verify(signed(Tuple.of("u1", 1, new Atom("forever")))));
        var noTerm = new TokenSigner(SECRET, "user auth").sign(new byte[] {1, 2, 3});
        assertEquals(new Invalid(), tokens.verify(noTerm));
    }

    @Test
    void otherSaltsAndSecretsRefuse() {
        assertEquals(new Invalid(), tokens("other", SIGNED_AT).verify(STRING));
        assertEquals(new Invalid(), tokens(SECRET + "!", "user auth", SIGNED_AT).verify(STRING));
        assertEquals(new Invalid(), tokens("other", SIGNED_AT).decrypt(ENCRYPTED));
        assertEquals(new Invalid(), auth(SIGNED_AT).decrypt(STRING));
        assertEquals(new Invalid(), tokens("user secret", SIGNED_AT).verify(ENCRYPTED));
    }

    @Test
    void noTokenIsMissing() {
        assertEquals(new Missing(), auth(SIGNED_AT).verify(null));
        assertEquals(new Missing(), auth(SIGNED_AT).decrypt(null));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "..",
                "...",
                "XCP.",
                "XCP.AAAA",
                "XCP.===",
                "SFMyNTY..",
                "SFMyNTY.g.",
                "a.b.c.d",
                "é.é.é"
            })
    void whatIsNoTokenIsInvalid(String text) {
        assertEquals(new Invalid(), auth(SIGNED_AT).verify(text));
        assertEquals(new Invalid(), auth(SIGNED_AT).decrypt(text));
    }

    @Test
    void largeTokensAreNeitherMadeNorRead() {
        var tokens = auth(SIGNED_AT);
        var refused = assertThrows(IllegalArgumentException.class, () -> tokens.sign("x".repeat(8_000)));
        assertTrue(refused.getMessage().startsWith("data: a token of "), refused.getMessage());
        assertEquals(new Invalid(), tokens.verify(new TokenSigner(SECRET, "user auth").sign(new byte[8_000])));
    }

    @Test
    void theFirstSecretSignsAndAllVerify() {
        String old = "an old secret of 20 bytes";
        var before = PhoenixToken.of(old, "user auth");
        var after = PhoenixToken.of(List.of(SECRET, old), "user auth", KeyDerivation.DEFAULT);
        assertEquals(new Valid("u1"), after.verify(before.sign("u1")));
        assertEquals(new Valid("u1"), after.decrypt(before.encrypt("u1")));
        assertEquals(new Valid("u1"), PhoenixToken.of(SECRET, "user auth").verify(after.sign("u1")));
        assertEquals(new Invalid(), before.verify(after.sign("u1")));
        assertEquals(new Invalid(), before.decrypt(after.encrypt("u1")));
    }

    @Test
    void keysAreDerivedAsAsked() {
        var derivation = new KeyDerivation(2_000, 64, "SHA512");
        var tokens = PhoenixToken.of(List.of(SECRET), "user auth", derivation);
        assertEquals(new Valid("u1"), tokens.verify(tokens.sign("u1")));
        assertEquals(new Invalid(), PhoenixToken.of(SECRET, "user auth").verify(tokens.sign("u1")));
        var refused = assertThrows(IllegalStateException.class, () -> tokens.encrypt("u1"));
        assertEquals("length: 64 bytes of the key (expected: 32 to encrypt)", refused.getMessage());
        assertThrows(IllegalArgumentException.class, () -> new KeyDerivation(0, 32, "SHA256"));
        assertThrows(IllegalArgumentException.class, () -> new KeyDerivation(1, 0, "SHA256"));
        assertThrows(IllegalArgumentException.class, () -> new KeyDerivation(1, 32, "MD5"));
        assertThrows(
                IllegalArgumentException.class, () -> PhoenixToken.of(List.of(), "user auth", KeyDerivation.DEFAULT));
    }

    @Test
    void shortSecretsAndEmptySaltsAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> PhoenixToken.of("nineteen characters", "user auth"));
        assertThrows(IllegalArgumentException.class, () -> PhoenixToken.of(SECRET, ""));
        assertInstanceOf(
                Valid.class,
                PhoenixToken.of("x".repeat(20), "s")
                        .verify(PhoenixToken.of("x".repeat(20), "s").sign(1)));
    }
}
