package dev.wingbeat.sample;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.support.Patience;
import dev.wingbeat.support.client.EventStreamProbe;
import dev.wingbeat.support.client.HttpProbe;
import dev.wingbeat.support.client.WebSocketProbe;
import dev.wingbeat.testkit.TestHub;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the sample application serves beside its channels, as it is mounted. */
class SampleHubTest {

    @RegisterExtension
    static final TestHub HUB = TestHub.ofApplication(SampleHub::declare).patience(Patience.LIMIT);

    private static WebSocketProbe open(String target) {
        return WebSocketProbe.open(HUB.port(0), HttpProbe.upgrade(target));
    }

    @Test
    void echoEchoes() {
        try (var probe = open("/echo")) {
            probe.send("hello");
            assertEquals("hello", probe.nextText());
        }
    }

    @Test
    void listsSayWhoIsThere() {
        var all = HUB.connect(Map.of("user_id", "u7")).join("presence:all");
        assertEquals(0, all.assertNextPush("presence_state").json().size());
        all.assertPresent("u7", Map.of("online_at", (Predicate<Number>) at -> at.longValue() > 1_700_000_000L));
        var meta = all.presences().list().get("u7").metas().getFirst();
        assertEquals(Set.of("online_at", "phx_ref"), meta.fieldNames());
    }

    @Test
    void ticksTick() {
        try (var probe = open("/ticks")) {
            assertTrue(probe.nextText().startsWith("{\"tick\":1,\"time\":\""));
        }
    }

    @Test
    void eventsOfARoomAreWhatIsShoutedThere() {
        try (var stream = EventStreamProbe.open(HUB.port(0), HttpProbe.get("/events/room:lobby"))) {
            var ann = HUB.connect(Map.of("name", "Ann")).join("room:lobby");
            ann.push("direct", Map.of("to", "Bob", "body", "a secret"));
            ann.push("shout", Map.of("body", "hi all"));
            stream.expect("retry: 3000\n\n", "id: 1\nevent: shout\ndata: {\"body\":\"hi all\"}\n\n");
        }
    }

    @Test
    void eventsOfOtherTopicsAreNobodysBusiness() {
        assertEquals(403, HttpProbe.get("/events/clan:red").send(HUB.port(0)).status());
    }
}
