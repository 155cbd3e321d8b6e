/**
 * Load tests of any server that speaks the Phoenix Channels protocol: {@code wingbeat bench}.
 *
 * <p>{@link dev.wingbeat.bench.Bench} runs one scenario, a {@code ScenarioRun}, with many clients of {@code load}. The thread that
 * called only waits, reads the meters and, when the loops have ended, adds up. What was found is a
 * {@link dev.wingbeat.bench.Report}, with a {@code Verdict} on whether the load generator measured the server, or itself.
 *
 * <p>Uses {@code load}.
 */
@NullMarked
package dev.wingbeat.bench;

import org.jspecify.annotations.NullMarked;
