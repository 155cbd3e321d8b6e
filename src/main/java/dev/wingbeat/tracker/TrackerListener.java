package dev.wingbeat.tracker;

import dev.wingbeat.crdt.Entry;
import dev.wingbeat.protocol.Payload;
import java.util.List;

/** Listens to changes of the lists, on whatever node they were made. Internal seam. */
@FunctionalInterface
public interface TrackerListener {

    /**
     * Called with everything that has changed in a topic at once, after the lists have changed, on the topic's context. An
     * update is one leave and one join of the same replica, owner and key.
     */
    void changed(String topic, List<Entry<Payload>> joins, List<Entry<Payload>> leaves);
}
