package dev.wingbeat;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.support.Ports;
import dev.wingbeat.support.Stats;
import dev.wingbeat.support.client.HttpProbe;
import dev.wingbeat.support.process.HubProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Hubs in JVMs of their own that more clients want to connect to than may, or than files can be opened. */
class ConnectionLimitTest {

    private static void close(List<Socket> sockets) throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    private static Socket connect(int port) throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), port);
    }

    @Test
    void whoComesWhenItIsFullIsAnswered503() throws Exception {
        int management = Ports.unused();
        try (var hub = HubProcess.start(
                "serve", "--port", "0", "--max-connections", "2", "--management-port", String.valueOf(management))) {
            int port = hub.port();
            var inside = List.of(connect(port), connect(port));
            Stats.await(management, stats -> stats.path("tcp_connections").asInt() == 2);
            try (var outside = connect(port)) {
                var answer = new String(outside.getInputStream().readAllBytes(), US_ASCII);
                assertTrue(answer.startsWith("HTTP/1.1 503 Service Unavailable\r\nRetry-After: 5\r\n"), answer);
            }
            byte[] request = HttpProbe.get("/").bytes(port);
            for (int i = 0; i < 100; i++) {
                try (var eager = connect(port)) {
                    eager.getOutputStream().write(request);
                    var answer = new String(eager.getInputStream().readAllBytes(), US_ASCII);
                    assertTrue(answer.startsWith("HTTP/1.1 503 Service Unavailable\r\nRetry-After: 5\r\n"), answer);
                }
            }
            Stats.await(
                    management, stats -> stats.path("tcp_connections_refused").asInt() == 101);
            close(inside);
            Stats.await(management, stats -> stats.path("tcp_connections").asInt() == 0);
            assertEquals(200, HttpProbe.get("/").send(port).status());
        }
    }

    @Test
    void runningOutOfFilesIsSurvivedAndCounted() throws Exception {
        int management = Ports.unused();
        try (var hub = HubProcess.startWith(
                "ulimit -n 300",
                List.of("-XX:-MaxFDLimit"),
                "serve",
                "--port",
                "0",
                "--max-connections",
                "100000",
                "--management-port",
                String.valueOf(management))) {
            int port = hub.port();
            assertEquals(200, HttpProbe.get("/").send(port).status());
            Stats.await(management, stats -> true); // as probes do: what answers them is loaded while there are files
            var sockets = new ArrayList<Socket>();
            try {
                for (int i = 0; i < 300; i++) {
                    sockets.add(connect(port));
                }
                hub.awaitError("cannot accept connections: "); // those that still wait must not leave before
            } finally {
                close(sockets);
            }
            Stats.await(management, stats -> stats.path("accept_errors").asInt() > 0);
            assertEquals(200, HttpProbe.get("/").send(port).status());
            hub.terminate();
            assertEquals(0, hub.exitStatus());
            List<String> lines = hub.errorLines();
            long said = lines.stream()
                    .filter(line -> line.contains("cannot accept connections: "))
                    .count();
            assertTrue(said >= 1 && said <= 3, lines::toString);
        }
    }
}
