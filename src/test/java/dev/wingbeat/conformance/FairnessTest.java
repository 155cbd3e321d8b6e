package dev.wingbeat.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.Endpoint;
import dev.wingbeat.channel.Channel;
import dev.wingbeat.channel.HandleResult;
import dev.wingbeat.channel.JoinResult;
import dev.wingbeat.connection.OriginCheck;
import dev.wingbeat.connection.UserSocket;
import dev.wingbeat.protocol.Broadcast;
import dev.wingbeat.protocol.Payload;
import dev.wingbeat.support.Patience;
import dev.wingbeat.support.client.ClientFrame;
import dev.wingbeat.support.client.HttpProbe;
import dev.wingbeat.support.client.LongPollProbe;
import dev.wingbeat.support.client.WebSocketProbe;
import dev.wingbeat.websocket.WebSocketConnection;
import dev.wingbeat.websocket.WebSocketHandler;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Scanner;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** One client that sends as much as it can, and another on its loop that does not. */
class FairnessTest {

    private static final int FLOOD = 3_000;
    private static final int PAGES = 500;
    private static final int CROWD = 60;
    private static final String POLLED = "/socket/longpoll?vsn=2.0.0";
    private static final byte[] WORK = ClientFrame.bytes(
            Stream.generate(() -> ClientFrame.text("work")).limit(20).toList());
    private static final byte[] FRAMES = ClientFrame.bytes(
            Stream.generate(() -> ClientFrame.text("x")).limit(FLOOD).toList());
    private static final byte[] QUESTION = ClientFrame.bytes(List.of(ClientFrame.text("how many")));

    /** What of the flood has been handled. */
    private static final AtomicInteger HANDLED = new AtomicInteger();

    /** How much it was when somebody asked. */
    private static final BlockingQueue<Integer> ASKED = new LinkedBlockingQueue<>();

    private static volatile CountDownLatch held = new CountDownLatch(1);
    private static volatile CountDownLatch released = new CountDownLatch(1);

    @RegisterExtension
    static final TestServer server = TestServer.of((fixture, config) -> Endpoint.builder()
            .webSocket("/raw", Counting::new, options -> options.checkOrigin(OriginCheck.NONE))
            .socket(
                    "/socket",
                    UserSocket.acceptingAll(),
                    routes -> routes.channel("work", Working::new)
                            .options(options -> options.longPoll(longPoll -> longPoll.checkOrigin(OriginCheck.NONE))))
            .webSocket("/costly", Costly::new, options -> options.checkOrigin(OriginCheck.NONE))
            .web(router -> router.get("/page").handler(page -> {
                HANDLED.incrementAndGet();
                page.end();
            }))
            .options(options -> options.from(config).eventLoops(1))
            .build());

    /** Counts the flood, tells how much of it has come, and holds the loop when it is told to. */
    private static final class Counting implements WebSocketHandler {
        @Override
        public void handleText(String text, WebSocketConnection connection) throws InterruptedException {
            switch (text) {
                case "hold" -> hold();
                case "work" -> work();
                case "how many" -> ASKED.add(HANDLED.get());
                case "subscribe" -> {
                    connection.subscribe("flood");
                    connection.sendText(text);
                }
                default -> HANDLED.incrementAndGet();
            }
        }

        @Override
        public void handleInfo(Object message, WebSocketConnection connection) {
            if (message instanceof Broadcast broadcast && broadcast.event().equals("last")) {
                connection.sendText("last");
            } else {
                HANDLED.incrementAndGet();
            }
        }
    }

    private static void hold() throws InterruptedException {
        CountDownLatch until = released;
        held.countDown();
        assertTrue(until.await(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS));
    }

    /** Costs the loop a millisecond for each message, and holds it when it is told to. */
    private static final class Working implements Channel {
        @Override
        public JoinResult join(String topic, Payload payload, dev.wingbeat.channel.Socket socket) {
            return JoinResult.ok();
        }

        @Override
        public HandleResult handleIn(String event, Payload payload, dev.wingbeat.channel.Socket socket)
                throws InterruptedException {
            if (event.equals("hold")) {
                hold();
            }
            work(); // as a share of a turn is of time, a fast machine would handle many that cost nothing
            return HandleResult.noReply();
        }
    }

    /** Costs the loop a millisecond when it is let in. */
    private static final class Costly implements WebSocketHandler {
        @Override
        public void init(WebSocketConnection connection) {
            work();
        }
    }

    private static void work() {
        HANDLED.incrementAndGet();
        long begin = System.nanoTime();
        while (System.nanoTime() - begin < 1_000_000) {
            Thread.onSpinWait();
        }
    }

    @BeforeEach
    void begin() {
        HANDLED.set(0);
        held = new CountDownLatch(1);
        released = new CountDownLatch(1);
    }

    @Test
    void loopTakesABoundedShareFromEachConnection() throws InterruptedException, IOException {
        try (var flooder = server.open("/raw")) {
            assertFewComeFirst(() -> flooder.write(FRAMES));
            flooder.write(QUESTION);
            assertEquals(FLOOD, ASKED.poll(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS), "all, in their order");
        }
    }

    @Test
    void frameBehindTheFloodEndsTheConnectionInItsTurn() throws InterruptedException, IOException {
        try (var flooder = server.open("/raw")) {
            assertFewComeFirst(() -> flooder.write(FRAMES));
            flooder.send(ClientFrame.text("y").withReserved(4));
            flooder.expectClose(1002);
            assertEquals(FLOOD, HANDLED.get(), "all that came before are handled");
        }
    }

    @Test
    void framesBehindAnUpgradeAreHandledThoughTheyAreMoreThanAShare() throws InterruptedException {
        try (var flooder =
                WebSocketProbe.openEagerly(server.port(), HttpProbe.upgrade("/raw"), FRAMES, FRAMES, QUESTION)) {
            assertEquals(2 * FLOOD, ASKED.poll(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS));
            flooder.send("x");
            flooder.write(QUESTION);
            assertEquals(2 * FLOOD + 1, ASKED.poll(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS), "read on");
        }
    }

    @Test
    void requestsOfOneConnectionDoNotAllComeFirst() throws InterruptedException, IOException {
        var page = HttpProbe.get("/page");
        var requests = new ByteArrayOutputStream();
        for (int i = 1; i < PAGES; i++) {
            requests.writeBytes(page.bytes(server.port()));
        }
        requests.writeBytes(page.with("connection", "close").bytes(server.port()));
        try (var flooder = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            assertFewComeFirst(() -> requests.writeTo(flooder.getOutputStream()));
            var unused = flooder.getInputStream().readAllBytes();
            assertEquals(PAGES, HANDLED.get());
        }
    }

    @Test
    void manyConnectionsTogetherTakeABoundedShare() throws InterruptedException, IOException {
        List<WebSocketProbe> crowd =
                Stream.generate(() -> server.open("/raw")).limit(CROWD).toList();
        assertFewComeFirst(() -> crowd.forEach(each -> each.write(WORK)), 3 * CROWD);
        for (WebSocketProbe each : crowd) {
            each.write(QUESTION);
            assertNotNull(ASKED.poll(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS), "all are handled at last");
            each.close();
        }
    }

    @Test
    void thoseWhoAreLetInDoNotAllComeFirst() throws InterruptedException, IOException {
        List<Socket> crowd = new ArrayList<>();
        for (int i = 0; i < CROWD; i++) {
            crowd.add(new Socket(InetAddress.getLoopbackAddress(), server.port()));
        }
        server.open("/raw").close(); // accepted after them
        byte[] request = HttpProbe.upgrade("/costly").bytes(server.port());
        assertFewComeFirst(
                () -> {
                    for (Socket each : crowd) {
                        each.getOutputStream().write(request);
                    }
                },
                CROWD / 2);
        for (Socket each : crowd) {
            assertEquals('H', each.getInputStream().read(), "let in at last");
            each.close();
        }
    }

    @Test
    void whatIsPostedDoesNotAllComeFirst() throws InterruptedException, IOException {
        List<Socket> crowd = new ArrayList<>();
        List<byte[]> posts = new ArrayList<>();
        for (int i = 0; i < CROWD; i++) {
            var session = server.longPoll(POLLED);
            session.sendJson("['1','1','work','phx_join',{}]");
            session.expect("['1','1','work','phx_reply',{'status':'ok','response':{}}]");
            posts.add(HttpProbe.request("POST", POLLED + "&token=" + session.token())
                    .withBody(LongPollProbe.NDJSON, "[\"1\",null,\"work\",\"hold\",{}]\n".repeat(10))
                    .bytes(server.port()));
            crowd.add(new Socket(InetAddress.getLoopbackAddress(), server.port()));
        }
        try (var holder = server.open("/raw");
                var neighbour = server.open("/raw")) {
            holder.send("hold");
            assertTrue(held.await(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS));
            for (int i = 0; i < CROWD; i++) {
                crowd.get(i).getOutputStream().write(posts.get(i));
            }
            CountDownLatch allAreThere = released;
            begin();
            allAreThere.countDown();
            assertTrue(held.await(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS), "the first is handled");
            neighbour.write(QUESTION);
            released.countDown();
            Integer first = ASKED.poll(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
            assertNotNull(first);
            assertTrue(first <= CROWD, () -> first + " of the posted came first");
            for (Socket each : crowd) {
                assertEquals('H', each.getInputStream().read(), "answered at last");
                each.close();
            }
            assertEquals(10 * CROWD, HANDLED.get());
        }
    }

    @Test
    void broadcastsFromElsewhereDoNotAllComeFirst() throws InterruptedException, IOException {
        try (var member = server.open("/raw")) {
            member.send("subscribe");
            member.nextText();
            assertFewComeFirst(() -> {
                for (int i = 0; i < FLOOD; i++) {
                    server.endpoint().broadcast("flood", "x", Map.of());
                }
                server.endpoint().broadcast("flood", "last", Map.of());
            });
            assertEquals("last", member.nextText());
            assertEquals(FLOOD, HANDLED.get());
        }
    }

    /** Something that is written to a socket. */
    private interface Writing {
        void run() throws IOException;
    }

    private static void assertFewComeFirst(Writing flood) throws InterruptedException, IOException {
        assertFewComeFirst(flood, 300);
    }

    /**
     * Holds the loop while a flood and the question of a neighbour are written, so that both are there when it goes on. The
     * neighbour's close lasts until the other side has got what was written.
     */
    @SuppressWarnings("try") // closed early, so that its end is heard
    private static void assertFewComeFirst(Writing flood, int most) throws InterruptedException, IOException {
        try (var holder = server.open("/raw");
                var neighbour = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            neighbour.getOutputStream().write(HttpProbe.upgrade("/raw").bytes(server.port()));
            var answer = new Scanner(neighbour.getInputStream(), StandardCharsets.US_ASCII).useDelimiter("\r\n\r\n");
            assertTrue(answer.next().startsWith("HTTP/1.1 101"));
            holder.send("hold");
            assertTrue(held.await(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS));
            flood.run();
            neighbour.getOutputStream().write(QUESTION);
            neighbour.setSoLinger(true, (int) Patience.LIMIT.toSeconds());
            neighbour.close();
            released.countDown();
            Integer first = ASKED.poll(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
            assertNotNull(first);
            assertTrue(first <= most, () -> first + " of the flood came first");
        }
    }
}
