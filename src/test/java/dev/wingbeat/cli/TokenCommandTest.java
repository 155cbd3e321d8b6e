package dev.wingbeat.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.app.Commands;
import dev.wingbeat.app.Settings;
import dev.wingbeat.jwt.Tokens;
import dev.wingbeat.sample.SampleHub;
import dev.wingbeat.token.Atom;
import dev.wingbeat.token.PhoenixToken;
import dev.wingbeat.token.Tuple;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokenCommandTest {

    private static final String SECRET = "0123456789abcdef".repeat(4);
    private static final PhoenixToken TOKENS = PhoenixToken.of(SECRET, "user socket");

    /** V1 of the vectors that plug_crypto itself has made, of the year 2023. */
    private static final String OLD =
            "SFMyNTY.g2gDbQAAAAJ1MW4GAABo5c-LAWIAAVGA.rmP2tQVWt25AZZE4v_WdHhtdmLt7ESSuCgFliqBpOu8";

    private String input = "";

    private Ran run(Map<String, String> environment, String... arguments) {
        var out = new StringWriter();
        var err = new StringWriter();
        int status = new Commands(
                        Main.class,
                        Settings.ALL,
                        SampleHub::declare,
                        List.of(new TokenCommand(environment, () -> input)))
                .commandLine(environment)
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments);
        assertFalse((out.toString() + err).contains(SECRET), "shows the secret");
        return new Ran(status, out.toString(), err.toString());
    }

    private Ran run(String... arguments) {
        return run(Map.of("WINGBEAT_SECRET_KEY_BASE", SECRET), arguments);
    }

    private String made(String... arguments) {
        Ran ran = run(arguments);
        assertEquals("", ran.err());
        assertEquals(0, ran.status());
        return ran.out().strip();
    }

    @Test
    void whatIsMadeIsRead() {
        String json = "{\"user_id\":42,\"tags\":[\"a\",1.5,null,true,12345678901234567890]}";
        String shown = "%{\"user_id\" => 42, \"tags\" => [\"a\", 1.5, nil, true, 12345678901234567890]}";
        assertEquals(shown, made("token", "verify", made("token", "sign", json)));
        assertEquals(shown, made("token", "decrypt", made("token", "encrypt", json)));
        assertEquals(new PhoenixToken.Valid("u1"), TOKENS.verify(made("token", "sign", "\"u1\"")));
        assertEquals(
                new PhoenixToken.Valid(Map.of(new Atom("user_id"), 42L)),
                TOKENS.verify(made("token", "sign", "--atom-keys", "{\"user_id\":42}")));
        var odd = Tuple.of(new Atom("ok"), new Atom("a b"), new byte[] {-1, 0}, List.of());
        assertEquals("{:ok, :\"a b\", <<255, 0>>, []}", made("token", "verify", TOKENS.sign(odd)));
    }

    @Test
    void tokensMayComeByStandardInput() {
        input = TOKENS.sign(7) + "\n";
        assertEquals("7", made("token", "verify", "-"));
    }

    @Test
    void saltAndAgeCount() {
        assertEquals("\"u1\"", made("token", "verify", "--salt=user auth", "--max-age=infinity", OLD));
        Ran old = run("token", "verify", "--salt", "user auth", OLD);
        assertEquals(new Ran(1, "", "wingbeat: the token is too old\n"), old);
        Ran foreign = run("token", "verify", "--max-age", "infinity", OLD);
        assertEquals(1, foreign.status());
        assertTrue(foreign.err().startsWith("wingbeat: the token is not genuine"), foreign.err());
        assertEquals("7", made("token", "verify", made("token", "sign", "--max-age", "5m", "7")));
        assertEquals(
                1,
                run("token", "verify", "--max-age=1ms", TOKENS.sign(7, Duration.ofMillis(-5)))
                        .status());
    }

    @Test
    void secretMayBeInAFile(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("secret"), SECRET + "\n");
        String token = TOKENS.sign("u1");
        assertEquals(
                0,
                run(Map.of(), "token", "verify", "--secret-file=" + file, token).status());
        assertEquals(
                0,
                run(Map.of("WINGBEAT_SECRET_KEY_BASE_FILE", file.toString()), "token", "verify", token)
                        .status());
        Ran none = run(Map.of(), "token", "verify", token);
        assertEquals(2, none.status());
        assertTrue(none.err().startsWith("wingbeat: no secret (expected: WINGBEAT_SECRET_KEY_BASE, "), none.err());
    }

    @Test
    void decodeTellsWithoutASecret() {
        assertEquals("""
                data       "u1"
                signed at  2023-11-14T22:13:20Z
                max age    86400.0 s
                not verified
                """, run(Map.of(), "token", "decode", OLD).out());
        String jwt = Tokens.signed(Tokens.claims(Tokens.NOW));
        String told = run(Map.of(), "token", "decode", jwt).out();
        assertTrue(told.contains("\"alg\" : \"HS256\""), told);
        assertTrue(told.contains("\"sub\" : \"ann\""), told);
        assertTrue(told.contains("exp     2027-01-15T08:10:00Z"), told);
        assertTrue(told.endsWith("not verified\n"), told);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    token                        | no action (expected: sign, encrypt, verify, decrypt or decode)
                    token sign                   | no data or token (expected: JSON, a token, or - for standard input)
                    token make 1                 | action: make (expected: sign, encrypt, verify, decrypt or decode)
                    token sign u1                | DATA: u1 (expected: JSON, such as 42, '"u1"' or '{"user_id":42}')
                    token sign --max-age=soon 1  | --max-age: soon (expected: a time such as 500ms, 60s, 2m or 1h)
                    token sign --secret-file=/no 1 | --secret-file: /no (expected: a readable file)
                    token decode a.b.c           | TOKEN: unreadable (expected: a signed token of Phoenix, or a JSON Web Token; encrypted ones take decrypt)
                    token decode nonsense        | TOKEN: unreadable (expected: a signed token of Phoenix, or a JSON Web Token; encrypted ones take decrypt)
                    --port=1 token decode a.b.c  | --port (expected: not with the command token)
                    """, quoteCharacter = '`')
    void mistakesAreNamed(String arguments, String message) {
        Ran ran = run(arguments.strip().split(" "));
        assertEquals(new Ran(2, "", "wingbeat: " + message + "\n"), ran, Arrays.toString(arguments.split(" ")));
    }
}
