package dev.wingbeat.api;

import dev.wingbeat.admin.Admin;
import dev.wingbeat.limit.RateLimit;
import dev.wingbeat.metrics.Metrics;
import java.util.function.LongSupplier;

/**
 * What the API of a node works with. Internal seam.
 *
 * @param admin runs the commands
 * @param keys let callers in
 * @param metrics counts
 * @param limit how often each key may ask
 * @param clock of nanoseconds
 */
public record ApiService(Admin admin, ApiKeys keys, Metrics metrics, RateLimit limit, LongSupplier clock) {

    /** How often each key may ask, unless the application says otherwise. */
    public static final RateLimit USUAL = new RateLimit(1_000, 2_000);

    /** How often each key may ask what all nodes have to look for. */
    static final RateLimit GATHERING = new RateLimit(10, 20);
}
