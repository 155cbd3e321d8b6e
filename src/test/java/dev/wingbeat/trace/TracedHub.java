package dev.wingbeat.trace;

import dev.wingbeat.Endpoint;
import dev.wingbeat.EndpointBuilder;
import dev.wingbeat.channel.Channel;
import dev.wingbeat.channel.HandleResult;
import dev.wingbeat.channel.JoinResult;
import dev.wingbeat.channel.Socket;
import dev.wingbeat.connection.Assign;
import dev.wingbeat.connection.Assigns;
import dev.wingbeat.connection.ConnectInfo;
import dev.wingbeat.connection.ConnectResult;
import dev.wingbeat.connection.UserSocket;
import dev.wingbeat.protocol.Payload;
import dev.wingbeat.room.Player;
import dev.wingbeat.room.RoomContext;
import dev.wingbeat.support.Patience;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** An endpoint whose spans are kept in memory, those of all nodes that it is started on together. */
final class TracedHub {

    private static final Assign<String> NAME = Assign.of("name", String.class);

    private final InMemorySpanExporter exported = InMemorySpanExporter.create();
    private final OpenTelemetrySdk sdk = OpenTelemetrySdk.builder()
            .setTracerProvider(SdkTracerProvider.builder()
                    .addSpanProcessor(SimpleSpanProcessor.create(exported))
                    .build())
            .build();
    private final Traces traces;

    TracedHub(Consumer<TraceOptions> change) {
        this.traces = OpenTelemetryTraces.of(sdk, change);
    }

    Traces traces() {
        return traces;
    }

    Endpoint endpoint() {
        return builder().build();
    }

    EndpointBuilder builder() {
        return Endpoint.builder()
                .traces(traces)
                .options(options -> options.managementPort(0))
                .socket(
                        "/socket",
                        new Names(),
                        routes -> routes.channel(
                                        "room:*",
                                        Room::new,
                                        options -> options.timedEvents("shout").traceKey("traceparent"))
                                .channel("plain:*", Room::new))
                .rooms("arena", Arena::new, options -> options.createOnJoin(true));
    }

    /** Forgets the spans that have ended. */
    void reset() {
        exported.reset();
    }

    List<SpanData> spans() {
        return exported.getFinishedSpanItems();
    }

    /** Waits until so many spans have ended, and returns these. */
    List<SpanData> await(int count) {
        return await(spans -> spans.size() >= count);
    }

    /** Waits until a span of a name has ended, and returns the last one. */
    SpanData await(String name) {
        return await(spans -> spans.stream().anyMatch(span -> span.getName().equals(name))).stream()
                .filter(span -> span.getName().equals(name))
                .reduce((first, second) -> second)
                .orElseThrow();
    }

    private List<SpanData> await(Predicate<List<SpanData>> condition) {
        long end = System.nanoTime() + Patience.LIMIT.toNanos();
        while (!condition.test(spans())) {
            if (System.nanoTime() > end) {
                throw new AssertionError("spans: " + spans());
            }
            Thread.onSpinWait();
        }
        return spans();
    }

    /** Lets in who has a name, by which he is known. */
    private static final class Names implements UserSocket {
        @Override
        public ConnectResult connect(ConnectInfo info) {
            String name = info.param("name");
            return name == null ? ConnectResult.refuse() : ConnectResult.accept(NAME, name);
        }

        @Override
        public @Nullable String id(Assigns assigns) {
            return "user:" + assigns.get(NAME);
        }
    }

    /** Sends on what it hears, and answers which trace it is in. */
    private static final class Room implements Channel {
        @Override
        public JoinResult join(String topic, Payload payload, Socket socket) {
            return topic.endsWith("secret") ? JoinResult.error("secret") : JoinResult.ok(payload.json());
        }

        @Override
        public HandleResult handleIn(String event, Payload payload, Socket socket) {
            return switch (event) {
                case "shout" -> {
                    socket.broadcast("shouted", payload);
                    yield HandleResult.ok();
                }
                case "crash" -> throw new IllegalStateException("what the client has said: " + payload.value());
                case "trace" ->
                    HandleResult.ok(
                            Map.of("trace", Span.current().getSpanContext().getTraceId()));
                default -> HandleResult.reply("odd", payload);
            };
        }
    }

    /** Answers whatever a player says. */
    private static final class Arena implements dev.wingbeat.room.Room {
        @Override
        public void create(RoomContext room, Payload params) {}

        @Override
        public HandleResult message(Player from, String event, Payload payload) {
            return HandleResult.ok(payload.json());
        }
    }
}
