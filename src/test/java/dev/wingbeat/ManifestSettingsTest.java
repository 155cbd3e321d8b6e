package dev.wingbeat;

import static java.util.stream.Collectors.toMap;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.app.Setting;
import dev.wingbeat.app.Settings;
import dev.wingbeat.app.WingbeatConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The settings in the manifests are settings of the hub, with values that it takes. */
class ManifestSettingsTest {

    @ParameterizedTest
    @ValueSource(strings = {"k8s/base/wingbeat.env", "k8s/overlays/production/wingbeat.env"})
    void everyVariableIsASettingWithAValueThatIsAllowed(Path file) throws IOException {
        Map<String, String> variables = read(file);
        assertFalse(variables.isEmpty(), file::toString);
        List<String> known = Settings.ALL.stream().map(Setting::variable).toList();
        assertEquals(
                List.of(),
                variables.keySet().stream()
                        .filter(name -> !known.contains(name))
                        .toList());
        assertDoesNotThrow(() -> WingbeatConfig.of(Map.of(), variables));
    }

    @Test
    void podsJoinTheClusterThatTheHeadlessServiceNames() throws IOException {
        WingbeatConfig config = WingbeatConfig.of(Map.of(), read(Path.of("k8s/base/wingbeat.env")));
        assertTrue(config.clustered());
        assertEquals("wingbeat-headless", config.cluster().serviceDns());
        assertEquals(4090, config.endpoint().managementPort());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "WINGBEAT_CLUSTER_HOST",
                "WINGBEAT_CLUSTER_PUBLIC_HOST",
                "WINGBEAT_EVENT_LOOPS",
                "WINGBEAT_SECRET_KEY_BASE"
            })
    void variableThatThePodSetsIsASetting(String name) throws IOException {
        assertTrue(Files.readString(Path.of("k8s/base/statefulset.yaml")).contains("- name: " + name + '\n'));
        assertTrue(Settings.ALL.stream().anyMatch(setting -> setting.variable().equals(name)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"WINGBEAT_CLUSTER_TLS_CERT", "WINGBEAT_CLUSTER_TLS_KEY", "WINGBEAT_CLUSTER_TLS_CA"})
    void variableOfTheComponentIsASetting(String name) throws IOException {
        Path file = Path.of("k8s/components/cluster-tls/statefulset.yaml");
        assertTrue(Files.readString(file).contains("- name: " + name + '\n'));
        assertTrue(Settings.ALL.stream().anyMatch(setting -> setting.variable().equals(name)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"WINGBEAT_CONFIG", "WINGBEAT_CONFIG_WATCH"})
    void variableOfTheFileIsASetting(String name) throws IOException {
        Path file = Path.of("k8s/components/config-file/statefulset.yaml");
        assertTrue(Files.readString(file).contains("- name: " + name + '\n'));
        assertTrue(Settings.ALL.stream().anyMatch(setting -> setting.variable().equals(name)));
    }

    private static Map<String, String> read(Path file) throws IOException {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(line -> line.split("=", 2))
                    .collect(toMap(pair -> pair[0], pair -> pair[1]));
        }
    }
}
