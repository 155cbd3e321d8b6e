package dev.wingbeat.presence;

import static java.lang.System.Logger.Level.ERROR;

import dev.wingbeat.protocol.LogText;
import dev.wingbeat.protocol.RateLimitedLog;
import dev.wingbeat.pubsub.NodePubSub;
import dev.wingbeat.tracker.Tracker;

/** The tools that all announcers of one presence share. */
record Announcing(PresenceOptions options, NodePubSub pubSub, Tracker tracker, Fetcher fetcher) {

    private static final RateLimitedLog COUNTS_ONLY_FAILED =
            new RateLimitedLog(System.getLogger(Announcing.class.getName()), ERROR);

    /** Returns whether the members of a topic are told the count only; not so when the application cannot say. */
    boolean countsOnly(String topic) {
        try {
            return options.countsOnly().test(topic);
        } catch (Throwable e) {
            COUNTS_ONLY_FAILED.log(
                    () -> "countsOnly failed for " + LogText.of(topic) + "; its members are told all", e);
            return false;
        }
    }
}
