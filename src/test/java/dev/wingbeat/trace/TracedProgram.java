package dev.wingbeat.trace;

import dev.wingbeat.app.Wingbeat;
import dev.wingbeat.channel.Channel;
import dev.wingbeat.channel.HandleResult;
import dev.wingbeat.channel.JoinResult;
import dev.wingbeat.channel.Socket;
import dev.wingbeat.connection.UserSocket;
import dev.wingbeat.protocol.Payload;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.util.Map;

/** A program of somebody's that traces everything, and logs what it is told. */
final class TracedProgram {

    private TracedProgram() {}

    public static void main(String[] arguments) {
        Wingbeat.run(
                arguments,
                app -> app.traces(OpenTelemetryTraces.of(sdk(), options -> options.oneIn(1)))
                        .socket(
                                "/socket",
                                UserSocket.acceptingAll(),
                                routes -> routes.channel("room:*", Logging::new)));
    }

    private static OpenTelemetry sdk() {
        return OpenTelemetrySdk.builder()
                .setTracerProvider(SdkTracerProvider.builder()
                        .addSpanProcessor(SimpleSpanProcessor.create(InMemorySpanExporter.create()))
                        .build())
                .build();
    }

    /** Logs each event, and answers which trace it is in. */
    private static final class Logging implements Channel {

        private static final System.Logger LOGGER = System.getLogger(Logging.class.getName());

        @Override
        public JoinResult join(String topic, Payload payload, Socket socket) {
            return JoinResult.ok();
        }

        @Override
        public HandleResult handleIn(String event, Payload payload, Socket socket) {
            LOGGER.log(System.Logger.Level.INFO, "told of " + event);
            return HandleResult.ok(
                    Map.of("trace", Span.current().getSpanContext().getTraceId()));
        }
    }
}
