package dev.wingbeat.tracker;

import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * Measures how long this node lacked something of another: from when it noticed until it had everything. Confined to the shard's
 * context.
 *
 * @param clock nanoseconds, from any beginning
 * @param recorder takes nanoseconds
 */
record CatchUps(LongSupplier clock, LongConsumer recorder) {

    /** Notes that something of a node is missing. */
    void missing(RemoteReplica replica) {
        replica.missing(clock.getAsLong());
    }

    /** Notes that nothing of a node is missing, and records for how long something was. */
    void complete(RemoteReplica replica) {
        if (replica.isMissing()) {
            recorder.accept(clock.getAsLong() - replica.missingSince());
        }
        replica.pulled();
    }
}
