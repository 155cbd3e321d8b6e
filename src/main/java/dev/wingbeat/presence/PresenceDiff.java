package dev.wingbeat.presence;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The changes of a topic since the diff before. An update is a join of the new meta and a leave of the old one.
 *
 * @param joins the presences that have come, by key
 * @param leaves the presences that have gone, by key
 */
public record PresenceDiff(Map<String, PresenceEntry> joins, Map<String, PresenceEntry> leaves) {

    /** Copies the maps. */
    public PresenceDiff {
        joins = Collections.unmodifiableMap(new LinkedHashMap<>(joins));
        leaves = Collections.unmodifiableMap(new LinkedHashMap<>(leaves));
    }
}
