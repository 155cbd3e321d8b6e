package dev.wingbeat.eventstream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.support.client.EventStreamProbe;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Streams over time: silence, clients that do not read, clients that leave. */
class EventStreamLoadTest {

    private static final String RETRY = "retry: 3000\n\n";
    private static final int SMALL_BUFFER = 4 * 1024;
    private static final Map<String, String> BULK = Map.of("bulk", "x".repeat(64 * 1024));
    private static final int BULKS = 200;
    private static final Duration NEVER = Duration.ofHours(1);

    @Test
    void heartbeatsKeepTheHttpServerFromEndingAnIdleStream() {
        var lively = new EventStreamOptions().heartbeat(Duration.ofMillis(300));
        var begin = Instant.now();
        try (var node = EventStreamNode.withIdleTimeout(lively);
                var probe = node.open("quiet", 0)) {
            probe.expect(RETRY, ":\n\n", ":\n\n", ":\n\n", ":\n\n", ":\n\n", ":\n\n", ":\n\n", ":\n\n");
            assertTrue(Duration.between(begin, Instant.now()).toMillis() > 2_000, "longer than the server's patience");
        }
    }

    @Test
    void withoutHeartbeatsTheHttpServerWouldEndIt() {
        try (var node = EventStreamNode.withIdleTimeout(new EventStreamOptions());
                var probe = node.open("quiet", 0)) {
            assertEquals(1, probe.blocksUntilBroken());
            node.untilStreams(count -> count == 0);
        }
    }

    @Test
    void clientThatDoesNotReadIsBoundedAndHarmsNoOther() {
        try (var node = EventStreamNode.withLimits(256 * 1024, NEVER);
                var stuck = node.open("load", SMALL_BUFFER);
                var neighbour = node.open("load", 0)) {
            neighbour.expect(RETRY);
            for (int i = 1; i <= BULKS; i++) {
                node.broadcast("load", "bulk", BULK);
                assertEquals("id: " + i, firstLine(neighbour));
            }
            node.untilStreams(count -> count == 1);
            assertTrue(stuck.blocksUntilBroken() < BULKS, "the stuck client got less than all");
        }
    }

    @Test
    void clientThatTakesNothingForTooLongIsGivenUp() {
        try (var node = EventStreamNode.withLimits(Integer.MAX_VALUE, Duration.ofMillis(200));
                var stuck = node.open("stall", SMALL_BUFFER)) {
            stuck.expect(RETRY);
            for (int i = 0; i < BULKS; i++) {
                node.broadcast("stall", "bulk", BULK);
            }
            node.untilStreams(count -> count == 0);
            assertTrue(stuck.blocksUntilBroken() < BULKS, "the stuck client got less than all");
        }
    }

    @Test
    void clientThatLeavesIsForgotten() {
        try (var node = EventStreamNode.withLimits(1 << 20, NEVER);
                var staying = node.open("leaving", 0)) {
            node.open("leaving", 0).close();
            node.untilStreams(count -> count == 1);
            node.broadcast("leaving", "e", Map.of());
            staying.expect(RETRY, "id: 1\nevent: e\ndata: {}\n\n");
        }
    }

    private static String firstLine(EventStreamProbe probe) {
        return probe.next().lines().findFirst().orElse("");
    }
}
