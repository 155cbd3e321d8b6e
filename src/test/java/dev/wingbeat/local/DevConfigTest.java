package dev.wingbeat.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DevConfigTest {

    private static final Path PROJECT = Path.of("/projects/my-app");

    private static DevConfig config(String classPath) {
        return new DevConfig(PROJECT, List.of("java"), classPath, "Main", List.of("--port=1"), Map.of());
    }

    @Test
    void classesOfARoundTakeThePlaceOfThoseOfMaven() {
        var config = config(String.join(File.pathSeparator, "/projects/my-app/target/classes", "/lib/wingbeat.jar"));
        assertEquals(
                List.of(
                        "java",
                        "-cp",
                        String.join(File.pathSeparator, "/projects/my-app/target/dev/1", "/lib/wingbeat.jar"),
                        "Main",
                        "serve",
                        "--port=1"),
                config.command(1));
        assertEquals(config.command(1), config.command(3));
    }

    @Test
    void classPathWithoutTheProjectIsRefused() {
        var problem = assertThrows(IllegalArgumentException.class, () -> config("/lib/wingbeat.jar"));
        assertEquals(
                "class path: without /projects/my-app/target/classes"
                        + " (expected: started in the folder of a project, as by mvn -q compile exec:exec@dev)",
                problem.getMessage());
    }
}
