package dev.wingbeat;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class MainTest {

    @Test
    void versionIsFilledInByTheBuild() throws IOException {
        var properties = new Properties();
        try (var in = Main.class.getResourceAsStream("/wingbeat.properties")) {
            assertNotNull(in, "wingbeat.properties (expected: on the class path)");
            properties.load(in);
        }
        var version = properties.getProperty("version", "");
        assertTrue(version.matches("\\d+\\.\\d+\\.\\d+.*"), () -> "version: " + version + " (expected: a number)");
    }
}
