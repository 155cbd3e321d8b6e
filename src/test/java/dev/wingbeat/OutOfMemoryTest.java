package dev.wingbeat;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.support.Patience;
import dev.wingbeat.support.client.HttpProbe;
import dev.wingbeat.support.client.WebSocketProbe;
import dev.wingbeat.support.process.HubProcess;
import dev.wingbeat.support.process.JavaCommand;
import java.net.InetAddress;
import java.net.Socket;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A hub in a JVM of its own that has not enough direct memory for what it reads. */
class OutOfMemoryTest {

    private static final String SAID = ".*out of memory, ending: failed to allocate \\d+ byte.*direct memory.*";

    private static void expectEnd(HubProcess hub) throws InterruptedException {
        assertEquals(OutOfMemory.STATUS, hub.exitStatus());
        List<String> lines = hub.errorLines();
        assertEquals(1, lines.stream().filter(line -> line.matches(SAID)).count(), lines::toString);
    }

    private static HubProcess start(int direct) throws Exception {
        return HubProcess.startWith(
                "true", List.of("-Dio.netty.maxDirectMemory=" + direct), "serve", "--port", "0", "--event-loops", "1");
    }

    /** A program of which two threads fill the heap, with nobody to hear of their exceptions. */
    static final class FullHeap {

        private static final Queue<byte[]> KEPT = new ConcurrentLinkedQueue<>();

        private FullHeap() {}

        @SuppressWarnings("InfiniteLoopStatement")
        private static void fill() {
            while (true) {
                KEPT.add(new byte[1000]);
            }
        }

        public static void main(String[] arguments) throws InterruptedException {
            OutOfMemory.endsProcess();
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {})); // as serve does
            for (int i = 0; i < 2; i++) {
                new Thread(FullHeap::fill).start();
            }
            Thread.currentThread().join();
        }
    }

    @Test
    void endsWhenTheHeapIsFull() throws Exception {
        Process program = new ProcessBuilder(JavaCommand.likeThis(List.of("-Xmx24m"), FullHeap.class))
                .inheritIO()
                .start();
        try {
            assertTrue(program.waitFor(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS), "it still runs");
            assertEquals(OutOfMemory.STATUS, program.exitValue());
        } finally {
            program.destroyForcibly();
        }
    }

    @Test
    void endsWithOneLineWhenRequestHasNoRoom() throws Exception {
        try (var hub = start(220_000);
                var client = new Socket(InetAddress.getLoopbackAddress(), hub.port())) {
            client.getOutputStream().write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(US_ASCII));
            expectEnd(hub);
        }
    }

    @Test
    void endsWithOneLineWhenMessageHasNoRoom() throws Exception {
        try (var hub = start(600_000)) {
            int port = hub.port();
            try (var probe = WebSocketProbe.open(port, HttpProbe.upgrade("/socket/websocket?vsn=2.0.0"))) {
                probe.sendJson("['1','1','room:a','phx_join',{}]");
                probe.sendJson("['1','2','room:a','ping',{'big':'" + "x".repeat(900_000) + "'}]");
                expectEnd(hub);
            }
        }
    }
}
