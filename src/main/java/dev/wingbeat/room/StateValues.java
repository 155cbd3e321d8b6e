package dev.wingbeat.room;

import static java.util.Objects.requireNonNull;

import dev.wingbeat.protocol.Payload;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The values that a state may have: copied, so that nobody changes them behind its back, and weighed. */
final class StateValues {

    /** The largest value that is sent in one piece. */
    static final int MAX_VALUE = 60 * 1024;

    static final int MAX_DEPTH = 16;

    /** Stands for values that are left out. */
    static final String MORE = "…";

    /** Others may change, or be written as what is no number. */
    private static final Set<Class<?>> WHOLE =
            Set.of(Byte.class, Short.class, Integer.class, Long.class, BigInteger.class);

    private static final int SCALAR = 8;

    /** The characters of a text that are shown to people. */
    private static final int SHOWN = 200;

    private StateValues() {}

    /** Returns an immutable copy of what is no object. */
    static Object copy(String key, @Nullable Object value, int depth) {
        Object copied = switch (value) {
            case String text -> text;
            case Boolean flag -> flag;
            case Double number -> finite(key, number, number);
            case Float number -> finite(key, number, number);
            case BigDecimal number -> finite(key, number.doubleValue(), number);
            case Number number when WHOLE.contains(number.getClass()) -> number;
            case Collection<?> list -> list(key, list, depth);
            case Map<?, ?> map -> map(key, map, depth);
            case JsonArray array -> list(key, array.getList(), depth);
            case JsonObject object -> map(key, object.getMap(), depth);
            case null ->
                throw new IllegalArgumentException(
                        "state." + key + ": null (expected: a value; remove takes one away)");
            default ->
                throw new IllegalArgumentException("state." + key + ": "
                        + value.getClass().getName() + " (expected: a map, list, text, number or boolean)");
        };
        int weight = weight(copied);
        if (weight > MAX_VALUE / 6) { // a letter may take six bytes
            weight = Payload.of(copied).length();
        }
        if (weight > MAX_VALUE && !(copied instanceof Map)) { // of objects, each value is sent by itself
            throw new IllegalArgumentException(
                    "state." + key + ": " + weight + " bytes (expected: <= " + MAX_VALUE + " in one value)");
        }
        return copied;
    }

    private static Object finite(String key, double number, Object same) {
        if (!Double.isFinite(number)) {
            throw new IllegalArgumentException("state." + key + ": " + number + " (expected: a finite number)");
        }
        return same;
    }

    private static List<Object> list(String key, Collection<?> list, int depth) {
        checkDepth(key, depth);
        List<Object> copied = new ArrayList<>(list.size());
        list.forEach(item -> copied.add(copy(key, item, depth + 1)));
        return Collections.unmodifiableList(copied);
    }

    private static Map<String, Object> map(String key, Map<?, ?> map, int depth) {
        checkDepth(key, depth + 1);
        Map<String, Object> copied = new LinkedHashMap<>();
        map.forEach((name, item) -> copied.put(name(key, name), copy(key, item, depth + 1)));
        return Collections.unmodifiableMap(copied);
    }

    /** Returns the key of a map, which has to be text. */
    static String name(String key, @Nullable Object name) {
        if (name instanceof String text) {
            return text;
        }
        throw new IllegalArgumentException("state." + key + ": key " + name + " (expected: text)");
    }

    static void checkDepth(String key, int depth) {
        if (depth >= MAX_DEPTH) {
            throw new IllegalArgumentException(
                    "state." + key + ": " + (depth + 1) + " levels (expected: <= " + MAX_DEPTH + ")");
        }
    }

    /** Returns about how many bytes a value has as JSON. */
    static int weight(Object value) {
        return switch (value) {
            case String text -> text.length() + 2;
            case Collection<?> list ->
                2
                        + list.stream()
                                .mapToInt(item -> 1 + weight(requireNonNull(item)))
                                .sum();
            case Map<?, ?> map ->
                2
                        + map.entrySet().stream()
                                .mapToInt(entry -> keyWeight((String) entry.getKey()) + weight(entry.getValue()))
                                .sum();
            default -> SCALAR;
        };
    }

    /** Returns about how many bytes a key adds to its value. */
    static int keyWeight(String key) {
        return key.length() + 4;
    }

    /** Returns the beginning of a value, as {@link RoomState#beginning} does. */
    static Object beginning(Object value, int[] left) {
        return switch (value) {
            case String text -> shown(text);
            case Collection<?> list -> {
                List<Object> copy = new ArrayList<>();
                for (Object item : list) {
                    if (left[0]-- <= 0) {
                        copy.add(MORE);
                        break;
                    }
                    copy.add(beginning(requireNonNull(item), left));
                }
                yield copy;
            }
            case Map<?, ?> map -> {
                Map<String, Object> copy = new LinkedHashMap<>();
                for (Map.Entry<?, ?> entry : map.entrySet()) {
                    if (left[0]-- <= 0) {
                        copy.put(MORE, map.size() - copy.size());
                        break;
                    }
                    copy.put(shown(String.valueOf(entry.getKey())), beginning(requireNonNull(entry.getValue()), left));
                }
                yield copy;
            }
            default -> value;
        };
    }

    /** Returns a text, or its beginning. */
    static String shown(String text) {
        return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + MORE;
    }
}
