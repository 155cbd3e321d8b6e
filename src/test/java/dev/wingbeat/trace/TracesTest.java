package dev.wingbeat.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.support.Patience;
import dev.wingbeat.testkit.TestHub;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanId;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What is recorded of clients, and how it hangs together. */
class TracesTest {

    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String SPAN = "b7ad6b7169203331";
    private static final String SAMPLED = "00-" + TRACE + '-' + SPAN + "-01";
    private static final String UNSAMPLED = "00-" + TRACE + '-' + SPAN + "-00";

    private static final TracedHub ALL =
            new TracedHub(options -> options.oneIn(1).perSecond(1_000_000));
    private static final TracedHub NONE = new TracedHub(options -> options.oneIn(Integer.MAX_VALUE));

    @RegisterExtension
    static final TestHub TRACED = TestHub.of(ALL::endpoint).patience(Patience.LIMIT);

    @RegisterExtension
    static final TestHub UNTRACED = TestHub.of(NONE::endpoint).patience(Patience.LIMIT);

    private final String topic = TRACED.topic("room");

    @BeforeEach
    void forget() {
        ALL.reset();
        NONE.reset();
    }

    private static String text(SpanData span, String attribute) {
        return span.getAttributes().get(AttributeKey.stringKey(attribute));
    }

    @Test
    void joinIsLinkedToTheConnectAndThatToWhatTheRequestNames() {
        TRACED.connect(options -> options.param("name", "ann").header("traceparent", SAMPLED))
                .join(topic);
        SpanData connect = ALL.await("connect /socket");
        SpanData join = ALL.await("join room:*");
        assertNotEquals(TRACE, connect.getTraceId());
        assertEquals(TRACE, connect.getLinks().getFirst().getSpanContext().getTraceId());
        assertEquals(SPAN, connect.getLinks().getFirst().getSpanContext().getSpanId());
        assertEquals("websocket", text(connect, "wingbeat.transport"));
        assertEquals("2.0.0", text(connect, "wingbeat.version"));
        assertEquals("accepted", text(connect, "wingbeat.outcome"));
        assertEquals(SpanId.getInvalid(), join.getParentSpanId());
        assertEquals(
                connect.getSpanContext().getSpanId(),
                join.getLinks().getFirst().getSpanContext().getSpanId());
        assertEquals("ok", text(join, "wingbeat.status"));
    }

    @Test
    void refusalsAreOutcomes() {
        assertEquals(403, TRACED.connectRefused(Map.of()));
        assertEquals("refused 403", text(ALL.await("connect /socket"), "wingbeat.outcome"));
        TRACED.connect(Map.of("name", "ann")).joinRefused(topic + "secret");
        assertEquals("error", text(ALL.await("join room:*"), "wingbeat.status"));
    }

    @Test
    void eventsThatWereNotDeclaredAreNotNamed() {
        var ann = TRACED.connect(Map.of("name", "ann")).join(topic);
        ann.push("anything", Map.of()).assertReply("odd");
        assertEquals("odd", text(ALL.await("room:* other"), "wingbeat.status"));
    }

    @Test
    void failureIsNamedByItsClassAlone() {
        TRACED.expectError(IllegalStateException.class);
        var ann = TRACED.connect(Map.of("name", "ann")).join(topic);
        ann.push("crash", Map.of("secret", "of the client"));
        SpanData span = ALL.await("room:* other");
        assertEquals(StatusCode.ERROR, span.getStatus().getStatusCode());
        assertEquals(IllegalStateException.class.getName(), text(span, "error.type"));
        assertFalse(span.toString().contains("secret"), span::toString);
    }

    @Test
    void callbackIsInTheTraceThatTheMessageNamesAndDoesNotSeeTheKey() {
        var ann = UNTRACED.connect(Map.of("name", "ann")).join(topic, Map.of("traceparent", SAMPLED, "n", 1));
        ann.push("trace", Map.of("traceparent", SAMPLED)).assertReply("ok", Map.of("trace", TRACE));
        ann.push("echo", Map.of("traceparent", SAMPLED, "n", 2)).assertReply("odd", Map.of("n", 2));
        List<SpanData> spans = NONE.await(3);
        assertEquals("join room:*", spans.getFirst().getName());
        for (SpanData span : spans) {
            assertEquals(TRACE, span.getTraceId());
            assertEquals(SPAN, span.getParentSpanId());
        }
    }

    @Test
    void keyIsTheApplicationsOwnWhereNobodyAsksForIt() {
        var ann = UNTRACED.connect(Map.of("name", "ann")).join(UNTRACED.topic("plain"));
        ann.push("echo", Map.of("traceparent", SAMPLED)).assertReply("odd", Map.of("traceparent", SAMPLED));
        assertEquals(List.of(), NONE.spans());
    }

    @Test
    void whatIsNotSampledElsewhereIsNotHere() {
        var ann = TRACED.connect(Map.of("name", "ann")).join(topic);
        ALL.await("join room:*");
        ALL.reset();
        ann.push("shout", Map.of("traceparent", UNSAMPLED)).assertReply("ok");
        ann.push("echo", Map.of("traceparent", SAMPLED)).assertReply("odd");
        ALL.await("room:* other");
        assertFalse(ALL.spans().stream().anyMatch(span -> span.getName().equals("room:* shout")));
    }

    @Test
    void socketIdIsTracedOnDemand() {
        var ann = UNTRACED.connect(Map.of("name", "ann")).join(topic);
        var bob = UNTRACED.connect(Map.of("name", "bob")).join(topic);
        NONE.traces().traceAlways("user:ann", Duration.ofMinutes(10));
        bob.push("echo", Map.of()).assertReply("odd");
        ann.push("shout", Map.of()).assertReply("ok");
        List<SpanData> spans = NONE.await(3);
        assertEquals(
                List.of("broadcast room:*", "deliver room:*", "room:* shout"),
                spans.stream().map(SpanData::getName).sorted().toList());
    }

    @Test
    void whatIsForARoomIsNamedByItsKindWithItsEpoch() {
        var ann = TRACED.connect(Map.of("name", "ann")).join(TRACED.topic("arena"));
        ann.push("shoot", Map.of("at", 7)).assertReply("ok", Map.of("at", 7));
        SpanData input = ALL.await("room input arena");
        assertEquals(SpanKind.SERVER, input.getKind());
        assertTrue(input.getAttributes().get(AttributeKey.longKey("wingbeat.epoch")) > 0, input::toString);
        assertEquals("ok", text(ALL.await("join arena:*"), "wingbeat.status"));
    }
}
