/**
 * Traces: the spans of a hub, for whoever looks for where the time goes.
 *
 * <p>The other packages see {@link dev.wingbeat.trace.Traces} and {@link dev.wingbeat.trace.TraceSpan}, which know no OpenTelemetry;
 * {@link dev.wingbeat.trace.OpenTelemetryTraces}, which does, is loaded only by an application that makes one. A span that is not
 * sampled is null, and costs nothing behind the question.
 *
 * <p>Uses {@code protocol}.
 */
@NullMarked
package dev.wingbeat.trace;

import org.jspecify.annotations.NullMarked;
