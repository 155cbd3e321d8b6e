package dev.wingbeat.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.wingbeat.Endpoint;
import dev.wingbeat.conformance.TestServer;
import dev.wingbeat.connection.CloseReason;
import dev.wingbeat.connection.DisconnectReason;
import dev.wingbeat.support.Patience;
import dev.wingbeat.support.client.WebSocketProbe;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** How raw WebSockets end when the endpoint stops. */
class RawSocketDrainTest {

    private static final Diary DIARY = new Diary();

    @RegisterExtension
    static final TestServer server = TestServer.of((fixture, config) -> Endpoint.builder()
            .webSocket(
                    "/story",
                    () -> new StoryHandler(DIARY),
                    options -> options.drainer(drainer -> drainer.batchSize(2)
                            .batchInterval(Duration.ofMillis(20))
                            .timeout(Duration.ofSeconds(5))))
            .options(options -> options.from(config))
            .build());

    @Test
    void drainingClosesAllWith1012InBatches() throws Exception {
        var probes = new ArrayList<WebSocketProbe>();
        for (int i = 0; i < 7; i++) {
            probes.add(server.open("/story?name=" + i));
            DIARY.expect("" + i, "init");
        }
        server.endpoint().stop().await(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
        for (int i = 0; i < 7; i++) {
            assertEquals(1012, probes.get(i).awaitClose());
            DIARY.expect("" + i, new CloseReason.Disconnected(DisconnectReason.DRAINING));
        }
    }
}
