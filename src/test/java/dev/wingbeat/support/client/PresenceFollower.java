package dev.wingbeat.support.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * A list of who is present, as a client keeps it from {@code presence_state} and {@code presence_diff}. Stricter than any
 * client: a ref that joins twice, or leaves without having joined, is an error.
 */
public final class PresenceFollower {

    /** Whose rules to follow. */
    public enum Rules {
        /** Diffs wait for the first state after each join; a state replaces what was known. */
        PHOENIX_JS,
        /** Diffs count at once; a state that has a key which is known already breaks the client. */
        GODOT
    }

    private final Rules rules;
    private final Map<String, List<String>> refs = new TreeMap<>();
    private final List<JsonNode> pending = new ArrayList<>();
    private final Set<String> left = new TreeSet<>();
    private boolean inState;

    /** Makes the list of somebody who has joined just now. */
    public PresenceFollower(Rules rules) {
        this.rules = rules;
    }

    /** Takes note that the channel has been joined anew: phoenix.js waits for a state, the Godot addon begins anew. */
    public void rejoined() {
        inState = false;
        if (rules == Rules.GODOT) {
            refs.clear();
        }
    }

    /** Takes an event; what is not of presence is ignored. */
    public void take(String event, JsonNode payload) {
        switch (event) {
            case "presence_state" -> state(payload);
            case "presence_diff" -> {
                if (rules == Rules.PHOENIX_JS && !inState) {
                    pending.add(payload);
                } else {
                    diff(payload);
                }
            }
            default -> {}
        }
    }

    private void state(JsonNode state) {
        inState = true;
        if (rules == Rules.GODOT) {
            state.fieldNames().forEachRemaining(key -> require(!refs.containsKey(key), "key known already: " + key));
        }
        for (var key : List.copyOf(refs.keySet())) {
            var present = refsOf(state.path(key));
            left.addAll(
                    refs.get(key).stream().filter(ref -> !present.contains(ref)).toList());
        }
        refs.clear();
        state.properties().forEach(entry -> refs.put(entry.getKey(), new ArrayList<>(refsOf(entry.getValue()))));
        refs.forEach(
                (key, of) -> require(!of.isEmpty() && of.stream().distinct().count() == of.size(), key + of));
        pending.forEach(this::diff);
        pending.clear();
    }

    private void diff(JsonNode diff) {
        require(diff.path("joins").isObject() && diff.path("leaves").isObject(), "diff: " + diff);
        diff.path("joins").properties().forEach(entry -> {
            var present = refs.computeIfAbsent(entry.getKey(), key -> new ArrayList<>());
            for (var ref : refsOf(entry.getValue())) {
                require(!present.contains(ref), "joins twice: " + entry.getKey() + ' ' + ref);
                present.add(ref);
            }
        });
        diff.path("leaves").properties().forEach(entry -> {
            var present = refs.getOrDefault(entry.getKey(), List.of());
            for (var ref : refsOf(entry.getValue())) {
                require(present.contains(ref), "leaves without having joined: " + entry.getKey() + ' ' + ref);
                present.remove(ref);
                left.add(ref);
            }
            if (present.isEmpty()) {
                refs.remove(entry.getKey());
            }
        });
    }

    private static List<String> refsOf(JsonNode entry) {
        return StreamSupport.stream(entry.path("metas").spliterator(), false)
                .map(meta -> meta.path("phx_ref").textValue())
                .toList();
    }

    private static void require(boolean met, String problem) {
        if (!met) {
            throw new AssertionError(problem);
        }
    }

    /** Returns the refs by key, those of a key in no particular order. */
    public Map<String, Set<String>> refs() {
        return refs.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, entry -> new TreeSet<>(entry.getValue()), (one, two) -> one, TreeMap::new));
    }

    /** Returns how many keys there are. */
    public int size() {
        return refs.size();
    }

    /** Returns the refs that have ever left. */
    public Set<String> left() {
        return left;
    }
}
