/**
 * The cost of clients: how long their names are, how much memory the node holds for all of them, how much each may do
 * ({@link dev.wingbeat.limit.LimitOptions}), and what those miss that do not keep up ({@link dev.wingbeat.limit.SlowPolicy}).
 *
 * <p>Accounts belong to event loops and are confined to them; what they add up to may be read from any thread.
 *
 * <p>Uses {@code protocol} only.
 */
@NullMarked
package dev.wingbeat.limit;

import org.jspecify.annotations.NullMarked;
