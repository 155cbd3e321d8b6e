package dev.wingbeat.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.config.ConfigException;
import dev.wingbeat.config.LiveConfig.Reloaded;
import dev.wingbeat.connection.Assigns;
import dev.wingbeat.connection.ConnectInfo;
import dev.wingbeat.connection.ConnectResult;
import dev.wingbeat.jwt.JwtSocket;
import dev.wingbeat.jwt.Tokens;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JwtSettingsTest {

    @TempDir
    private Path folder;

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() throws Exception {
        vertx.close().await(30, TimeUnit.SECONDS);
    }

    private JwtSocket socket(String yaml, Map<String, String> variables) throws IOException {
        Files.writeString(folder.resolve("wingbeat.yaml"), yaml);
        var table = SettingsTable.of(Settings.ALL);
        var loaded = ConfigReader.read(table, new ConfigReader.Input(Map.of(), variables, folder));
        return new Application(loaded.config()).jwtSocket(claims -> Assigns.NONE);
    }

    private List<String> problems(String yaml) {
        return assertThrows(ConfigException.class, () -> socket(yaml, Map.of())).lines().stream()
                .map(line -> line.replace(folder + "/", ""))
                .toList();
    }

    private static Object result(JwtSocket socket, String parameter, String token) throws Exception {
        var result = socket.connect(ConnectInfo.of("websocket", Map.of(parameter, token)));
        return result instanceof ConnectResult.Pending(var future) ? future.await() : result;
    }

    private static void assertAccepts(JwtSocket socket, String parameter, String token) throws Exception {
        assertTrue(result(socket, parameter, token) instanceof ConnectResult.Accepted);
    }

    @Test
    void nothingOfItIsNoSocket() throws IOException {
        assertNull(socket("port: 0", Map.of()));
    }

    @Test
    void secretsAndRulesAreThoseOfTheFile() throws Exception {
        var socket = socket("""
                jwt:
                  secret: %s
                  previous-secret: fedcba9876543210fedcba9876543210
                  previous-secret-until: 2020-01-01T00:00:00Z
                  issuer: [a, b]
                  audience: hub
                  algorithms: HS256,HS512
                  leeway: 1m
                  require-expiry: off
                  parameter: jwt
                """.formatted(Tokens.SECRET), Map.of());
        var claims = Tokens.claims(Instant.now(), "exp", null, "iss", "b", "aud", "hub");
        assertAccepts(socket, "jwt", Tokens.signed(claims));
        claims.put("aud", "shop");
        assertEquals(ConnectResult.refuse("audience"), result(socket, "jwt", Tokens.signed(claims)));
        assertEquals(ConnectResult.refuse("missing"), result(socket, "token", Tokens.signed(claims)));
    }

    @Test
    void algorithmsMayBeAListAndClocksMayBeTheSame() throws Exception {
        var socket =
                socket("jwt: {secret: %s, algorithms: [HS512, HS256], leeway: 0s}".formatted(Tokens.SECRET), Map.of());
        assertAccepts(socket, "token", Tokens.signed(Tokens.claims(Instant.now())));
        assertTrue(problems("jwt: {secret: %s, algorithms: [HS256, none]}".formatted(Tokens.SECRET))
                .getFirst()
                .contains("jwt.algorithms: HS256,none (expected: some of HS256"));
    }

    @Test
    void publicKeysAreInTheFileOrInTheirOwn() throws Exception {
        String pem = Tokens.pem(Tokens.RSA.getPublic());
        Path file = Files.writeString(folder.resolve("key.pem"), Tokens.pem(Tokens.P_256.getPublic()));
        var socket = socket("""
                jwt:
                  public-keys:
                    - id: rsa
                      pem: |
                %s
                    - pem-file: %s
                """.formatted(pem.indent(8).stripTrailing(), file), Map.of());
        var claims = Tokens.claims(Instant.now());
        assertAccepts(
                socket, "token", Tokens.signed(Map.of("alg", "RS256", "kid", "rsa"), claims, Tokens.RSA.getPrivate()));
        assertAccepts(socket, "token", Tokens.signed(Map.of("alg", "ES256"), claims, Tokens.P_256.getPrivate()));
    }

    @Test
    void keySetsHaveIssuers() throws Exception {
        assertNotNull(socket("jwt: {jwks-url: https://a.example/jwks, issuer: a, audience: hub}", Map.of()));
        assertNotNull(socket("jwt: {issuers: {a: https://a.example/jwks, b: https://b.example/jwks}}", Map.of()));
    }

    @Test
    void variablesAloneWillDo() throws Exception {
        var socket = socket("port: 0", Map.of("WINGBEAT_JWT__SECRET", Tokens.SECRET, "WINGBEAT_JWT__AUDIENCE", "hub"));
        assertAccepts(socket, "token", Tokens.signed(Tokens.claims(Instant.now(), "aud", "hub")));
        Path file = Files.writeString(folder.resolve("secret"), Tokens.SECRET + "\n");
        socket = socket("port: 0", Map.of("WINGBEAT_JWT__SECRET_FILE", file.toString()));
        assertAccepts(socket, "token", Tokens.signed(Tokens.claims(Instant.now())));
    }

    @Test
    void keysChangeWhenTheConfigurationIsReadAgain() throws Exception {
        Path secret = Files.writeString(folder.resolve("secret"), Tokens.SECRET);
        Path file = folder.resolve("wingbeat.yaml");
        Files.writeString(file, "port: 0\njwt: {secret-file: %s, audience: hub}".formatted(secret));
        var loaded =
                ConfigReader.read(SettingsTable.of(Settings.ALL), new ConfigReader.Input(Map.of(), Map.of(), folder));
        var made = new AtomicReference<JwtSocket>();
        var application = Application.of(loaded.config(), app -> made.set(app.jwtSocket(claims -> Assigns.NONE)));
        var served = new ServedConfig(loaded, application);
        application.builtEndpoint().start(vertx).await(30, TimeUnit.SECONDS);
        var socket = made.get();
        String token = Tokens.signed(Tokens.claims(Instant.now(), "aud", "hub"));
        assertAccepts(socket, "token", token);
        Files.writeString(file, "port: 0\njwt: {secret-file: %s, audience: shop}".formatted(secret));
        assertEquals(List.of("jwt"), served.reload().applied());
        assertEquals(ConnectResult.refuse("audience"), result(socket, "token", token));
        Files.writeString(file, "port: 0\njwt: {secret-file: %s, audience: hub}".formatted(secret));
        Files.writeString(secret, "another secret, 32 characters long");
        assertEquals(List.of("jwt"), served.reload().applied());
        assertEquals(ConnectResult.refuse("signature"), result(socket, "token", token));
        for (String other : List.of("port: 0", "port: 0\njwt: {secret: %s, parameter: jwt}".formatted(Tokens.SECRET))) {
            Files.writeString(file, other);
            assertEquals(new Reloaded(List.of(), List.of("jwt")), served.reload());
            assertEquals(ConnectResult.refuse("signature"), result(socket, "token", token));
        }
    }

    /** Else an operator would think that clients had to have tokens from now on. */
    @Test
    void tokensBeginToBeWantedAfterARestart() throws Exception {
        Path file = Files.writeString(folder.resolve("wingbeat.yaml"), "port: 0");
        var loaded =
                ConfigReader.read(SettingsTable.of(Settings.ALL), new ConfigReader.Input(Map.of(), Map.of(), folder));
        var application = Application.of(loaded.config(), app -> assertNull(app.jwtSocket(claims -> Assigns.NONE)));
        var served = new ServedConfig(loaded, application);
        application.builtEndpoint().start(vertx).await(30, TimeUnit.SECONDS);
        Files.writeString(file, "port: 0\njwt: {secret: %s}".formatted(Tokens.SECRET));
        for (int i = 0; i < 2; i++) {
            assertEquals(new Reloaded(List.of(), List.of("jwt")), served.reload());
        }
        Files.writeString(file, "port: 0\nlog-level: warning\njwt: {secret: %s}".formatted(Tokens.SECRET));
        assertEquals(new Reloaded(List.of("log-level"), List.of("jwt")), served.reload());
        assertNull(served.current().jwt());
    }

    @Test
    void mistakesAreNamedAndSecretsAreNotShown() {
        assertEquals(
                List.of("wingbeat.yaml:1:6 jwt: no key (expected: a secret, a public key or a key set)"),
                problems("jwt: {}"));
        assertEquals(
                List.of("wingbeat.yaml:1:15 jwt.secret: 5 characters (expected: at least 32 characters)"),
                problems("jwt: {secret: short}"));
        assertEquals(
                List.of("wingbeat.yaml:1:17 jwt.jwks-url: http://a.example/ (expected: an address such as"
                        + " https://auth.example.com/.well-known/jwks.json; http only for this machine)"),
                problems("jwt: {jwks-url: http://a.example/}"));
        assertTrue(problems("jwt: {secret: %s, leeway: 61s}".formatted(Tokens.SECRET))
                .getFirst()
                .contains("leeway: 61s (expected: a duration from 0s to 60s)"));
        assertTrue(problems("jwt: {secret: %s, algorithms: none}".formatted(Tokens.SECRET))
                .getFirst()
                .contains("algorithms: none (expected: some of HS256"));
        assertTrue(problems("jwt: {previous-secret: %s}".formatted(Tokens.SECRET))
                .getFirst()
                .contains("previous-secret: without an end"));
        assertEquals(
                List.of("wingbeat.yaml:1:21 jwt.public-keys[0].pem: missing (expected: the key, or pem-file)"),
                problems("jwt: {public-keys: [{id: a}]}"));
        assertTrue(problems("jwt: {public-keys: [{pem: hello}]}")
                .getFirst()
                .contains("pem: 5 characters (expected: a public key as PEM)"));
    }
}
