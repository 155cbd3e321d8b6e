package dev.wingbeat.room;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A state that players follow: an object of maps, lists, text, numbers and booleans that notes what is changed, so that a patch
 * costs what has changed and not what is there. Confined to the room's thread.
 *
 * <p>Players are sent merge patches (RFC 7386). These have no null, and replace lists whole: keep things in maps by their ids.
 *
 * <pre>{@code
 * room.state().at("players", who.id()).put("x", 3).put("y", 4);
 * room.state().at("players").remove(gone.id());
 * }</pre>
 *
 * <p>What is put is copied. An object that has been removed, or replaced by something else, cannot be changed any more.
 */
public final class RoomState {

    /** The weight of an empty one. */
    private static final int EMPTY = 2;

    private final RoomViews.Rules rules;
    private final @Nullable RoomState parent;
    private final String key;
    private final int depth;
    private final Map<String, Object> values = new LinkedHashMap<>();
    private final Set<String> changed = new LinkedHashSet<>(4);
    private @Nullable Map<String, RoomState> removed;
    private boolean attached = true;
    private boolean fresh = true;
    private int weight = EMPTY;

    /** Makes an empty state. */
    RoomState(RoomViews.Rules rules) {
        this(rules, null, "");
        fresh = false; // everybody has an empty one
    }

    private RoomState(RoomViews.Rules rules, @Nullable RoomState parent, String key) {
        this.rules = rules;
        this.parent = parent;
        this.key = key;
        this.depth = parent == null ? 0 : parent.depth + 1;
        StateValues.checkDepth(key, depth);
    }

    /**
     * Puts a value, in place of another one or anew.
     *
     * @param value a map, a list, a {@code JsonObject} or {@code JsonArray}, text, a finite number or a boolean
     * @throws IllegalArgumentException for null, other classes, values above 60 KiB, a state that grows too large, and a key that
     *     another part of what a player sees has
     * @throws IllegalStateException when this object has been removed
     */
    public RoomState put(String key, Object value) {
        checkUse();
        Object copied = StateValues.copy(key, value, depth);
        if (copied instanceof Map<?, ?> map) {
            object(key).replace(map);
            return this;
        }
        Object before = values.get(key);
        if (copied.equals(before)) {
            return this;
        }
        claim(key, before);
        grow(StateValues.weight(copied) - (before == null ? -StateValues.keyWeight(key) : weigh(before)));
        detach(key, before);
        values.put(key, copied);
        note(key, before);
        return this;
    }

    /**
     * Returns the object at a path, which is made where it is missing.
     *
     * @throws IllegalStateException when something else than an object is there, or this object has been removed
     */
    public RoomState at(String... path) {
        RoomState at = this;
        for (String step : path) {
            Object there = at.values.get(step);
            if (there != null && !(there instanceof RoomState)) {
                throw new IllegalStateException("state." + step + ": " + there + " (expected: an object)");
            }
            at.checkUse();
            at = there instanceof RoomState object ? object : at.object(step);
        }
        return at;
    }

    /** Removes the value of a key; nothing happens when there is none. */
    public RoomState remove(String key) {
        checkUse();
        Object before = values.remove(key);
        if (before != null) {
            grow(-weigh(before) - StateValues.keyWeight(key));
            detach(key, before);
            note(key, before);
        }
        return this;
    }

    /** Returns the value of a key: a copy of an object as a map, null without a value. */
    public @Nullable Object get(String key) {
        Object value = values.get(key);
        return value instanceof RoomState object ? object.toMap() : value;
    }

    /** Returns the keys that have a value. */
    public Set<String> keys() {
        return Set.copyOf(values.keySet());
    }

    /** Returns a copy of everything. */
    public Map<String, Object> toMap() {
        Map<String, Object> copy = new LinkedHashMap<>();
        values.forEach((name, value) -> copy.put(name, value instanceof RoomState object ? object.toMap() : value));
        return copy;
    }

    /** Returns a copy of the beginning, for people: so many values, of long texts the first characters. */
    Map<String, Object> beginning(int most) {
        return beginning(new int[] {most});
    }

    private Map<String, Object> beginning(int[] left) {
        Map<String, Object> copy = new LinkedHashMap<>();
        for (Map.Entry<String, Object> entry : values.entrySet()) {
            if (left[0]-- <= 0) {
                copy.put(StateValues.MORE, values.size() - copy.size());
                break;
            }
            Object value = entry.getValue();
            copy.put(
                    StateValues.shown(entry.getKey()),
                    value instanceof RoomState object ? object.beginning(left) : StateValues.beginning(value, left));
        }
        return copy;
    }

    /** Returns whether there is anything to send. */
    boolean isChanged() {
        return !changed.isEmpty();
    }

    /** Returns about how many bytes this has as JSON. */
    int weight() {
        return weight;
    }

    /** Returns the merge patch from what was there at the last call to what is there now, and notes that it is known. */
    Map<String, @Nullable Object> takePatch() {
        Map<String, @Nullable Object> patch = new LinkedHashMap<>();
        for (String name : changed) {
            Object value = values.get(name);
            if (value == null && parent == null) {
                rules.release(name);
            }
            if (!(value instanceof RoomState object)) {
                patch.put(name, value);
            } else if (object.fresh) {
                patch.put(name, object.toMap());
                object.known();
            } else {
                Map<String, @Nullable Object> within = object.takePatch();
                if (!within.isEmpty()) {
                    patch.put(name, within);
                }
            }
        }
        changed.clear();
        removed = null;
        return patch;
    }

    /** Lets go of what it has together with others; what is changed from now on concerns nobody. */
    void end() {
        Set<String> keys = new LinkedHashSet<>(values.keySet());
        keys.addAll(changed);
        rules.end(keys, weight - EMPTY);
    }

    private void known() {
        fresh = false;
        changed.clear();
        removed = null;
        for (Object value : values.values()) {
            if (value instanceof RoomState object) {
                object.known();
            }
        }
    }

    /** Returns the object at a key, made or taken back: of one that players still know, patches have to say what is gone. */
    private RoomState object(String name) {
        Object before = values.get(name);
        if (before instanceof RoomState object) {
            return object;
        }
        claim(name, before);
        RoomState known = removed == null ? null : removed.get(name);
        RoomState object = known == null ? new RoomState(rules, this, name) : known;
        grow(object.weight - (before == null ? -StateValues.keyWeight(name) : weigh(before)));
        if (removed != null) {
            removed.remove(name);
        }
        object.attached = true;
        values.put(name, object);
        note(name, before);
        if (known != null) {
            object.replace(Map.of());
        }
        return object;
    }

    private void replace(Map<?, ?> map) {
        for (String name : Set.copyOf(values.keySet())) {
            if (!map.containsKey(name)) {
                remove(name);
            }
        }
        map.forEach((name, value) -> put(StateValues.name(key, name), value));
    }

    private void detach(String name, @Nullable Object before) {
        if (before instanceof RoomState object) {
            object.attached = false;
            if (!object.fresh) {
                if (removed == null) {
                    removed = new LinkedHashMap<>(2);
                }
                removed.put(name, object);
            }
        }
    }

    /** Asks whether a key may be put at the top; one that is there, or was when players were last told, has been claimed. */
    private void claim(String name, @Nullable Object before) {
        if (parent == null && before == null && !changed.contains(name)) {
            rules.check(name);
        }
    }

    private void note(String name, @Nullable Object before) {
        if (changed.add(name)) {
            if (parent != null) {
                parent.note(key, this);
            } else if (before == null) {
                rules.claim(name);
            }
        }
    }

    private void grow(int bytes) {
        rules.grow(bytes);
        for (RoomState at = this; at != null; at = at.parent) {
            at.weight += bytes;
        }
    }

    private static int weigh(Object value) {
        return value instanceof RoomState object ? object.weight : StateValues.weight(value);
    }

    private void checkUse() {
        rules.check();
        for (RoomState at = this; at != null; at = at.parent) {
            if (!at.attached) {
                throw new IllegalStateException("state." + at.key + ": removed (expected: an object of the state)");
            }
        }
    }

    @Override
    public String toString() {
        return toMap().toString();
    }
}
