package dev.wingbeat.conformance;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.Endpoint;
import dev.wingbeat.EndpointOptions;
import dev.wingbeat.support.NeedsNettyFrames;
import dev.wingbeat.support.Patience;
import dev.wingbeat.support.client.HttpProbe;
import dev.wingbeat.transport.SocketOptions;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a client may keep waiting, or have waiting for it, before it has a WebSocket. */
class HttpLimitsTest {

    private static final int PAGE_LENGTH = 100_000;
    private static final Buffer PAGE = Buffer.buffer("x".repeat(PAGE_LENGTH));
    private static final String GET_PAGE = "GET /page HTTP/1.1\r\nhost: localhost\r\n\r\n";

    /** Longer than whatever an impatient server waits for. */
    private static final Duration WINDOW = Duration.ofSeconds(3);

    private static final AtomicInteger SERVED = new AtomicInteger();

    @RegisterExtension
    static final TestServer patient = server(Duration.ofMinutes(10));

    @RegisterExtension
    static final TestServer impatient = server(Duration.ofSeconds(1));

    private static TestServer server(Duration limit) {
        return TestServer.of((fixture, config) -> {
            var builder = Endpoint.builder();
            fixture.app().mount(builder, "/socket", new SocketOptions().longPoll(longPoll -> longPoll.window(WINDOW)));
            EndpointOptions limited = new EndpointOptions()
                    .from(config)
                    .headTimeout(limit)
                    .bodyTimeout(limit)
                    .keepAliveTimeout(limit)
                    .maxPending(1 << 20)
                    .stallTimeout(limit)
                    .managementPort(0)
                    .managementHost("127.0.0.2");
            return builder.options(options -> options.from(limited))
                    .web(router -> router.get("/page").handler(page -> {
                        SERVED.incrementAndGet();
                        page.end(PAGE);
                    }))
                    .build();
        });
    }

    @Test
    @NeedsNettyFrames
    void requestsOfAClientThatDoesNotReadWaitUntilItIsReset() throws IOException {
        SERVED.set(0);
        byte[] requests = GET_PAGE.repeat(1000).getBytes(ISO_8859_1);
        try (var client = connect(impatient)) {
            client.setReceiveBufferSize(4096);
            assertThrows(IOException.class, () -> {
                while (true) {
                    client.getOutputStream().write(requests);
                }
            });
        }
        assertTrue(SERVED.get() < 1000, () -> "answered: " + SERVED);
    }

    @Test
    void clientThatReadsLaterGetsTheAnswersToAllItsRequests() throws IOException {
        int many = 300;
        try (var client = connect(patient)) {
            Thread.ofVirtual().start(() -> write(client, GET_PAGE.repeat(many)));
            var in = client.getInputStream();
            long read = 0;
            for (int i = 0; i < many; i++) {
                read += page(in);
            }
            assertEquals((long) many * PAGE_LENGTH, read);
        }
    }

    @Test
    void pollIsAnsweredHoweverMuchLongerItsWindowIsThanOtherTimes() {
        var session = impatient.longPoll("/socket/longpoll?vsn=2.0.0");
        assertEquals(204, session.poll().json().path("status").asInt());
    }

    @Test
    @NeedsNettyFrames
    void clientThatSendsNothingIsClosed() throws IOException {
        expectEnd(impatient, "");
    }

    @Test
    @NeedsNettyFrames
    void headThatDoesNotEndIsClosed() throws IOException {
        expectEnd(impatient, "GET /page HTTP/1.1\r\nhost: local");
    }

    @Test
    @NeedsNettyFrames
    void bodyThatDoesNotEndIsClosed() throws IOException {
        String token = HttpProbe.get("/socket/longpoll?vsn=2.0.0")
                .send(impatient.port())
                .json()
                .path("token")
                .asText();
        expectEnd(
                impatient,
                "POST /socket/longpoll?vsn=2.0.0&token=" + token
                        + " HTTP/1.1\r\nhost: localhost\r\ncontent-length: 100\r\n\r\nab");
    }

    @Test
    @NeedsNettyFrames
    void clientThatAsksNoMoreIsClosed() throws IOException {
        try (var client = connect(impatient)) {
            write(client, GET_PAGE);
            assertEquals(PAGE_LENGTH, page(client.getInputStream()));
            assertEquals(-1, client.getInputStream().read());
        }
    }

    @Test
    void managementHasTheSameLimitsOnAnAddressOfItsOwn() throws IOException {
        try (var client = new Socket()) {
            client.connect(
                    new InetSocketAddress("127.0.0.2", impatient.endpoint().managementPort()));
            client.setSoTimeout((int) Patience.LIMIT.toMillis());
            write(client, "GET /health/live HTTP/1.1\r\nhost: x\r\n\r\n");
            String answer = new String(client.getInputStream().readAllBytes(), ISO_8859_1);
            assertTrue(answer.startsWith("HTTP/1.1 200"), answer);
        }
    }

    @Test
    void neitherServerSpeaksHttp2InClearText() throws IOException {
        String preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
        byte[] settings = new byte[9];
        settings[3] = 4;
        for (var address : new InetSocketAddress[] {
            new InetSocketAddress("127.0.0.2", impatient.endpoint().managementPort()),
            new InetSocketAddress(InetAddress.getLoopbackAddress(), impatient.port())
        }) {
            try (var client = new Socket()) {
                client.connect(address);
                client.setSoTimeout((int) Patience.LIMIT.toMillis());
                write(client, preface);
                client.getOutputStream().write(settings);
                byte[] answer = client.getInputStream().readAllBytes();
                String text = new String(answer, ISO_8859_1);
                assertTrue(text.isEmpty() || text.startsWith("HTTP/"), text);
            } catch (IOException reset) {
                assertTrue(reset.getMessage().contains("reset"), reset::toString);
            }
        }
    }

    private static Socket connect(TestServer server) throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
        socket.setSoTimeout((int) Patience.LIMIT.toMillis());
        return socket;
    }

    private static void expectEnd(TestServer server, String text) throws IOException {
        try (var client = connect(server)) {
            write(client, text);
            assertEquals(-1, client.getInputStream().read());
        }
    }

    private static void write(Socket client, String text) {
        try {
            client.getOutputStream().write(text.getBytes(ISO_8859_1));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Reads the answer to one GET of the page; returns the length of the page. */
    private static int page(InputStream in) throws IOException {
        var head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            assertTrue(next >= 0, head::toString);
            head.append((char) next);
        }
        assertTrue(head.toString().startsWith("HTTP/1.1 200"), head::toString);
        return in.readNBytes(PAGE_LENGTH).length;
    }
}
