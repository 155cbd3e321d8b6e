package dev.wingbeat.token;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.wingbeat.token.PhoenixToken.Valid;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Tokens of this side are read by a real Erlang, and the reverse. Skipped where there is none; CI installs it. */
class ErlangTokenTest {

    private static final String SECRET = "0123456789abcdef".repeat(4);
    private static final String SALT = "erlang";
    private static final PhoenixToken TOKENS = PhoenixToken.of(SECRET, SALT);
    private static final int TERMS = 300;

    private static Process erlang;
    private static BufferedReader answers;
    private static Writer questions;

    @BeforeAll
    static void start() throws IOException {
        assumeTrue(onPath("escript"), "no escript on the path");
        erlang = new ProcessBuilder("escript", "src/test/resources/erlang/token.escript")
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        answers = erlang.inputReader(UTF_8);
        questions = erlang.outputWriter(UTF_8);
    }

    private static boolean onPath(String program) {
        return Stream.of(System.getenv("PATH").split(":"))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    @AfterAll
    static void stop() throws IOException {
        if (erlang != null) {
            questions.close();
        }
    }

    private static String ask(String command, String argument) {
        try {
            questions.write(command + ' ' + SECRET + ' ' + SALT + ' ' + argument + '\n');
            questions.flush();
            String answer = answers.readLine();
            assertNotNull(answer, command);
            return answer;
        } catch (IOException e) {
            throw new AssertionError(command + ' ' + argument, e);
        }
    }

    private static String base64(Object term) {
        return Base64.getEncoder().encodeToString(TermWriter.write(term));
    }

    /** The terms of interest, and random ones. */
    private static Stream<Object> terms() {
        var chosen = Arrays.<Object>asList(
                null,
                true,
                0L,
                -1L,
                255L,
                256L,
                Long.MIN_VALUE,
                1.5,
                "",
                "é🐦",
                new Atom("é"),
                List.of(97L, 98L),
                Collections.singletonMap(new Atom("user_id"), 42L),
                Map.of("a", Map.of()),
                Tuple.of(),
                Tuple.of(1L, null));
        var random = RandomGenerator.getDefault();
        return Stream.concat(
                chosen.stream(),
                Stream.generate(() -> RandomTerms.term(random.nextLong())).limit(TERMS));
    }

    @Test
    void erlangReadsWhatIsSignedAndEncryptedHere() {
        terms().forEach(term -> {
            assertReads(term, ask("verify", TOKENS.sign(term)));
            assertReads(term, ask("decrypt", TOKENS.encrypt(term, PhoenixToken.FOREVER)));
        });
        assertEquals("invalid", ask("verify", TOKENS.sign(1) + "A"));
        assertEquals("invalid", ask("decrypt", PhoenixToken.of(SECRET, "other").encrypt(1)));
    }

    /** Erlang has told the data as a term of its own making. */
    private static void assertReads(Object term, String answer) {
        try {
            byte[] told = Base64.getDecoder().decode(answer.substring(0, answer.indexOf(' ')));
            assertEquals(term, TermReader.read(told), () -> answer);
        } catch (MalformedTermException e) {
            throw new AssertionError(answer, e);
        }
    }

    @Test
    void readsWhatErlangSignsAndEncrypts() {
        terms().forEach(term -> {
            assertEquals(new Valid(term), TOKENS.verify(ask("sign", base64(term))));
            assertEquals(new Valid(term), TOKENS.decrypt(ask("encrypt", base64(term))));
        });
    }
}
