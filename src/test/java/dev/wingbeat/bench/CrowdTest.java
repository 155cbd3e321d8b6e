package dev.wingbeat.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.channel.JoinResult;
import dev.wingbeat.channel.Socket;
import dev.wingbeat.protocol.Payload;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The clients of the series that need many topics: everybody does what they are told, and is counted. */
class CrowdTest {

    private static final Duration MOMENT = Duration.ofMillis(300);

    /** A room that notes who joins what. */
    private static final class Counted extends LoadServer.Room {
        private final AtomicInteger joins;
        private final Set<String> topics;

        Counted(AtomicInteger joins, Set<String> topics) {
            this.joins = joins;
            this.topics = topics;
        }

        @Override
        public JoinResult join(String topic, Payload payload, Socket socket) {
            joins.incrementAndGet();
            topics.add(topic);
            return super.join(topic, payload, socket);
        }
    }

    @Test
    void everybodyJoinsTalksAndComesBack() throws Exception {
        var joins = new AtomicInteger();
        Set<String> topics = ConcurrentHashMap.newKeySet();
        try (var server = new LoadServer(() -> new Counted(joins, topics));
                var crowd = new Crowd(List.of(server.url(), server.url()), new Crowd.Size(10, 50, 3, 20))) {
            crowd.connect();
            assertEquals(3, topics.size());
            crowd.join();
            assertEquals(3 + 50, topics.size());
            crowd.talk();
            Visits visits = crowd.visit(2, 5, List.of(1)); // not more a second than a busy machine manages
            do {
                crowd.pass(MOMENT);
            } while (visits.joins().count() == 0 || crowd.deliveries().count() < 3 * 4);
            crowd.hush();
            assertEquals(0, visits.stop());
            int visited = visits.joins().count();
            assertTrue(visited > 0);
            assertEquals(3 + 50 + visited, topics.size());
            assertTrue(crowd.deliveries().count() >= 3 * 4);
            assertEquals(0, crowd.lost());
            int before = joins.get();
            assertEquals(0, crowd.comeBack(0));
            assertEquals(before + 25, joins.get());
            assertEquals(3 + 50 + visited, topics.size());
            JsonObject anomalies = crowd.generator().getJsonObject("anomalies");
            assertEquals(new JsonObject().putNull("first_note"), anomalies);
        }
    }

    @Test
    void aTimelineKnowsWhenAndHowLong() {
        var timeline = new Timeline();
        timeline.add(0, 1_000_000);
        timeline.add(10_000_000, 3_000_000);
        timeline.add(20_000_000, 52_000_000);
        assertEquals(3, timeline.millis(50));
        assertEquals(52, timeline.millis(99));
        assertEquals(59, timeline.longestSilence());
        assertEquals(2, timeline.between(0, 20_000_000).count());
        assertEquals(List.of(1.0, 3.0, 52.0), timeline.each(0, 30_000_000, 10_000_000, 100));
    }
}
