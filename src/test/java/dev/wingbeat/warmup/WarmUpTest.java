package dev.wingbeat.warmup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.support.LogRecords;
import dev.wingbeat.support.Patience;
import dev.wingbeat.support.Ports;
import dev.wingbeat.support.Scrape;
import dev.wingbeat.support.process.HubProcess;
import io.vertx.core.Future;
import io.vertx.core.VertxOptions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class WarmUpTest {

    private static final Pattern DONE = Pattern.compile("warmed up by (\\d+) clients");

    private static int clients(Stream<String> lines) {
        List<Integer> counts = lines.map(DONE::matcher)
                .filter(Matcher::find)
                .map(line -> Integer.valueOf(line.group(1)))
                .toList();
        assertEquals(1, counts.size(), "lines that say so");
        return counts.getFirst();
    }

    private static void await(Future<Void> end) throws Exception {
        end.await(Patience.LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Test
    void clientsAreServedAndNothingElseIsLogged() throws Exception {
        try (var log = LogRecords.of("dev.wingbeat")) {
            await(WarmUp.play(Duration.ofMillis(500), new VertxOptions()));
            assertEquals(1, log.messages().size(), () -> log.messages().toString());
            assertTrue(clients(log.messages().stream()) > 0);
        }
    }

    @Test
    void nothingIsPlayedForNoTime() throws Exception {
        try (var log = LogRecords.of("dev.wingbeat")) {
            await(WarmUp.play(Duration.ZERO, new VertxOptions()));
            assertEquals(List.of(), log.messages());
        }
    }

    @Test
    void nodeIsReadyBehindItAndHasCountedNobody() throws Exception {
        int management = Ports.unused();
        try (var hub = HubProcess.start("--port=0", "--management-port=" + management, "--warm-up=1s")) {
            int unused = hub.port();
            Scrape scrape = Scrape.of(management);
            List<String> counted = scrape.series().entrySet().stream()
                    .filter(series -> series.getValue() > 0
                            && series.getKey().matches("wingbeat_(connections|connects|joins|messages|broadcasts).*"))
                    .map(Object::toString)
                    .toList();
            assertEquals(List.of(), counted);
            hub.terminate();
            assertEquals(0, hub.exitStatus());
            assertTrue(
                    clients(hub.errorLines().stream()) > 0,
                    () -> hub.errorLines().toString());
        }
    }
}
