package dev.wingbeat.trace;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Scope;
import java.util.HexFormat;
import java.util.concurrent.Callable;
import java.util.function.Supplier;

/** A span of the application's OpenTelemetry. */
final class OpenTelemetrySpan implements TraceSpan {

    private final Span span;

    OpenTelemetrySpan(Span span) {
        this.span = span;
    }

    static TraceContext context(SpanContext context) {
        String trace = context.getTraceId();
        return new TraceContext(
                HexFormat.fromHexDigitsToLong(trace, 0, 16),
                HexFormat.fromHexDigitsToLong(trace, 16, 32),
                HexFormat.fromHexDigitsToLong(context.getSpanId()),
                context.getTraceFlags().asByte());
    }

    @Override
    public TraceContext context() {
        return context(span.getSpanContext());
    }

    @Override
    public void rename(String name) {
        span.updateName(name);
    }

    @Override
    public void set(String attribute, String value) {
        span.setAttribute(attribute, value);
    }

    @Override
    public void set(String attribute, long value) {
        span.setAttribute(attribute, value);
    }

    @Override
    @SuppressWarnings("try") // it is there to be closed
    public <R> R call(Callable<R> work) throws Exception {
        try (Scope unused = span.makeCurrent()) {
            return work.call();
        }
    }

    @Override
    @SuppressWarnings("try") // as above
    public <R> R get(Supplier<R> work) {
        try (Scope unused = span.makeCurrent()) {
            return work.get();
        }
    }

    @Override
    public void fail(Throwable cause) {
        span.setStatus(StatusCode.ERROR);
        span.setAttribute("error.type", cause.getClass().getName());
    }

    @Override
    public void end() {
        span.end();
    }
}
