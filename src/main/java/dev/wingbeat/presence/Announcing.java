package dev.wingbeat.presence;

import dev.wingbeat.pubsub.NodePubSub;
import dev.wingbeat.tracker.Tracker;

/** What all announcers of one presence work with. */
record Announcing(PresenceOptions options, NodePubSub pubSub, Tracker tracker, Fetcher fetcher) {}
