package dev.wingbeat.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.app.WingbeatConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalClusterConfigTest {

    private static final String SECRET = "a secret of twenty or more characters";

    /** The file that is deployed says how its nodes find each other; those on this machine find each other otherwise. */
    @Test
    void fileOfAnotherClusterDoesNotLeadTheNodesAway(@TempDir Path folder) throws IOException {
        Path secret = Files.writeString(folder.resolve("secret"), "another secret of twenty characters");
        Path file = Files.writeString(folder.resolve("wingbeat.yaml"), """
                max-channels: 7
                host: 192.0.2.1
                cluster-members: 192.0.2.1
                cluster-service-dns: hub.example
                cluster-public-host: 192.0.2.1
                cluster-tls-cert: pom.xml
                cluster-tls-key: pom.xml
                cluster-tls-ca: pom.xml
                """);
        var local = new LocalClusterConfig(2, 4000, 4090, 4190, 5701, SECRET, null, List.of(), List.of("java"));
        var flags = local.command(1).stream()
                .filter(word -> word.startsWith("--"))
                .map(word -> word.split("=", 2))
                .collect(Collectors.toMap(flag -> flag[0], flag -> flag[1]));
        var variables = new HashMap<String, String>();
        variables.put("WINGBEAT_CONFIG", file.toString());
        variables.put("WINGBEAT_SECRET_KEY_BASE_FILE", secret.toString());
        variables.putAll(local.variables());
        var config = WingbeatConfig.of(flags, variables);
        assertEquals(7, config.socket().maxChannels());
        assertEquals(SECRET, config.endpoint().secretKeyBase());
        assertEquals("127.0.0.1", config.endpoint().host());
        assertEquals(
                List.of("127.0.0.1:5701", "127.0.0.1:5702"), config.cluster().members());
        assertNull(config.cluster().serviceDns());
        assertNull(config.cluster().publicHost());
        assertNull(config.cluster().tlsCertificate());
    }

    @Test
    void consoleIsOpenedByOneKeyThatNoListOfProcessesShows() {
        var local = new LocalClusterConfig(2, 4000, 4090, null, 5701, SECRET, "the key", List.of(), List.of("java"));
        assertEquals("the key", local.variables().get("WINGBEAT_CONSOLE_KEY"));
        assertEquals("http://localhost:4090/console/#key=the key", local.consoleUrl());
        assertTrue(local.command(1).stream().noneMatch(word -> word.contains("the key")));
    }
}
