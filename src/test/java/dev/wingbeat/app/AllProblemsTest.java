package dev.wingbeat.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.wingbeat.config.ConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One reading of a file tells whatever is wrong with it, of whichever kind, in all of its parts. */
class AllProblemsTest {

    private static final String FILE = """
            port: 70000
            max-pending: 1KiB
            max-chanels: 3
            limits:
              connects: { rate: -1, burst: many }
              messages: fast
              joins: [ 1 ]
              jions: off
              patterns:
                "room:*": { topic: { rate: 0, burst: 0 } }
            slow:
              "price:*": drop-oldest(0)
              "chat:*": sometimes
            api:
              keys:
                - { name: "a b", sha256: 12, scopes: [ publish, steal ], topics: [ "a*b" ] }
                - { sha256: , scopes: all, until: now }
            jwt:
              secret: short
              leeway: 2h
              jwks-url: http://example.com/keys
              algorithms: none
              public-keys: [ { pem: no key } ]
              issuers: { a: ftp://b }
              require-expiry: perhaps
            cluster: perhaps
            """;

    private static final String PROBLEMS = """
            wingbeat: --max-pending: 1024 (expected: at least --max-message-size, which is 1048576)
            wingbeat.yaml:1:7 port: 70000 (expected: a number from 0 to 65535)
            wingbeat.yaml:3:1 max-chanels: unknown (did you mean max-channels?)
            wingbeat.yaml:5:21 limits.connects.rate: -1 (expected: a number a second such as 100 or 0.5)
            wingbeat.yaml:5:32 limits.connects.burst: many (expected: a number from 1)
            wingbeat.yaml:6:13 limits.messages: fast (expected: off, or rate and burst)
            wingbeat.yaml:7:10 limits.joins: a list (expected: a map of keys)
            wingbeat.yaml:8:3 limits.jions: unknown (did you mean joins?)
            wingbeat.yaml:10:32 limits.patterns.room:*.topic.rate: 0 (expected: a number a second such as 100 or 0.5)
            wingbeat.yaml:10:42 limits.patterns.room:*.topic.burst: 0 (expected: a number from 1)
            wingbeat.yaml:12:14 slow.price:*: drop-oldest(0) \
            (expected: disconnect, latest, latest(id) with a key of payloads, drop-oldest(100) with 1 to 1000, or volatile)
            wingbeat.yaml:13:13 slow.chat:*: sometimes \
            (expected: disconnect, latest, latest(id) with a key of payloads, drop-oldest(100) with 1 to 1000, or volatile)
            wingbeat.yaml:16:15 api.keys[0].name: a b (expected: 1 to 64 letters, digits, dots, dashes and underscores)
            wingbeat.yaml:16:30 api.keys[0].sha256: 2 characters (expected: 64 hex digits)
            wingbeat.yaml:16:53 api.keys[0].scopes[1]: steal (expected: publish, read, act, admin, console or tap)
            wingbeat.yaml:16:72 api.keys[0].topics[0]: a*b (expected: a topic, or its beginning with * behind it)
            wingbeat.yaml:17:7 api.keys[1].name: missing (expected: a name, which the audit log shows)
            wingbeat.yaml:17:16 api.keys[1].sha256: nothing (expected: 64 hex digits)
            wingbeat.yaml:17:27 api.keys[1].scopes: a text (expected: a list)
            wingbeat.yaml:17:32 api.keys[1].until: unknown (expected: name, sha256, sha256-file, scopes, topics)
            wingbeat.yaml:19:11 jwt.secret: 5 characters (expected: at least 32 characters)
            wingbeat.yaml:20:11 jwt.leeway: 2h (expected: a duration from 0s to 60s)
            wingbeat.yaml:21:13 jwt.jwks-url: http://example.com/keys \
            (expected: an address such as https://auth.example.com/.well-known/jwks.json; http only for this machine)
            wingbeat.yaml:22:15 jwt.algorithms: none \
            (expected: some of HS256, HS384, HS512, RS256, RS384, RS512, PS256, PS384, PS512, ES256, ES384, ES512, EdDSA, Ed25519)
            wingbeat.yaml:23:25 jwt.public-keys[0].pem: 6 characters (expected: a public key as PEM)
            wingbeat.yaml:24:17 jwt.issuers.a: ftp://b \
            (expected: an address such as https://auth.example.com/.well-known/jwks.json; http only for this machine)
            wingbeat.yaml:25:19 jwt.require-expiry: perhaps (expected: on or off)
            wingbeat.yaml:26:10 cluster: perhaps (expected: on or off)""";

    /** Each value is right. */
    private static final String CONTRADICTIONS = """
            max-pending: 1KiB
            limits:
              api: { rate: 0.000001, burst: 1000000 }
            api:
              keys:
                - { name: shop, sha256: DIGEST, scopes: [ publish ] }
                - { name: shop, sha256: DIGEST, scopes: [ read ] }
            jwt:
              secret: a secret of at least thirty-two characters
              previous-secret: another secret of at least thirty-two characters
            """.replace("DIGEST", "0f".repeat(32));

    @TempDir
    private Path folder;

    private String problems(String file) throws IOException {
        Path yaml = Files.writeString(folder.resolve("wingbeat.yaml"), file);
        var input = new ConfigReader.Input(Map.of(), Map.of(), folder);
        var table = SettingsTable.of(Settings.ALL);
        List<String> lines = assertThrows(ConfigException.class, () -> ConfigReader.read(table, input))
                .lines();
        return String.join("\n", lines).replace(yaml.toString(), "wingbeat.yaml");
    }

    @Test
    void allOfThemAtOnce() throws IOException {
        assertEquals(PROBLEMS, problems(FILE));
    }

    @Test
    void allThatContradictsEachOtherAtOnce() throws IOException {
        assertEquals(
                List.of(
                        "wingbeat: --max-pending: 1024 (expected: at least --max-message-size, which is 1048576)",
                        "wingbeat.yaml:3:8 limits.api: burst: 1000000 at 1.0E-6 a second (expected: to be full again in 30"
                                + " years)",
                        "wingbeat.yaml:5:3 api: api key: shop (expected: each name once)",
                        "wingbeat.yaml:9:3 jwt: previous-secret: without an end (expected: with previous-secret-until, or"
                                + " neither of them)"),
                problems(CONTRADICTIONS).lines().toList());
    }
}
