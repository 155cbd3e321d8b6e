package dev.wingbeat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What the build fetches from elsewhere is named by its bytes. */
class SupplyChainTest {

    private static final Path NPM = Path.of("src", "build", "phoenix-js");

    private static final Path COLYSEUS = Path.of("src", "docs", "benchmarks", "colyseus");

    @Test
    void npmPackagesHaveTheirHash() throws IOException {
        requireHashes(NPM);
        requireHashes(COLYSEUS);
    }

    private static void requireHashes(Path folder) throws IOException {
        JsonObject packages =
                new JsonObject(Files.readString(folder.resolve("package-lock.json"))).getJsonObject("packages");
        for (Map.Entry<String, Object> entry : packages) {
            var installed = (JsonObject) entry.getValue();
            if (!entry.getKey().isEmpty()) {
                assertTrue(installed.getString("integrity", "").startsWith("sha512-"), entry::toString);
                assertFalse(installed.containsKey("resolved"), entry::toString);
            }
        }
    }

    @Test
    void npmPackagesAreLockedInTheVersionsAskedFor() throws IOException {
        JsonObject asked = new JsonObject(Files.readString(NPM.resolve("package.json"))).getJsonObject("dependencies");
        JsonObject packages =
                new JsonObject(Files.readString(NPM.resolve("package-lock.json"))).getJsonObject("packages");
        assertEquals(Set.of("phoenix-1.6", "phoenix-1.7", "phoenix-1.8"), asked.fieldNames());
        for (String name : asked.fieldNames()) {
            JsonObject locked = packages.getJsonObject("node_modules/" + name);
            assertEquals(asked.getString(name), "npm:phoenix@" + locked.getString("version"));
        }
    }

    @Test
    void whatIsComparedWithIsLockedInTheVersionsAskedFor() throws IOException {
        JsonObject asked =
                new JsonObject(Files.readString(COLYSEUS.resolve("package.json"))).getJsonObject("dependencies");
        JsonObject packages =
                new JsonObject(Files.readString(COLYSEUS.resolve("package-lock.json"))).getJsonObject("packages");
        for (String name : asked.fieldNames()) {
            JsonObject locked = packages.getJsonObject("node_modules/" + name);
            assertEquals(asked.getString(name), locked.getString("version"), name);
        }
    }

    @Test
    void continuousIntegrationChecksWhatItDownloads() throws IOException {
        List<String> lax = Files.readAllLines(Path.of(".ci", "run")).stream()
                .filter(line -> line.contains("mvn -B") && !line.contains("mvn -B -C "))
                .toList();
        assertEquals(List.of(), lax);
    }
}
