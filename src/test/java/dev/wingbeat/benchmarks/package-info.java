/** What the hot path costs, by JMH, and the series of {@code src/docs/benchmarks.md} with their charts. */
@NullMarked
package dev.wingbeat.benchmarks;

import org.jspecify.annotations.NullMarked;
