package dev.wingbeat.presence;

import dev.wingbeat.tracker.TrackerFigures;
import java.util.TreeMap;

/** What tests of other packages ask about the lists of one node. */
public final class PresenceProbe {

    private PresenceProbe() {}

    /** Returns how many entries there are, and what sums them up. */
    public static TrackerFigures figures(Presence presence) {
        return server(presence).tracker().figures();
    }

    /** Says whether a key is in the list of a topic, without making a copy of anything. */
    public static boolean isPresent(Presence presence, String topic, String key) {
        return !server(presence).tracker().getByKey(topic, key).isEmpty();
    }

    /** Returns the list of a topic as a text that is the same on all nodes where the entries are. */
    public static String text(Presence presence, String topic) {
        var text = new StringBuilder(topic);
        new TreeMap<>(server(presence).tracker().list(topic)).forEach((key, entries) -> {
            text.append(' ').append(key);
            entries.forEach(entry -> text.append(' ')
                    .append(entry.dot().replica().node())
                    .append('#')
                    .append(entry.dot().replica().generation())
                    .append('.')
                    .append(entry.dot().counter())
                    .append(entry.value().buffer()));
        });
        return text.toString();
    }

    /** Returns what an endpoint runs of a presence. */
    static PresenceServer server(Presence presence) {
        return (PresenceServer) presence.started();
    }
}
