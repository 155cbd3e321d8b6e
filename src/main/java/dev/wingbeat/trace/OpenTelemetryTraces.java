package dev.wingbeat.trace;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanId;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceId;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Records traces by the application's OpenTelemetry.
 *
 * <pre>{@code
 * Endpoint.builder().traces(OpenTelemetryTraces.of(openTelemetry, options -> options.oneIn(100)))
 * }</pre>
 *
 * <p>Needs {@code io.opentelemetry:opentelemetry-api}, which the application brings, with an SDK and an exporter. May be used from any
 * thread, and for several endpoints.
 */
public final class OpenTelemetryTraces implements Traces {

    private static final String SCOPE = "dev.wingbeat";

    private final Tracer tracer;
    private final RootSampler roots;
    private final AlwaysTraced always;

    private OpenTelemetryTraces(OpenTelemetry openTelemetry, TraceOptions options, LongSupplier nanos) {
        this.tracer = openTelemetry.getTracer(SCOPE);
        this.roots = new RootSampler(options, nanos);
        this.always = new AlwaysTraced(nanos);
    }

    /** Records few of the traces: one in 1,000, and not more than 10 a second of each route. */
    public static OpenTelemetryTraces of(OpenTelemetry openTelemetry) {
        return of(openTelemetry, unchanged -> {});
    }

    /**
     * Records as many of the traces as the options say.
     *
     * @param change changes the defaults; called at once
     * @throws IllegalArgumentException for a value out of range
     */
    public static OpenTelemetryTraces of(OpenTelemetry openTelemetry, Consumer<TraceOptions> change) {
        var options = new TraceOptions();
        change.accept(options);
        return new OpenTelemetryTraces(openTelemetry, options, System::nanoTime);
    }

    @Override
    public void traceAlways(String socketId, Duration time) {
        always.add(socketId, time);
    }

    @Override
    public boolean isAlways(@Nullable String socketId) {
        return always.contains(socketId);
    }

    @Override
    public boolean chance() {
        return roots.chance();
    }

    @Override
    public boolean withinRate(String route) {
        return roots.withinRate(route);
    }

    @Override
    public @Nullable TraceContext current() {
        SpanContext current = Span.current().getSpanContext();
        return current.isValid() ? OpenTelemetrySpan.context(current) : null;
    }

    @Override
    public @Nullable String traceId() {
        SpanContext current = Span.current().getSpanContext();
        return current.isValid() && current.isSampled() ? current.getTraceId() : null;
    }

    @Override
    public @Nullable TraceSpan start(
            Kind kind, String name, @Nullable TraceContext parent, @Nullable TraceContext link) {
        SpanBuilder builder = tracer.spanBuilder(name).setSpanKind(kindOf(kind));
        if (parent == null) {
            builder.setNoParent();
        } else {
            builder.setParent(Context.root().with(Span.wrap(remote(parent))));
        }
        if (link != null) {
            builder.addLink(remote(link));
        }
        Span span = builder.startSpan();
        return span.getSpanContext().isSampled() ? new OpenTelemetrySpan(span) : null;
    }

    private static SpanKind kindOf(Kind kind) {
        return switch (kind) {
            case SERVER -> SpanKind.SERVER;
            case PRODUCER -> SpanKind.PRODUCER;
            case CONSUMER -> SpanKind.CONSUMER;
        };
    }

    private static SpanContext remote(TraceContext context) {
        return SpanContext.createFromRemoteParent(
                TraceId.fromLongs(context.traceHigh(), context.traceLow()),
                SpanId.fromLong(context.span()),
                TraceFlags.fromByte(context.flags()),
                TraceState.getDefault());
    }
}
