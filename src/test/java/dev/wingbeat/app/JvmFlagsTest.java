package dev.wingbeat.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.wingbeat.cli.Main;
import dev.wingbeat.support.process.HubProcess;
import dev.wingbeat.support.process.JavaCommand;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class JvmFlagsTest {

    @Test
    void commandPrintsAFileThatJavaTakes(@TempDir Path folder) throws Exception {
        var out = new StringWriter();
        int status =
                Main.COMMANDS.commandLine(Map.of()).setOut(new PrintWriter(out)).execute(JvmFlags.NAME);
        assertEquals(0, status);
        Path file = Files.writeString(folder.resolve("wingbeat.args"), out.toString());
        var java = new ProcessBuilder(JavaCommand.tool("java"), "@" + file, "--version")
                .redirectErrorStream(true)
                .start();
        List<String> printed = java.inputReader().lines().toList();
        assertEquals(0, java.waitFor(), printed::toString);
        assertEquals(
                List.of(),
                printed.stream().filter(line -> line.contains("WARNING")).toList());
    }

    @Test
    void testsAreStartedWithThem() {
        assertEquals(
                List.of(), JvmFlags.missing(ManagementFactory.getRuntimeMXBean().getInputArguments()));
    }

    @Test
    void startWithoutThemWarnsInOneLineThatNamesTheCommand() throws Exception {
        try (var hub = HubProcess.startWithoutFlags("--port=0")) {
            assertWarnedOnce(hub);
        }
        try (var hub = HubProcess.start("--port=0")) {
            hub.port();
            hub.terminate();
            assertEquals(List.of(), warnings(hub));
        }
    }

    /** Waits until a hub without flags serves, ends it, and checks what it has logged. */
    static void assertWarnedOnce(HubProcess hub) throws Exception {
        hub.port();
        hub.terminate();
        List<String> warnings = warnings(hub);
        assertEquals(1, warnings.size(), warnings::toString);
        assertEquals(true, warnings.getFirst().contains(JvmFlags.NAME), warnings::toString);
    }

    /** Returns warnings in the log, but those of a busy machine; the JVM writes its own past the log, without a time. */
    private static List<String> warnings(HubProcess hub) throws InterruptedException {
        assertEquals(0, hub.exitStatus());
        return hub.errorLines().stream()
                .filter(line -> line.matches("\\d.* WARNING .*") && !line.contains("BlockedThreadChecker"))
                .toList();
    }
}
