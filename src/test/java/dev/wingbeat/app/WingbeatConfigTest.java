package dev.wingbeat.app;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.connection.OriginCheck;
import dev.wingbeat.support.FieldValues;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WingbeatConfigTest {

    private static final String SECRET = "a secret of twenty or more characters";

    @Test
    void presetsAreTheDefaults() {
        var presets = new HashMap<String, String>();
        Settings.ALL.forEach(setting -> presets.put(setting.variable(), setting.preset()));
        assertEquals("random", presets.remove("WINGBEAT_SECRET_KEY_BASE"));
        assertEquals("random", presets.remove("WINGBEAT_CONSOLE_KEY"));
        assertEquals(
                FieldValues.of(WingbeatConfig.of(Map.of(), Map.of())),
                FieldValues.of(WingbeatConfig.of(Map.of(), presets)));
    }

    @Test
    void everySettingChangesTheConfiguration(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("hub.yaml"), "# nothing");
        var others = Map.ofEntries(
                Map.entry("--port", "0"),
                Map.entry("--host", "127.0.0.1"),
                Map.entry("--url-host", "example.com"),
                Map.entry("--socket-path", "/hub"),
                Map.entry("--origins", "host"),
                Map.entry("--long-poll", "off"),
                Map.entry("--long-poll-window", "1s"),
                Map.entry("--long-poll-buffer", "2000000"),
                Map.entry("--long-poll-body", "1"),
                Map.entry("--max-message-size", "1"),
                Map.entry("--max-channels", "1"),
                Map.entry("--max-name-size", "1000"),
                Map.entry("--max-pending", "2000000"),
                Map.entry("--stall-timeout", "1s"),
                Map.entry("--message-timeout", "1s"),
                Map.entry("--memory-percent", "10"),
                Map.entry("--max-connections", "10"),
                Map.entry("--max-connections-per-address", "10"),
                Map.entry("--trusted-proxies", "10.0.0.0/8,::1"),
                Map.entry("--body-timeout", "1s"),
                Map.entry("--idle-timeout", "1s"),
                Map.entry("--compress", "on"),
                Map.entry("--drain-timeout", "1s"),
                Map.entry("--warm-up", "1s"),
                Map.entry("--event-loops", "3"),
                Map.entry("--log-level", "off"),
                Map.entry("--cluster", "on"),
                Map.entry("--config-watch", "on"),
                Map.entry("--config", file.toString()),
                Map.entry("--cluster-file", "cluster.xml"),
                Map.entry("--cluster-name", "blue"),
                Map.entry("--cluster-members", "10.0.0.1,node-2:5702"),
                Map.entry("--cluster-service-dns", "hub.default.svc.cluster.local"),
                Map.entry("--cluster-host", "10.0.0.1"),
                Map.entry("--cluster-public-host", "192.0.2.1"),
                Map.entry("--cluster-port", "5702"),
                Map.entry("--cluster-bus-port", "0"),
                Map.entry("--cluster-tls-cert", "cluster.xml"),
                Map.entry("--cluster-tls-key", "cluster.xml"),
                Map.entry("--cluster-tls-ca", "cluster.xml"),
                Map.entry("--management-port", "0"),
                Map.entry("--management-host", "127.0.0.1"),
                Map.entry("--api-port", "0"),
                Map.entry("--node-name", "hub-0"),
                Map.entry("--node-urls", "http://localhost:4000"),
                Map.entry("--console", "on"),
                Map.entry("--show-addresses", "on"),
                Map.entry("--console-key", SECRET));
        var secret = Map.of("--secret-key-base", SECRET);
        var base = WingbeatConfig.of(secret, Map.of());
        Map<String, Object> before = FieldValues.of(base);
        for (Setting<?> setting : Settings.ALL) {
            var flags = new HashMap<>(secret);
            flags.computeIfAbsent(setting.flag(), others::get);
            boolean same = before.equals(FieldValues.of(WingbeatConfig.of(flags, Map.of())));
            assertEquals(setting.name().equals("secret-key-base"), same, setting::flag);
        }
        assertEquals(SECRET, base.endpoint().secretKeyBase());
    }

    @Test
    void flagBeatsVariableBeatsDefault() {
        var variables = Map.of("WINGBEAT_PORT", "5000", "WINGBEAT_MAX_CHANNELS", "7");
        var config = WingbeatConfig.of(Map.of("--port", "6000"), variables);
        assertEquals(6000, config.endpoint().port());
        assertEquals(7, config.socket().maxChannels());
        assertEquals("/socket", config.socketPath());
    }

    @Test
    void flagSavesFromABadVariable() {
        var config = WingbeatConfig.of(Map.of("--port", "6000"), Map.of("WINGBEAT_PORT", "tcp://10.0.0.1:4000"));
        assertEquals(6000, config.endpoint().port());
    }

    @Test
    void emptyVariableCountsAsAbsent() {
        assertEquals(
                4000,
                WingbeatConfig.of(Map.of(), Map.of("WINGBEAT_PORT", " "))
                        .endpoint()
                        .port());
    }

    @Test
    void badVariableIsNamedWithItsValueAndTheExpectation() {
        var failure = assertThrows(
                IllegalArgumentException.class,
                () -> WingbeatConfig.of(Map.of(), Map.of("WINGBEAT_DRAIN_TIMEOUT", "soon")));
        assertEquals(
                "WINGBEAT_DRAIN_TIMEOUT: soon (expected: a time such as 500ms, 60s, 2m or 1h)", failure.getMessage());
    }

    @ParameterizedTest
    @CsvSource({
        "--max-pending, 1000000, '--max-pending: 1000000 (expected: at least --max-message-size, which is 1048576)'",
        "--max-message-size, 5000000, '--max-pending: 4194304 (expected: at least --max-message-size, which is 5000000)"
                + " | --long-poll-buffer: 4194304 (expected: at least --max-message-size, which is 5000000)'",
        "--long-poll-body, 5000000, '--max-pending: 4194304 (expected: at least --long-poll-body, which is 5000000)"
                + " | --long-poll-buffer: 4194304 (expected: at least --long-poll-body, which is 5000000)'",
        "--long-poll-buffer, 1, '--long-poll-buffer: 1 (expected: at least --max-message-size, which is 1048576)'"
    })
    void limitsThatContradictEachOtherAreNamed(String flag, String value, String problem) {
        var failure =
                assertThrows(IllegalArgumentException.class, () -> WingbeatConfig.of(Map.of(flag, value), Map.of()));
        assertEquals(problem, String.join(" | ", failure.getMessage().lines().toList()));
    }

    @Test
    void timesHaveUnits() {
        assertEquals(Duration.ofMillis(1500), idleTimeout("1500ms"));
        assertEquals(Duration.ofSeconds(90), idleTimeout("90s"));
        assertEquals(Duration.ofMinutes(2), idleTimeout("2m"));
        assertEquals(Duration.ofHours(1), idleTimeout("1h"));
    }

    @Test
    void originsHaveFourForms() {
        assertSame(OriginCheck.OWN_PAGES, origins("conn"));
        assertSame(OriginCheck.SAME_HOST, origins("host"));
        assertSame(OriginCheck.NONE, origins("false"));
        var list = origins("https://example.com, //*.example.org");
        var request = new OriginCheck.RequestOrigin("http", "localhost", 4000, "localhost");
        assertTrue(list.allowsHeader("https://example.com", request));
        assertTrue(list.allowsHeader("http://a.example.org:99", request));
        assertTrue(!list.allowsHeader("http://localhost:4000", request));
    }

    @Test
    void longPollCanBeTurnedOff() {
        var config = WingbeatConfig.of(Map.of("--long-poll", "off", "--long-poll-window", "1s"), Map.of());
        assertNull(config.socket().longPoll());
    }

    @Test
    void nodeOfAClusterAnswersOperatorsOnAPortOfItsOwn() {
        assertNull(managementPort(Map.of()));
        assertEquals(4090, managementPort(Map.of("WINGBEAT_CLUSTER", "on")));
        assertEquals(4090, managementPort(Map.of("WINGBEAT_CLUSTER", "on", "WINGBEAT_MANAGEMENT_PORT", "auto")));
        assertEquals(9000, managementPort(Map.of("WINGBEAT_CLUSTER", "on", "WINGBEAT_MANAGEMENT_PORT", "9000")));
        assertEquals(9000, managementPort(Map.of("WINGBEAT_MANAGEMENT_PORT", "9000")));
    }

    @Test
    void variablesOfAPodSayHowItFindsTheOthers() {
        var config = WingbeatConfig.of(
                Map.of(),
                Map.of(
                        "WINGBEAT_CLUSTER", "on",
                        "WINGBEAT_CLUSTER_SERVICE_DNS", "wingbeat-nodes.default.svc",
                        "WINGBEAT_CLUSTER_HOST", "10.244.1.7",
                        "WINGBEAT_CLUSTER_PUBLIC_HOST", "10.244.1.7"));
        assertEquals(true, config.clustered());
        assertEquals("wingbeat-nodes.default.svc", config.cluster().serviceDns());
        assertEquals("10.244.1.7", config.cluster().host());
        assertEquals("10.244.1.7", config.cluster().publicHost());
        assertEquals(List.of(), config.cluster().members());
    }

    @Test
    void membersAreAddressesBetweenCommas() {
        var config = WingbeatConfig.of(
                Map.of("--cluster-members", "10.0.0.1, node-2.example.com:5702,[fd00::2]:5701,fd00::3"), Map.of());
        assertEquals(
                List.of("10.0.0.1", "node-2.example.com:5702", "[fd00::2]:5701", "fd00::3"),
                config.cluster().members());
    }

    private static Integer managementPort(Map<String, String> environment) {
        return WingbeatConfig.of(Map.of(), environment).endpoint().managementPort();
    }

    private static Duration idleTimeout(String text) {
        var config = WingbeatConfig.of(Map.of("--idle-timeout", text), Map.of());
        return requireNonNull(config.socket().webSocket()).idleTimeout();
    }

    private static OriginCheck origins(String text) {
        return WingbeatConfig.of(Map.of("--origins", text), Map.of()).endpoint().checkOrigin();
    }
}
