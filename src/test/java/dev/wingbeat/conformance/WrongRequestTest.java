package dev.wingbeat.conformance;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.Endpoint;
import dev.wingbeat.connection.OriginCheck;
import dev.wingbeat.support.LogRecords;
import dev.wingbeat.support.NeedsNettyFrames;
import dev.wingbeat.support.client.HttpProbe;
import dev.wingbeat.transport.SocketOptions;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that two programs could understand in two ways, those that ask in an unusual way, and what a refusal logs. */
class WrongRequestTest {

    private static final AtomicInteger ROUTED = new AtomicInteger();
    private static final String UPGRADE = "connection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\n"
            + "sec-websocket-key: " + HttpProbe.KEY + "\r\n";

    /** Those who serve requests; clusters of other classes may still be stopping in this JVM, and say so. */
    private static final List<String> SERVING =
            List.of("io", "dev.wingbeat.frame", "dev.wingbeat.mount", "dev.wingbeat.transport");

    @RegisterExtension
    static final TestServer server = TestServer.of((fixture, config) -> {
        var builder = Endpoint.builder();
        fixture.app().mount(builder, "/socket", new SocketOptions().longPoll(true));
        builder.eventStream("/events/:topic", options -> {});
        return builder.options(options -> options.from(config).checkOrigin(OriginCheck.OWN_PAGES))
                .web(router -> router.route().handler(page -> {
                    ROUTED.incrementAndGet();
                    page.end("a page");
                }))
                .build();
    });

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /page HTTP/1.1\r\n\r\n",
                "GET /page HTTP/1.0\r\n\r\n",
                "GET /page HTTP/1.1\r\nhost: a\r\nhost: b\r\n\r\n",
                "GET /page HTTP/1.1\r\nhost: a\r\nHost: a\r\n\r\n",
                "GET /page HTTP/1.1\r\nhost: a b\r\n\r\n",
                "GET /page HTTP/1.1\r\nhost: localhost:port\r\n\r\n",
                "GET page HTTP/1.1\r\nhost: a\r\n\r\n",
                "OPTIONS * HTTP/1.1\r\nhost: a\r\n\r\n",
                "CONNECT a:80 HTTP/1.1\r\nhost: a\r\n\r\n",
                "POST /page HTTP/1.1\r\nhost: a\r\ntransfer-encoding: identity\r\n\r\n",
                "POST /page HTTP/1.1\r\nhost: a\r\ntransfer-encoding: xchunked\r\n\r\n0\r\n\r\n",
                "POST /page HTTP/1.1\r\nhost: a\r\ntransfer-encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
                "POST /page HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n",
                "GET /socket/websocket HTTP/1.1\r\nhost: a\r\nconnection: upgrade\r\nupgrade: websocket\r\ncontent-length: 2\r\n\r\n{}",
                "GET /page HTTP/1.1\r\nhost: a\r\nconnection: upgrade\r\nupgrade: websocket\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n"
            })
    void wrongRequestIsAnswered400BeforeTheRoutesAndSilently(String request) {
        ROUTED.set(0);
        List<LogRecords> logs = SERVING.stream().map(LogRecords::of).toList();
        try {
            String answer = exchange(request);
            assertTrue(answer.startsWith("HTTP/1.") && answer.substring(8).startsWith(" 400"), answer);
            assertEquals(
                    List.of(),
                    logs.stream().flatMap(log -> log.messages().stream()).toList());
        } finally {
            logs.forEach(LogRecords::close);
        }
        assertEquals(0, ROUTED.get());
    }

    @ParameterizedTest
    @ValueSource(strings = {"transfer-encoding: identity", "host: b", "transfer-encoding: gzip, chunked\r\nx: y"})
    @NeedsNettyFrames
    void whatFollowsAWrongRequestIsNoRequest(String header) {
        ROUTED.set(0);
        String follows = "GET /page HTTP/1.1\r\nhost: a\r\n\r\n";
        String answer = exchange("POST /page HTTP/1.1\r\nhost: a\r\n" + header + "\r\n\r\n" + follows + follows);
        assertTrue(answer.startsWith("HTTP/1.1 400"), answer);
        assertEquals(answer.indexOf("HTTP/1.1"), answer.lastIndexOf("HTTP/1.1"), answer);
        assertEquals(0, ROUTED.get());
    }

    @Test
    @NeedsNettyFrames
    void foldedHeaderIsAnswered400BeforeTheRoutes() {
        ROUTED.set(0);
        for (String fold : new String[] {" ", "\t"}) {
            String answer = exchange("GET /page HTTP/1.1\r\nhost: a\r\nx: 1\r\n" + fold + "y: 2\r\n\r\n");
            assertTrue(answer.startsWith("HTTP/1.1 400"), answer);
        }
        assertEquals(0, ROUTED.get());
        String body = exchange("POST /page HTTP/1.1\r\nhost: a\r\nconnection: close\r\ncontent-length: 4\r\n\r\na\n b");
        assertTrue(body.startsWith("HTTP/1.1 200"), body);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"x", "", "dGhlIHNhbXBsZSBub25jZQ", "dGhlIHNhbXBsZSBub25jZR==", "dGhlIHNhbXBsZSBub25jZTEyMzQ1"})
    void keyThatIsNot16BytesIsRefused(String key) {
        var answer = HttpProbe.upgrade("/socket/websocket?vsn=2.0.0")
                .without("sec-websocket-key")
                .with("sec-websocket-key", key)
                .send(server.port());
        assertEquals(400, answer.status());
        assertTrue(answer.text().startsWith("'sec-websocket-key' header must be 16 bytes in base64"), answer.text());
    }

    @Test
    void listsOfConnectionAndUpgradeAreAccepted() {
        for (String lists : new String[] {
            "connection: keep-alive\r\nconnection: Upgrade\r\nupgrade: websocket\r\n",
            "connection: upgrade\r\nupgrade: h2c, websocket\r\n",
            "connection: keep-alive, Upgrade\r\nupgrade: h2c\r\nupgrade: WebSocket\r\n"
        }) {
            byte[] answer = HttpProbe.exchange(
                    server.port(),
                    "GET /socket/websocket?vsn=2.0.0 HTTP/1.1\r\nhost: localhost\r\n" + lists
                            + "sec-websocket-version: 13\r\nsec-websocket-key: " + HttpProbe.KEY + "\r\n\r\n",
                    new byte[0],
                    12);
            assertEquals("HTTP/1.1 101", new String(answer, 0, 12, ISO_8859_1));
        }
    }

    @Test
    void longPollClientThatExpects100ContinueGetsIt() {
        String token = HttpProbe.get("/socket/longpoll?vsn=2.0.0")
                .send(server.port())
                .json()
                .path("token")
                .asText();
        byte[] answer = HttpProbe.exchange(
                server.port(),
                "POST /socket/longpoll?vsn=2.0.0&token=" + token
                        + " HTTP/1.1\r\nhost: localhost\r\nexpect: 100-continue\r\ncontent-length: 20\r\n\r\n",
                new byte[0],
                12);
        assertEquals("HTTP/1.1 100", new String(answer, 0, 12, ISO_8859_1));
    }

    @Test
    void pageUnderAStrangeNameIsRefusedAndTheLogSaysWhatToSet() {
        String rebound = "GET /socket/websocket?vsn=2.0.0 HTTP/1.1\r\nhost: evil.example:4000\r\n"
                + "origin: http://evil.example:4000\r\n" + UPGRADE + "connection: close\r\n\r\n";
        var log = LogRecords.of("dev.wingbeat");
        try {
            for (int i = 0; i < 5; i++) {
                String answer = exchange(rebound);
                assertTrue(answer.startsWith("HTTP/1.1 403"), answer);
            }
            assertEquals(1, log.messages().size(), log.messages()::toString);
            String line = log.messages().getFirst();
            for (String part : new String[] {"http://evil.example:4000", "localhost", "--origins", "--url-host"}) {
                assertTrue(line.contains(part), line);
            }
        } finally {
            log.close();
        }
    }

    @Test
    void eventsAreNotReadUnderAStrangeName() {
        String request = "GET /events/news HTTP/1.1\r\nhost: evil.example\r\nconnection: close\r\n\r\n";
        String answer = exchange(request);
        assertTrue(answer.startsWith("HTTP/1.1 403"), answer);
    }

    @Test
    void programThatSendsNoOriginMayCallTheHubByAnyName() {
        byte[] answer = HttpProbe.exchange(
                server.port(),
                "GET /socket/websocket?vsn=2.0.0 HTTP/1.1\r\nhost: hub.example\r\n" + UPGRADE + "\r\n",
                new byte[0],
                12);
        assertEquals("HTTP/1.1 101", new String(answer, 0, 12, ISO_8859_1));
        String opened =
                exchange("GET /socket/longpoll?vsn=2.0.0 HTTP/1.1\r\nhost: hub.example\r\nconnection: close\r\n\r\n");
        assertTrue(opened.contains("\"status\":410"), opened);
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost:4000", "127.0.0.1:4000", "[::1]:4000", "LOCALHOST:4000"})
    void pageUnderAKnownNameMayConnect(String host) {
        byte[] answer = HttpProbe.exchange(
                server.port(),
                "GET /socket/websocket?vsn=2.0.0 HTTP/1.1\r\nhost: " + host + "\r\norigin: http://" + host + "\r\n"
                        + UPGRADE + "\r\n",
                new byte[0],
                12);
        assertEquals("HTTP/1.1 101", new String(answer, 0, 12, ISO_8859_1));
    }

    private static String exchange(String request) {
        return new String(HttpProbe.exchange(server.port(), request, new byte[0], Integer.MAX_VALUE), ISO_8859_1);
    }
}
