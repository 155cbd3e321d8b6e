package dev.wingbeat.api;

import dev.wingbeat.admin.Admin;
import dev.wingbeat.metrics.Metrics;
import dev.wingbeat.trace.Traces;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The parts of a node that its API works with. Internal seam.
 *
 * @param admin runs the commands
 * @param keys let callers in
 * @param metrics counts
 * @param limits how often each key may ask
 * @param clock of nanoseconds
 * @param traces records traces, null when nobody does
 */
public record ApiService(
        Admin admin,
        ApiKeys keys,
        Metrics metrics,
        ApiLimits limits,
        LongSupplier clock,
        @Nullable Traces traces) {}
