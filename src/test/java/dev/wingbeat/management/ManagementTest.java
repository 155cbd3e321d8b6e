package dev.wingbeat.management;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.Endpoint;
import dev.wingbeat.connection.OriginCheck;
import dev.wingbeat.support.Patience;
import dev.wingbeat.support.client.HttpAnswer;
import dev.wingbeat.support.client.HttpProbe;
import dev.wingbeat.support.client.WebSocketProbe;
import dev.wingbeat.websocket.WebSocketConnection;
import dev.wingbeat.websocket.WebSocketHandler;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What operators are told by a node whose only event loop is blocked. */
class ManagementTest {

    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    private final CountDownLatch held = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);
    private Endpoint endpoint;

    /** Holds the loop as soon as it is told anything. */
    private final class Holding implements WebSocketHandler {
        @Override
        public void handleText(String text, WebSocketConnection connection) throws InterruptedException {
            held.countDown();
            assertTrue(released.await(2 * Patience.LIMIT.toSeconds(), TimeUnit.SECONDS));
            connection.sendText(text);
        }
    }

    @BeforeEach
    void start() throws Exception {
        endpoint = Endpoint.builder()
                .webSocket("/hold", Holding::new, options -> options.checkOrigin(OriginCheck.NONE))
                .options(options ->
                        options.host("localhost").port(0).managementPort(0).eventLoops(1))
                .build()
                .start(vertx)
                .await(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
    }

    @AfterEach
    void stop() throws Exception {
        released.countDown();
        endpoint.stop().await(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
        vertx.close().await(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
    }

    @Test
    void answersWhileTheLoopOfClientsIsBlockedAndSaysSo() throws Exception {
        try (var probe = WebSocketProbe.open(endpoint.port(), HttpProbe.upgrade("/hold"))) {
            probe.send("hold");
            assertTrue(held.await(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS));
            assertEquals(200, ask("/health/live").status());
            HttpAnswer ready = awaitReadiness(503);
            String reason = ready.json().path("reason").asText();
            assertTrue(reason.matches("an event loop has not turned for \\d+ s"), reason);
            released.countDown();
            assertEquals("hold", probe.nextText());
            awaitReadiness(200);
        }
    }

    private HttpAnswer awaitReadiness(int status) {
        long end = System.nanoTime() + Patience.LIMIT.toNanos();
        HttpAnswer answer = ask("/health/ready");
        while (answer.status() != status) {
            assertTrue(System.nanoTime() < end, answer::text);
            answer = ask("/health/ready");
        }
        return answer;
    }

    private HttpAnswer ask(String path) {
        return HttpProbe.get(path).send(endpoint.managementPort());
    }
}
