package dev.wingbeat.consumer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.support.Ports;
import dev.wingbeat.support.client.HttpProbe;
import dev.wingbeat.support.client.WebSocketProbe;
import dev.wingbeat.support.process.JavaCommand;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Builds and runs what the page on Spring Boot shows, word for word, behind {@code mvn package}. Spring comes from the local
 * repository; what that lacks, Maven downloads into it, so the first run needs a network.
 */
@Timeout(value = 240, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SpringBootIT {

    private static final Path PAGE = Path.of("src", "docs", "howto", "spring-boot.md");
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```(\\w+)\n(.*?)^```$");
    private static final Pattern TYPE = Pattern.compile("(?m)^(?:public |final )*class (\\w+)");

    /** Libraries that Spring Boot has versions of its own for, as files of a local repository: name, version. */
    private static final Pattern MANAGED =
            Pattern.compile(".*/((?:com/fasterxml/jackson|com/hazelcast|io/netty)/.+)/([^/]+)/[^/]+\\.jar");

    /** The exit status of a JVM that a SIGTERM has ended, after its shutdown hooks. */
    private static final int TERMINATED = 128 + 15;

    @TempDir
    Path folder;

    @Test
    void hubLivesAndEndsWithTheApplicationContext() throws Exception {
        writeProject();
        Artifacts.read().install(OfflineMaven.REPOSITORY, folder.resolve("repository"));
        String classPath = build();
        assertVersionsAreThoseOfWingbeat(classPath);
        int web = Ports.unused();
        int hub = Ports.unused();
        var shop = new ProcessBuilder(
                        JavaCommand.tool("java"),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        classPath,
                        "com.example.shop.Shop",
                        "--server.port=" + web,
                        "--wingbeat.port=" + hub)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        try (var lines = shop.inputReader()) {
            await(lines, "Started Shop in ");
            assertIsReady(web);
            try (var client = WebSocketProbe.open(hub, HttpProbe.upgrade("/socket/websocket?vsn=2.0.0"))) {
                usesBeans(client, web);
                shop.toHandle().destroy();
                client.expectClose(1012);
            }
            String last = lines.lines().collect(Collectors.joining("\n"));
            assertEquals(TERMINATED, shop.waitFor(), last);
            assertTrue(!last.contains("WARN") && !last.contains("Exception"), last);
        } finally {
            shop.destroyForcibly();
        }
    }

    private static void assertIsReady(int web) {
        String health = HttpProbe.get("/actuator/health/readiness").send(web).text();
        assertTrue(health.contains("\"wingbeat\":{\"status\":\"UP\"}"), health);
    }

    private static void usesBeans(WebSocketProbe client, int web) {
        client.join("prices:tea");
        client.sendJson("['1','2','prices:tea','price',{'product':'tea'}]");
        client.expect("['1','2','prices:tea','phx_reply',{'status':'ok','response':{'price':103}}]");
        int status = HttpProbe.request("POST", "/prices?product=tea&price=90")
                .send(web)
                .status();
        assertEquals(200, status);
        client.expect("[null,null,'prices:tea','changed',{'price':90}]");
    }

    private void writeProject() throws IOException {
        Matcher block = BLOCK.matcher(Files.readString(PAGE));
        while (block.find()) {
            Path file = folder.resolve(file(block.group(1), block.group(2)));
            Files.createDirectories(file.getParent());
            Files.writeString(file, block.group(2));
        }
    }

    private static String file(String language, String text) {
        return switch (language) {
            case "xml" -> "pom.xml";
            case "properties" -> "src/main/resources/application.properties";
            case "java" -> {
                Matcher type = TYPE.matcher(text);
                assertTrue(type.find(), text);
                yield "src/main/java/com/example/shop/" + type.group(1) + ".java";
            }
            default -> throw new AssertionError(language + " (expected: a kind of block that has a place)");
        };
    }

    /** Compiles it, and returns its class path. */
    private String build() throws Exception {
        var artifacts = Artifacts.read();
        var maven = OfflineMaven.startOnline(
                folder,
                List.of(
                        "-Dexec.executable=echo",
                        "-Dexec.args=class path: %classpath",
                        artifacts.goal("org.apache.maven.plugins", "maven-resources-plugin", "resources"),
                        artifacts.goal("org.apache.maven.plugins", "maven-compiler-plugin", "compile"),
                        artifacts.goal("org.codehaus.mojo", "exec-maven-plugin", "exec")));
        List<String> printed = maven.inputReader().lines().toList();
        assertEquals(0, maven.waitFor(), () -> String.join("\n", printed));
        return printed.stream()
                .filter(line -> line.startsWith("class path: "))
                .findFirst()
                .orElseThrow(() -> new AssertionError(String.join("\n", printed)))
                .substring("class path: ".length());
    }

    /** The properties of the page's POM are those of this build. */
    private static void assertVersionsAreThoseOfWingbeat(String classPath) {
        Map<String, String> shop = managed(classPath);
        Map<String, String> ours = managed(System.getProperty("java.class.path"));
        shop.keySet().retainAll(ours.keySet());
        ours.keySet().retainAll(shop.keySet());
        assertTrue(
                shop.keySet().stream()
                                .map(name -> name.replaceFirst("/[^/]+$", ""))
                                .distinct()
                                .count()
                        > 2,
                classPath);
        assertEquals(ours, shop);
    }

    private static Map<String, String> managed(String classPath) {
        return Arrays.stream(classPath.split(File.pathSeparator))
                .map(MANAGED::matcher)
                .filter(Matcher::matches)
                .collect(Collectors.toMap(
                        jar -> jar.group(1), jar -> jar.group(2), (one, classified) -> classified, TreeMap::new));
    }

    private static void await(BufferedReader lines, String part) throws IOException {
        var read = new StringBuilder();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            read.append(line).append('\n');
            if (line.contains(part)) {
                return;
            }
        }
        throw new AssertionError("no " + part + ", but: " + read);
    }
}
