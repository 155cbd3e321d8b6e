package dev.wingbeat.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.support.Patience;
import dev.wingbeat.support.client.ClientFrame;
import dev.wingbeat.support.client.HttpProbe;
import dev.wingbeat.support.client.Received;
import dev.wingbeat.support.client.WebSocketProbe;
import dev.wingbeat.support.process.HubProcess;
import dev.wingbeat.support.process.ProcessProbe;
import java.net.Inet6Address;
import java.net.NetworkInterface;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ServeTest {

    @Test
    void servesOnEveryAddressUntilTerminatedAndClosesConnectionsInOrder() throws Exception {
        try (var hub = HubProcess.start("--port=0");
                var http = HttpClient.newHttpClient()) {
            int port = hub.port();
            var hosts = new ArrayList<>(List.of("localhost", "127.0.0.1"));
            if (hasIpv6()) {
                hosts.add("[::1]");
            }
            for (String host : hosts) {
                var request = HttpRequest.newBuilder(URI.create("http://" + host + ":" + port + "/"))
                        .build();
                assertEquals(
                        200,
                        http.send(request, HttpResponse.BodyHandlers.discarding())
                                .statusCode(),
                        host);
            }
            try (var client = WebSocketProbe.open(port, HttpProbe.upgrade("/socket/websocket?vsn=2.0.0&name=Ann"))) {
                client.send(ClientFrame.text("[\"1\",\"1\",\"room:lobby\",\"phx_join\",{}]"));
                assertTrue(client.nextText().contains("\"ok\""));
                hub.terminate();
                assertEquals(1012, ((Received.Close) client.next()).code());
            }
            assertEquals(0, hub.exitStatus());
            assertTrue(
                    hub.errorLines().getLast().endsWith("stopped"),
                    () -> hub.errorLines().toString());
            assertEquals(
                    1,
                    hub.errorLines().stream()
                            .filter(line -> line.contains("a secret made for this run"))
                            .count(),
                    () -> hub.errorLines().toString());
        }
    }

    @Test
    void portInUseGetsOneLineAndStatus1() throws Exception {
        try (var taken = HubProcess.takenPort();
                var hub = HubProcess.start("--port=" + taken.getLocalPort())) {
            assertEquals("", hub.restOfOutput());
            assertEquals(1, hub.exitStatus());
            assertEquals(
                    List.of("wingbeat: --port: " + taken.getLocalPort() + " is in use (expected: a free port on ::)"),
                    hub.errorLines().stream()
                            .map(line -> line.replace("0.0.0.0", "::"))
                            .toList());
        }
    }

    @Test
    void foreignAddressGetsOneLineAndStatus1() throws Exception {
        try (var hub = HubProcess.start("--port=0", "--host=192.0.2.1")) {
            assertEquals("", hub.restOfOutput());
            assertEquals(1, hub.exitStatus());
            assertEquals(1, hub.errorLines().size(), () -> hub.errorLines().toString());
            assertTrue(
                    hub.errorLines().getFirst().startsWith("wingbeat: cannot listen on port 0 of 192.0.2.1: "),
                    () -> hub.errorLines().toString());
        }
    }

    @Test
    void badValueGetsOneLineAndStatus2() throws Exception {
        try (var hub = HubProcess.start("--port=abc")) {
            assertEquals("", hub.restOfOutput());
            assertEquals(2, hub.exitStatus());
            assertEquals(List.of("wingbeat: --port: abc (expected: a number from 0 to 65535)"), hub.errorLines());
        }
    }

    @Test
    void everythingThatIsWrongWithItsConfigurationGetsALineAndStatus2(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("hub.yaml"), "max-chanels: 5\nidle-timeout: soon\n");
        try (var hub = HubProcess.start("--port=abc", "--config=" + file)) {
            assertEquals("", hub.restOfOutput());
            assertEquals(2, hub.exitStatus());
            assertEquals(
                    List.of(
                            "wingbeat: --port: abc (expected: a number from 0 to 65535)",
                            file + ":1:1 max-chanels: unknown (did you mean max-channels?)",
                            file + ":2:15 idle-timeout: soon (expected: a time such as 500ms, 60s, 2m or 1h)"),
                    hub.errorLines());
        }
    }

    @Test
    void readsItsConfigurationAgainWhenToldAndWhenTheFileChanges(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("hub.yaml"), "origins: https://a.example");
        try (var hub = HubProcess.start("--port=0", "--config=" + file, "--config-watch")) {
            int port = hub.port();
            assertEquals(403, statusForB(port));
            Files.writeString(file, "origins: https://b.example");
            hub.hangUp();
            awaitStatusForB(port, 101);
            Files.writeString(file, "origins: https://a.example\nlog-level: warning");
            awaitStatusForB(port, 403);
            hub.terminate();
            assertEquals(0, hub.exitStatus());
            List<String> told = hub.errorLines();
            assertEquals(
                    1,
                    told.stream()
                            .filter(line -> line.contains("configuration read again"))
                            .count(),
                    told::toString);
            assertFalse(told.getLast().endsWith("stopped"), told::toString);
        }
    }

    /** A terminal that is closed takes its processes with it, whatever they are configured by. */
    @Test
    void endsWithItsTerminal(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("hub.yaml"), "log-level: info");
        try (var hub = HubProcess.startInTerminal("--port=0", "--config=" + file)) {
            assertTrue(hub.port() > 0);
            ProcessHandle java = hub.descendants().getLast();
            new ProcessProbe(java.pid()).signal("HUP");
            assertFalse(java.onExit().get(60, TimeUnit.SECONDS).isAlive());
        }
    }

    private static int statusForB(int port) {
        return HttpProbe.upgrade("/socket/websocket?vsn=2.0.0")
                .with("Origin", "https://b.example")
                .send(port)
                .status();
    }

    private static void awaitStatusForB(int port, int status) {
        long end = System.nanoTime() + Patience.LIMIT.toNanos();
        while (statusForB(port) != status) {
            assertTrue(System.nanoTime() < end, "no status " + status);
        }
    }

    @Test
    void stopsWhenItsParentIsKilled() throws Exception {
        try (var hub = HubProcess.startBelowShell("--port=0")) {
            assertTrue(hub.port() > 0);
            ProcessHandle orphan = hub.orphan();
            try {
                assertFalse(orphan.onExit().get(60, TimeUnit.SECONDS).isAlive());
            } finally {
                orphan.destroyForcibly();
            }
        }
    }

    private static boolean hasIpv6() throws Exception {
        return NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .anyMatch(address -> address instanceof Inet6Address && address.isLoopbackAddress());
    }
}
