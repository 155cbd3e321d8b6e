package dev.wingbeat.consumer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.browser.Browser;
import dev.wingbeat.browser.NeedsBrowser;
import dev.wingbeat.support.Ports;
import dev.wingbeat.support.process.JavaCommand;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The tutorial, followed by the letter: a new project with a channel and a presence of its own, its tests, the page in two tabs, and a
 * change that the tabs see. With Maven, without a network, behind {@code mvn package}.
 */
@NeedsBrowser
@Timeout(value = 240, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ProjectIT {

    @TempDir
    Path folder;

    private final Artifacts artifacts = Artifacts.read();

    ProjectIT() throws IOException {}

    @Test
    void projectIsWrittenTestedServedAndChanged(Browser browser) throws Exception {
        Path repository = folder.resolve("repository");
        artifacts.install(OfflineMaven.REPOSITORY, repository);
        Path project = Tutorial.follow(folder, this::wingbeat);
        wingbeat(project, List.of("gen", "socket", "User", "--apply"));
        passesItsTests(project, repository);
        int port = Ports.unused();
        var maven = OfflineMaven.start(
                project, repository, List.of("-Dwingbeat.args=--port " + port, "compile", "exec:exec@dev"));
        try (var lines = maven.inputReader()) {
            String url = "http://localhost:" + port + "/";
            await(lines, url);
            browser.complaints(); // about what came before
            var ann = ProjectTab.join(browser, url, "Ann");
            var bob = ProjectTab.join(browser, url, "Bob");
            talk(ann, bob);
            assertTrue(ann.logOf(Tutorial.script()).matches("rolled [1-6]"));
            assertEquals(List.of(), browser.complaints());
            change(project.resolve("src/main/java/com/example/myapp/ChatChannel.java"));
            await(lines, url);
            talkAgain(ann, bob);
        } finally {
            maven.descendants().forEach(ProcessHandle::destroyForcibly);
            maven.destroyForcibly();
        }
    }

    /** Runs the app jar, in the folder where it is called. */
    private String wingbeat(Path where, List<String> arguments) throws Exception {
        var command = new ArrayList<>(List.of(
                JavaCommand.tool("java"),
                "-XX:TieredStopAtLevel=1",
                "-jar",
                artifacts.jar("-app").toAbsolutePath().toString()));
        command.addAll(arguments);
        var process = new ProcessBuilder(command)
                .directory(where.toFile())
                .redirectErrorStream(true)
                .start();
        String printed = process.inputReader().lines().map(line -> line + '\n').collect(Collectors.joining());
        assertEquals(0, process.waitFor(), printed);
        return printed;
    }

    private static void passesItsTests(Path project, Path repository) throws Exception {
        var maven = OfflineMaven.start(project, repository, List.of("verify"));
        String printed = maven.inputReader().lines().collect(Collectors.joining("\n"));
        assertEquals(0, maven.waitFor(), printed);
        for (String test :
                List.of("ChatChannelTest", "ChatNodesTest", "RoomChannelTest", "RoomPresenceTest", "UserSocketTest")) {
            Path report = project.resolve("target/surefire-reports/TEST-com.example.myapp." + test + ".xml");
            assertTrue(Files.exists(report), () -> test + " (expected: to have run)\n" + printed);
        }
        assertTrue(Files.exists(project.resolve("target/my-app-0.1.0.jar")), printed);
    }

    private static void talk(ProjectTab ann, ProjectTab bob) {
        ann.awaitTexts("#people li", "Ann", "Bob");
        ann.say("hello");
        bob.awaitTexts("#messages li", "Ann hello");
    }

    private static void change(Path channel) throws IOException {
        String source = Files.readString(channel);
        Files.writeString(channel, source.replace("say.text())", "say.text() + \" again\")"));
    }

    /** The tabs have come back by themselves, and nobody has loaded the page again. */
    private static void talkAgain(ProjectTab ann, ProjectTab bob) {
        ann.awaitTexts("#status", "Connected as Ann");
        bob.awaitTexts("#status", "Connected as Bob");
        ann.awaitTexts("#people li", "Ann", "Bob");
        bob.say("hello");
        ann.awaitTexts("#messages li", "Ann hello", "Bob hello again");
    }

    private static void await(BufferedReader lines, String part) throws IOException {
        var read = new ArrayList<String>();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            read.add(line);
            if (line.contains(part)) {
                return;
            }
        }
        throw new AssertionError("no " + part + ", but: " + String.join("\n", read));
    }
}
