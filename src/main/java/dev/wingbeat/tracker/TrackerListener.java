package dev.wingbeat.tracker;

import dev.wingbeat.crdt.Entry;
import dev.wingbeat.protocol.Payload;
import java.util.List;

/** Learns how the lists change, on whatever node the reason lies. Internal seam. */
@FunctionalInterface
public interface TrackerListener {

    /**
     * Learns all that has changed in a topic at once, after the lists have changed, on the topic's context. An update is one
     * leave and one join of the same replica, owner and key.
     */
    void changed(String topic, List<Entry<Payload>> joins, List<Entry<Payload>> leaves);
}
