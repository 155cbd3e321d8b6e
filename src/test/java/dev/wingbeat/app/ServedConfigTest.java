package dev.wingbeat.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.Endpoint;
import dev.wingbeat.channel.JoinResult;
import dev.wingbeat.config.ConfigException;
import dev.wingbeat.config.Key;
import dev.wingbeat.config.LiveConfig.Reloaded;
import dev.wingbeat.config.LiveConfig.Shown;
import dev.wingbeat.config.Shape;
import dev.wingbeat.config.ValueType;
import dev.wingbeat.connection.UserSocket;
import dev.wingbeat.support.Scrape;
import dev.wingbeat.support.client.HttpProbe;
import dev.wingbeat.support.client.Received;
import dev.wingbeat.support.client.WebSocketProbe;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What can be reloaded changes the node that runs; what is wrong changes nothing. */
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ServedConfigTest {

    private static final String NODE = "port: 0\nhost: 127.0.0.1\nmanagement-port: 0\nevent-loops: 1\n";
    private static final String SOCKET = "/socket/websocket?vsn=2.0.0";
    private static final String MEGABYTE = "x".repeat(1_000_000);

    private static final Key<String> TOKEN = Key.of("token", ValueType.secret(4), "none given", "A secret");
    private static final Section<String> SECTION = new Section<>(
                    "sample",
                    Shape.group(List.of(TOKEN), values -> values.get(TOKEN)),
                    "For this test",
                    (config, token) -> config.own("sample", token))
            .reloadable();

    @TempDir
    private Path folder;

    private final Vertx vertx = Vertx.vertx();
    private final List<WingbeatConfig> handedOut = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        vertx.close().await(30, TimeUnit.SECONDS);
    }

    private void write(String yaml) throws IOException {
        Files.writeString(folder.resolve("wingbeat.yaml"), NODE + yaml);
    }

    /** Runs a node. */
    private record Running(ServedConfig config, Endpoint endpoint) {

        WebSocketProbe join() {
            var client = WebSocketProbe.openWithoutReading(endpoint.port(), HttpProbe.upgrade(SOCKET), 4096);
            client.send("[\"1\",\"1\",\"room:a\",\"phx_join\",{}]");
            await("wingbeat_channels{pattern=\"room:*\"}", 1);
            return client;
        }

        /** Sends twelve megabytes, more than the kernel keeps for those who do not read. */
        void fill() {
            for (int i = 0; i < 12; i++) {
                endpoint.broadcast("room:a", "data", Map.of("d", MEGABYTE));
            }
            var full = Scrape.await(
                    endpoint.managementPort(), scrape -> scrape.get("wingbeat_outbound_bytes") > 3_000_000);
            assertEquals(1, full.get(CONNECTIONS));
        }

        void await(String name, double value) {
            var unused = Scrape.await(
                    endpoint.managementPort(),
                    scrape -> scrape.series().getOrDefault(name, 0.0).equals(value));
        }
    }

    /** A node that nobody has told to. */
    @Test
    void keysOpenTheManagementPortAtTheStartOnly() throws Exception {
        String keys = "api: {keys: [{name: shop, sha256: " + "0f".repeat(32) + ", scopes: [publish]}]}";
        Files.writeString(folder.resolve("wingbeat.yaml"), keys);
        var table = new SettingsTable(Settings.ALL, Settings.SECTIONS);
        var input = new ConfigReader.Input(Map.of(), Map.of(), folder);
        assertEquals(4090, ConfigReader.read(table, input).config().endpoint().managementPort());
        var elsewhere = new ConfigReader.Input(Map.of("--management-port", "9000"), Map.of(), folder);
        assertEquals(
                9000, ConfigReader.read(table, elsewhere).config().endpoint().managementPort());

        Files.writeString(folder.resolve("wingbeat.yaml"), "port: 0");
        var loaded = ConfigReader.read(table, input);
        var application = Application.of(loaded.config(), app -> {});
        var config = new ServedConfig(loaded, application);
        Files.writeString(folder.resolve("wingbeat.yaml"), "port: 0\n" + keys);
        assertEquals(
                "api.keys: the first ones, and no management port is open (expected: a restart)",
                assertThrows(ConfigException.class, config::reload).getMessage());
    }

    private static final String CONNECTIONS = "wingbeat_connections{mount=\"/socket\",transport=\"websocket\"}";

    private Running start(String yaml) throws Exception {
        return start(yaml, next -> {});
    }

    private Running start(String yaml, Consumer<WingbeatConfig> first) throws Exception {
        write(yaml);
        var table = new SettingsTable(Settings.ALL, List.of(SECTION));
        var loaded = ConfigReader.read(table, new ConfigReader.Input(Map.of(), Map.of(), folder));
        var application = Application.of(
                loaded.config(),
                app -> app.socket(
                                UserSocket.acceptingAll(),
                                routes -> routes.channel("room:*", () -> (topic, payload, socket) -> JoinResult.ok())
                                        .options(options -> options.drainer(
                                                drainer -> drainer.batchSize(1).batchInterval(Duration.ofMinutes(1)))))
                        .onReload(first)
                        .onReload(handedOut::add));
        var served = new ServedConfig(loaded, application);
        application.builtEndpoint().start(vertx).await(30, TimeUnit.SECONDS);
        return new Running(served, application.builtEndpoint());
    }

    private static Reloaded applied(String... names) {
        return new Reloaded(List.of(names), List.of());
    }

    @Test
    void originsCountForWhoConnectsNext() throws Exception {
        Running node = start("origins: https://a.example");
        var request = HttpProbe.upgrade(SOCKET).with("Origin", "https://b.example");
        assertEquals(403, request.send(node.endpoint.port()).status());
        write("origins:\n- https://a.example\n- https://b.example\n");
        assertEquals(applied("origins"), node.config.reload());
        assertEquals(101, request.send(node.endpoint.port()).status());
        write("");
        assertEquals(applied("origins"), node.config.reload());
        assertEquals(403, request.send(node.endpoint.port()).status());
    }

    @Test
    @SuppressWarnings("try") // the client need only be there
    void maxPendingCountsForOpenConnections() throws Exception {
        Running node = start("stall-timeout: 1h\nmax-pending: 67108864");
        try (var client = node.join()) {
            node.fill();
            write("stall-timeout: 1h\nmax-pending: 1048576");
            assertEquals(applied("max-pending"), node.config.reload());
            node.endpoint.broadcast("room:a", "one more", Map.of());
            node.await(CONNECTIONS, 0);
        }
        node.await("wingbeat_stalled_total{reason=\"bytes\"}", 1);
    }

    @Test
    void stallTimeoutCountsForOpenConnections() throws Exception {
        Running node = start("stall-timeout: 1h\nmax-pending: 67108864");
        try (var client = node.join()) {
            node.fill();
            write("stall-timeout: 100ms\nmax-pending: 67108864");
            assertEquals(applied("stall-timeout"), node.config.reload());
            node.await(CONNECTIONS, 0);
            assertEquals(101, client.handshake().status());
        }
        node.await("wingbeat_stalled_total{reason=\"time\"}", 1);
    }

    @Test
    void drainTimeoutCountsForTheNextStop() throws Exception {
        Running node = start("drain-timeout: 10m");
        try (var first = WebSocketProbe.open(node.endpoint.port(), HttpProbe.upgrade(SOCKET));
                var second = WebSocketProbe.open(node.endpoint.port(), HttpProbe.upgrade(SOCKET))) {
            write("drain-timeout: 300ms");
            assertEquals(applied("drain-timeout"), node.config.reload());
            node.endpoint.stop().await(30, TimeUnit.SECONDS); // the second batch would come in a minute
            assertEquals(
                    Duration.ofMillis(300),
                    node.config.current().socket().drainer().timeout());
            assertTrue(first.awaitClose() > 0);
            assertInstanceOf(Received.class, second.next());
        }
    }

    @Test
    void logLevelIsHandedOut() throws Exception {
        Running node = start("");
        write("log-level: off");
        assertEquals(applied("log-level"), node.config.reload());
        assertEquals(System.Logger.Level.OFF, handedOut.getLast().logLevel());
        assertSame(handedOut.getLast(), node.config.current());
    }

    @Test
    void hookThatThrowsLeavesTheOthersTheirTurn() throws Exception {
        Running node = start("", next -> {
            throw new IllegalStateException("of the application");
        });
        write("log-level: error");
        assertEquals(applied("log-level"), node.config.reload());
        assertEquals(1, handedOut.size());
        assertEquals(applied(), node.config.reload());
    }

    @Test
    void sectionIsHandedOutAlsoWhenOnlyItsSecretChanges() throws Exception {
        Path secret = Files.writeString(folder.resolve("token"), "first\n");
        Running node = start("sample:\n  token-file: " + secret);
        assertEquals(applied(), node.config.reload());
        Files.writeString(secret, "second\n");
        assertEquals(applied("sample"), node.config.reload());
        assertEquals("second", handedOut.getLast().own("sample"));
        write("");
        assertEquals(applied("sample"), node.config.reload());
        assertEquals("none given", handedOut.getLast().own("sample"));
    }

    @Test
    void whatNeedsARestartIsNamedUntilItIsTakenBack() throws Exception {
        Running node = start("");
        write("max-channels: 5\nlog-level: error\n");
        assertEquals(new Reloaded(List.of("log-level"), List.of("max-channels")), node.config.reload());
        assertEquals(new Reloaded(List.of(), List.of("max-channels")), node.config.reload());
        assertEquals(100, node.config.current().socket().maxChannels());
        write("log-level: error\n");
        assertEquals(applied(), node.config.reload());
    }

    @Test
    void allIsCheckedBeforeAnythingIsApplied() throws Exception {
        Running node = start("origins: https://a.example");
        write("origins: https://b.example\nmax-pending: many\n");
        assertThrows(ConfigException.class, node.config::reload);
        write("origins: https://b.example\nmax-pending: 1000\n");
        var contradiction = assertThrows(ConfigException.class, node.config::reload);
        assertEquals(
                List.of("wingbeat: --max-pending: 1000 (expected: at least --max-message-size, which is 1048576)"),
                contradiction.lines());
        var request = HttpProbe.upgrade(SOCKET).with("Origin", "https://b.example");
        assertEquals(403, request.send(node.endpoint.port()).status());
        assertEquals(List.of(), handedOut);
    }

    /** Random files, some of them wrong, against a plain model of what counts and of what the node was started with. */
    @Test
    void anyOrderOfChangesEndsAtWhatTheFileSays() throws Exception {
        Running node = start("");
        var random = new Random(40);
        String counts = "";
        for (int i = 0; i < 200; i++) {
            String level = List.of("", "log-level: info\n", "log-level: error\n", "log-level: off\n")
                    .get(random.nextInt(4));
            boolean channels = random.nextBoolean();
            boolean wrong = random.nextInt(4) == 0;
            write(level + (channels ? "max-channels: 5\n" : "") + (wrong ? "idle-timeout: soon\n" : ""));
            if (wrong) {
                assertThrows(ConfigException.class, node.config::reload);
            } else {
                boolean same = level.equals(counts);
                counts = level;
                assertEquals(
                        new Reloaded(
                                same ? List.of() : List.of("log-level"),
                                channels ? List.of("max-channels") : List.of()),
                        node.config.reload());
            }
            String expected = counts.isEmpty()
                    ? "info"
                    : counts.substring(counts.indexOf(' ') + 1).strip();
            assertEquals(expected, node.config.current().logLevel().name().toLowerCase(Locale.ROOT));
            assertEquals(100, node.config.current().socket().maxChannels());
        }
    }

    @Test
    void onlyWhatIsNewIsTakenOverByALook() throws Exception {
        Running node = start("");
        node.config.look();
        assertEquals(0, handedOut.size());
        write("log-level: error");
        node.config.look();
        node.config.look();
        assertEquals(1, handedOut.size());
        write("log-level: loud");
        node.config.look();
        write("log-level: error");
        node.config.look();
        assertEquals(1, handedOut.size());
    }

    @Test
    void valuesSayWhereTheyAreFrom() throws Exception {
        Running node = start("sample:\n  token: very secret\nsecret-key-base: a secret of twenty or more characters\n");
        List<Shown> values = node.config.values();
        String file = folder.resolve("wingbeat.yaml").toString();
        assertTrue(values.contains(new Shown("port", "0", file + ":1:7")), values::toString);
        assertTrue(values.contains(new Shown("compress", "off", "default")), values::toString);
        assertTrue(values.contains(new Shown("sample.token", "•••", file + ":6:10")), values::toString);
        assertTrue(values.contains(new Shown("secret-key-base", "•••", file + ":7:18")), values::toString);
    }
}
