package dev.wingbeat.consumer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.support.Patience;
import dev.wingbeat.support.client.ClientFrame;
import dev.wingbeat.support.client.HttpProbe;
import dev.wingbeat.support.client.WebSocketProbe;
import dev.wingbeat.support.process.JavaCommand;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Builds the README's first project against the library, with Maven and without a network, and runs it, and the tests of the guide
 * on the test kit. It takes what {@code mvn package} has made, so it runs behind that: {@code mvn verify}.
 */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ConsumerIT {

    private static final Path JAVA = Path.of(JavaCommand.tool("java"));
    private static final String PLUGINS = "org.apache.maven.plugins";
    private static final Pattern ADDRESS = Pattern.compile("http://\\S+:(\\d+).*");
    private static final Set<String> ONLY_IN_THE_APP =
            Set.of("bench/", "cli/", "k8s/", "load/", "sample/", "scaffold/", "src/", "web/", "logging.properties");

    /** Tells its class path, then does what the README's program does. */
    private static final String TELLING = """
            final class Telling {
                public static void main(String[] arguments) {
                    System.out.println("class path: " + System.getProperty("java.class.path"));
                    Chat.main(arguments);
                }
            }
            """;

    /** The jars of a project: the library, what the README says it depends on, and what that brings. */
    private static final Pattern STATED =
            Pattern.compile("(vertx|netty|hazelcast|jackson|nimbus|picocli|snakeyaml|wingbeat)-.*\\.jar");

    @TempDir
    Path folder;

    private final Artifacts artifacts = Artifacts.read();

    ConsumerIT() throws IOException {}

    @Test
    void libraryIsWithoutWhatOnlyTheAppNeeds() throws IOException {
        var library = artifacts.rooms("");
        assertTrue(library.containsAll(Set.of("channel/", "cluster/", "protocol/", "cluster.xml")), library::toString);
        library.retainAll(ONLY_IN_THE_APP);
        assertEquals(Set.of(), library);
        assertEquals(Set.of("testkit/"), ours(artifacts.rooms("-testkit")));
        var app = artifacts.rooms("-app");
        assertTrue(
                app.containsAll(Set.of(
                        "bench/",
                        "k8s/",
                        "scaffold/",
                        "src/",
                        "sample/",
                        "logging.properties",
                        "wingbeat.args",
                        "io/")),
                app::toString);
        try (var jar = new JarFile(artifacts.jar("-app").toFile())) {
            assertTrue(
                    jar.getManifest().getMainAttributes().getValue("Main-Class").endsWith(".Main"));
        }
    }

    @Test
    void projectOfTheReadmeIsBuiltAndServesItsOwnPageAndJoins() throws Exception {
        writeProject();
        artifacts.install(OfflineMaven.REPOSITORY, folder.resolve("repository"));
        var maven = OfflineMaven.start(
                folder,
                List.of(
                        "-Dexec.executable=" + JAVA,
                        "-Dexec.args=@wingbeat.args -cp %classpath Telling",
                        artifacts.goal(PLUGINS, "maven-resources-plugin", "resources"),
                        artifacts.goal(PLUGINS, "maven-compiler-plugin", "compile"),
                        artifacts.goal("org.codehaus.mojo", "exec-maven-plugin", "exec")));
        try (var lines = maven.inputReader()) {
            var read = new ArrayList<String>();
            int port = port(lines, read);
            assertEquals("mine", HttpProbe.get("/").send(port).text().strip());
            joins(port);
            assertClassPathIsAsStated(read);
        } finally {
            maven.descendants().forEach(ProcessHandle::destroyForcibly);
            maven.destroyForcibly();
        }
    }

    @Test
    void testsOfTheGuideRunOnTheTestKit() throws Exception {
        writeProjectOfTheGuide();
        artifacts.install(OfflineMaven.REPOSITORY, folder.resolve("repository"));
        var maven = OfflineMaven.start(
                folder,
                List.of(
                        "-Dwingbeat.test.timeout=" + Patience.LIMIT.toMillis(),
                        artifacts.goal(PLUGINS, "maven-compiler-plugin", "compile"),
                        artifacts.goal(PLUGINS, "maven-compiler-plugin", "testCompile"),
                        artifacts.goal(PLUGINS, "maven-surefire-plugin", "test")));
        String printed = maven.inputReader().lines().collect(Collectors.joining("\n"));
        assertEquals(0, maven.waitFor(), printed);
        for (String test : List.of("ChatRoomTest", "ChatRoomHarnessTest", "ChatNodesTest")) {
            Path report = folder.resolve("target/surefire-reports/TEST-" + test + ".xml");
            assertTrue(Files.exists(report), () -> test + " (expected: to have run)\n" + printed);
        }
    }

    private static int port(BufferedReader lines, List<String> read) throws IOException {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            read.add(line);
            Matcher address = ADDRESS.matcher(line.strip());
            if (address.matches()) {
                return Integer.parseInt(address.group(1));
            }
        }
        throw new AssertionError("no address, but: " + String.join("\n", read));
    }

    private static void joins(int port) {
        try (var client = WebSocketProbe.open(port, HttpProbe.upgrade("/socket/websocket?vsn=2.0.0"))) {
            client.send(ClientFrame.text("[\"1\",\"1\",\"room:lobby\",\"phx_join\",{}]"));
            assertEquals(
                    "[\"1\",\"1\",\"room:lobby\",\"phx_reply\",{\"status\":\"ok\",\"response\":{}}]",
                    client.nextText());
        }
    }

    private static void assertClassPathIsAsStated(List<String> printed) {
        String told = printed.stream()
                .filter(line -> line.startsWith("class path: "))
                .findFirst()
                .orElseThrow();
        Set<String> files = Arrays.stream(
                        told.substring("class path: ".length()).split(File.pathSeparator))
                .map(file -> Path.of(file).getFileName().toString())
                .filter(file -> !file.equals("classes"))
                .collect(Collectors.toCollection(TreeSet::new));
        for (String wanted : List.of(
                "wingbeat-",
                "vertx-core-",
                "vertx-web-",
                "vertx-hazelcast-",
                "jackson-databind-",
                "nimbus-jose-jwt-",
                "picocli-",
                "snakeyaml-engine-",
                "netty-transport-native-epoll-")) {
            assertTrue(files.stream().anyMatch(file -> file.startsWith(wanted)), () -> wanted + " in " + files);
        }
        files.removeIf(file -> STATED.matcher(file).matches());
        assertEquals(Set.of(), files);
    }

    /** Writes what the README shows, on a free port, and the flags that the app jar prints. */
    private void writeProject() throws Exception {
        String readme = Files.readString(Path.of("README.md"));
        Path sources = Files.createDirectories(folder.resolve("src/main/java"));
        Path web = Files.createDirectories(folder.resolve("src/main/resources/web"));
        Files.writeString(folder.resolve("pom.xml"), block(readme, "xml", "<project>"));
        Files.writeString(sources.resolve("RoomChannel.java"), block(readme, "java", "class RoomChannel "));
        Files.writeString(
                sources.resolve("Chat.java"),
                block(readme, "java", "class Chat ").replace("(4000)", "(0)"));
        Files.writeString(sources.resolve("Telling.java"), TELLING);
        Files.writeString(web.resolve("index.html"), "mine");
        var flags = new ProcessBuilder(
                        JAVA.toString(), "-jar", artifacts.jar("-app").toString(), "jvm-flags")
                .redirectOutput(folder.resolve("wingbeat.args").toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        assertEquals(0, flags.waitFor());
    }

    /** Writes the README's POM with the dependencies of the guide, and the guide's sources. */
    private void writeProjectOfTheGuide() throws IOException {
        String guide = Files.readString(Path.of("src", "docs", "testing.md"));
        String dependencies = block(guide, "xml", "testkit").replaceAll("</?dependencies>", "");
        String pom = block(Files.readString(Path.of("README.md")), "xml", "<project>");
        Files.writeString(folder.resolve("pom.xml"), pom.replace("</dependencies>", dependencies + "</dependencies>"));
        Matcher example = Pattern.compile("```java\n(.*?(?:class|record) (\\w+).*?)```", Pattern.DOTALL)
                .matcher(guide);
        while (example.find()) {
            String kind = example.group(2).endsWith("Test") ? "test" : "main";
            Path sources =
                    Files.createDirectories(folder.resolve("src").resolve(kind).resolve("java"));
            Files.writeString(sources.resolve(example.group(2) + ".java"), example.group(1));
        }
    }

    private static String block(String readme, String language, String containing) {
        Matcher block =
                Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL).matcher(readme);
        while (block.find()) {
            if (block.group(1).contains(containing)) {
                return block.group(1);
            }
        }
        throw new AssertionError("README.md (expected: an example with " + containing + ")");
    }

    private static Set<String> ours(Set<String> rooms) {
        rooms.removeIf(room -> room.equals("META-INF/") || room.equals("dev/") || room.equals("dev/wingbeat/"));
        return rooms;
    }
}
