package dev.wingbeat.presence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.Endpoint;
import dev.wingbeat.channel.JoinResult;
import dev.wingbeat.connection.UserSocket;
import dev.wingbeat.support.LogRecords;
import dev.wingbeat.support.Patience;
import dev.wingbeat.testkit.TestHub;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** An application that cannot say whether a topic is only counted. */
class CountsOnlyTest {

    private static final Presence PRESENCE = Presence.create(
            "counts",
            options -> options.countsOnly(topic -> {
                throw new IllegalStateException("counts only?");
            }));

    @RegisterExtension
    static final TestHub HUB = TestHub.of(() -> Endpoint.builder()
                    .presence(PRESENCE)
                    .socket(
                            "/socket",
                            UserSocket.acceptingAll(),
                            routes -> routes.channel("room:*", () -> (topic, payload, socket) -> {
                                var unused = PRESENCE.trackAfterJoin(socket, "ann", Map.of());
                                return JoinResult.ok();
                            }))
                    .build())
            .patience(Patience.LIMIT);

    @Test
    void predicateThatThrowsCountsAsNoAndHoldsNothingBack() {
        var log = LogRecords.of("dev.wingbeat");
        try {
            HUB.connect().join("room:1").assertPresent("ann");
            assertEquals(1, log.messages().size(), log.messages().toString());
            assertTrue(
                    log.messages().getFirst().startsWith("countsOnly failed for room:1"),
                    log.messages().toString());
        } finally {
            log.close();
        }
    }
}
