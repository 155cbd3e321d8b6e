package dev.wingbeat.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.support.Patience;
import dev.wingbeat.testkit.TestChannel;
import dev.wingbeat.testkit.TestHub;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanId;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The spans of three nodes, each trace of which is recorded. */
class TraceClusterTest {

    private static final TracedHub TRACED =
            new TracedHub(options -> options.oneIn(1).perSecond(1_000_000));

    @RegisterExtension
    static final TestHub HUB = TestHub.cluster(3, TRACED::endpoint).patience(Patience.LIMIT);

    private final String topic = HUB.topic("room");

    /** Joins on all nodes, and forgets the spans of that. */
    private List<TestChannel> members() {
        TRACED.reset();
        var members = new ArrayList<TestChannel>();
        for (int node = 0; node < 3; node++) {
            int at = node;
            members.add(HUB.connect(options -> options.param("name", "ann").node(at))
                    .join(topic));
        }
        TRACED.await(6);
        TRACED.reset();
        return members;
    }

    private static Set<String> traces(List<SpanData> spans) {
        return spans.stream().map(SpanData::getTraceId).collect(Collectors.toSet());
    }

    private static void assertDelivers(SpanData broadcast, List<SpanData> spans) {
        List<SpanData> delivers = spans.stream()
                .filter(span -> span.getName().equals("deliver room:*"))
                .toList();
        assertEquals(3, delivers.size(), () -> "spans: " + spans);
        for (SpanData deliver : delivers) {
            assertEquals(broadcast.getSpanId(), deliver.getParentSpanId());
            assertEquals(SpanKind.CONSUMER, deliver.getKind());
            assertEquals(1, deliver.getAttributes().get(AttributeKey.longKey("wingbeat.members")));
        }
    }

    @Test
    void broadcastIsOneTraceOfASpanMoreThanThereAreNodes() {
        List<TestChannel> members = members();
        HUB.endpoint(0).broadcast(topic, "news", Map.of("text", "of everybody's business"));
        members.forEach(member -> member.assertPush("news", Map.of("text", "of everybody's business")));
        List<SpanData> spans = TRACED.await(4);
        assertEquals(1, traces(spans).size(), () -> "spans: " + spans);
        SpanData broadcast = TRACED.await("broadcast room:*");
        assertEquals(SpanId.getInvalid(), broadcast.getParentSpanId());
        assertEquals(SpanKind.PRODUCER, broadcast.getKind());
        assertDelivers(broadcast, spans);
        for (SpanData span : spans) {
            String told = span.getName() + span.getAttributes();
            assertFalse(told.contains("business") || told.contains(topic) || told.contains("news"), told);
        }
    }

    @Test
    void whatACallbackBroadcastsIsOfItsTrace() {
        List<TestChannel> members = members();
        members.getFirst().push("shout", Map.of("n", 1)).assertReply("ok");
        members.forEach(member -> member.assertPush("shouted", Map.of("n", 1)));
        List<SpanData> spans = TRACED.await(5);
        assertEquals(1, traces(spans).size(), () -> "spans: " + spans);
        SpanData event = TRACED.await("room:* shout");
        SpanData broadcast = TRACED.await("broadcast room:*");
        assertEquals(SpanKind.SERVER, event.getKind());
        assertEquals("ok", event.getAttributes().get(AttributeKey.stringKey("wingbeat.status")));
        assertEquals(event.getSpanId(), broadcast.getParentSpanId());
        assertDelivers(broadcast, spans);
    }

    @Test
    void nodesWithoutMembersHaveNoSpan() {
        TRACED.reset();
        var alone = HUB.connect(options -> options.param("name", "bob").node(1)).join(topic);
        TRACED.await(2);
        TRACED.reset();
        HUB.endpoint(0).broadcast(topic, "news", Map.of());
        alone.assertPush("news", Map.of());
        HUB.endpoint(1).broadcast(topic, "later", Map.of());
        alone.assertPush("later", Map.of());
        List<SpanData> spans = TRACED.await(4);
        assertEquals(2, traces(spans).size(), () -> "spans: " + spans);
        assertTrue(spans.stream().allMatch(span -> span.getName().endsWith(" room:*")), () -> "spans: " + spans);
    }
}
