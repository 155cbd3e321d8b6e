/**
 * Counts what a node does, for whoever scrapes it.
 *
 * <p>{@link dev.wingbeat.metrics.Meter} is the catalogue. Each event loop counts for itself, in a
 * {@link dev.wingbeat.metrics.Counter} or a {@link dev.wingbeat.metrics.Histogram} that nobody else writes;
 * {@link dev.wingbeat.metrics.Metrics} adds them up when asked, and takes what is counted elsewhere from there. What comes of it is
 * a list of {@link dev.wingbeat.metrics.Metric}, which {@link dev.wingbeat.metrics.HubMetrics} gives to Micrometer.
 *
 * <p>Uses nothing of ours.
 */
@NullMarked
package dev.wingbeat.metrics;

import org.jspecify.annotations.NullMarked;
