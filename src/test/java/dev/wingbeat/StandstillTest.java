package dev.wingbeat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.wingbeat.wire.HttpProbe;
import dev.wingbeat.wire.Patience;
import dev.wingbeat.wire.Ports;
import dev.wingbeat.wire.Received;
import dev.wingbeat.wire.WebSocketProbe;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A hub in a JVM of its own that is stopped for longer than its clients may be silent. */
class StandstillTest {

    private static final int CLIENTS = 20;
    private static final int STANDSTILL_SECONDS = 8;

    private final List<WebSocketProbe> probes = new ArrayList<>();
    private final int port = Ports.unused();
    private Process hub;

    @BeforeEach
    void start() throws Exception {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith("--"))
                .forEach(command::add);
        command.addAll(List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
        command.addAll(List.of("serve", "--host", "127.0.0.1", "--port", Integer.toString(port)));
        command.addAll(List.of("--event-loops", "2", "--idle-timeout", "6s"));
        Path log = Files.createDirectories(Path.of("target")).resolve("standstill.log");
        hub = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        awaitPort();
    }

    private void awaitPort() throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (System.nanoTime() - end < 0) {
            try (var connected = new Socket()) {
                connected.connect(new InetSocketAddress("127.0.0.1", port));
                return;
            } catch (IOException notYet) {
                assertFalse(hub.waitFor(50, TimeUnit.MILLISECONDS), "the hub has ended, see target/standstill.log");
            }
        }
        throw new AssertionError("the hub does not listen, see target/standstill.log");
    }

    @AfterEach
    void kill() {
        probes.forEach(WebSocketProbe::close);
        hub.destroyForcibly();
    }

    private void signal(String name) throws Exception {
        var kill = new ProcessBuilder("kill", "-" + name, Long.toString(hub.pid())).start();
        assertEquals(0, kill.waitFor());
    }

    private static void beat(WebSocketProbe probe) {
        probe.sendJson("[null,'h','phoenix','heartbeat',{}]");
    }

    private static void expectAnswer(WebSocketProbe probe) {
        Received answer = probe.next(Patience.LIMIT.multipliedBy(2));
        assertEquals("[null,\"h\",\"phoenix\",\"phx_reply\",{\"status\":\"ok\",\"response\":{}}]", textOf(answer));
    }

    private static String textOf(Received received) {
        return received instanceof Received.Text text ? text.text() : String.valueOf(received);
    }

    @Test
    void punctualClientsStay() throws Exception {
        for (int i = 0; i < CLIENTS; i++) {
            probes.add(WebSocketProbe.open(port, HttpProbe.upgrade("/socket/websocket?vsn=2.0.0")));
        }
        probes.forEach(StandstillTest::beat);
        probes.forEach(StandstillTest::expectAnswer);
        signal("STOP");
        probes.forEach(StandstillTest::beat);
        assertFalse(hub.waitFor(STANDSTILL_SECONDS, TimeUnit.SECONDS));
        signal("CONT");
        probes.forEach(StandstillTest::expectAnswer);
        probes.forEach(StandstillTest::beat);
        probes.forEach(StandstillTest::expectAnswer);
    }
}
