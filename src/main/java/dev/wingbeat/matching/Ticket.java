package dev.wingbeat.matching;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A player's wish to play with others. Internal seam; immutable.
 *
 * <p>Two tickets fit when they want groups of the same size and have the same properties: numbers may differ by the smaller one of both
 * ranges, everything else has to be equal.
 *
 * @param size how many are to play, this player among them
 * @param properties text, numbers and booleans
 * @param ranges by how much numbers among them may differ; not at all without one
 * @param since when the player began to wait, in milliseconds of any clock
 */
public record Ticket(String id, int size, Map<String, Object> properties, Map<String, Range> ranges, long since) {

    /** The most who are matched: so the time of a group is bounded, whose members each have to fit each other one. */
    public static final int MAX_SIZE = 128;

    private static final int MAX_PROPERTIES = 8;
    private static final int MAX_TEXT = 64;

    /** Copies the maps. */
    public Ticket {
        properties = Map.copyOf(properties);
        ranges = Map.copyOf(ranges);
    }

    /**
     * Reads a ticket of what a client has sent.
     *
     * @param wish {@code size}, {@code properties} and {@code range}, as of JSON
     * @param most how many may play together; {@link #MAX_SIZE} in any case
     * @throws IllegalArgumentException when it is none
     */
    public static Ticket of(String id, Map<String, ? extends @Nullable Object> wish, int most, long since) {
        int largest = Math.min(most, MAX_SIZE);
        if (!(wish.get("size") instanceof Integer size) || size < 2 || size > largest) {
            throw new IllegalArgumentException(
                    "size: " + wish.get("size") + " (expected: a whole number from 2 to " + largest + ")");
        }
        Map<String, Object> properties = new LinkedHashMap<>();
        map("properties", wish.get("properties")).forEach((name, value) -> properties.put(name, checked(name, value)));
        if (properties.size() > MAX_PROPERTIES) {
            throw new IllegalArgumentException(
                    "properties: " + properties.size() + " (expected: <= " + MAX_PROPERTIES + ")");
        }
        Map<String, Range> ranges = new TreeMap<>();
        map("range", wish.get("range")).forEach((name, value) -> {
            if (!(properties.get(name) instanceof Number)) {
                throw new IllegalArgumentException("range." + name + ": of " + properties.get(name)
                        + " (expected: of a property that is a number)");
            }
            Map<String, @Nullable Object> range = map("range." + name, value);
            double within = number(range, "within", 0);
            ranges.put(name, new Range(within, number(range, "widen_per_s", 0), number(range, "max", within)));
        });
        return new Ticket(id, size, properties, ranges, since);
    }

    @SuppressWarnings("unchecked") // keys of JSON are text
    private static Map<String, @Nullable Object> map(String name, @Nullable Object value) {
        if (value == null) {
            return Map.of();
        }
        if (value instanceof Map<?, ?> map) {
            return (Map<String, @Nullable Object>) map;
        }
        throw new IllegalArgumentException(name + ": " + value + " (expected: an object)");
    }

    private static Object checked(String name, @Nullable Object value) {
        boolean fits = value instanceof Boolean
                || (value instanceof Number number && Double.isFinite(number.doubleValue()))
                || (value instanceof String text && text.length() <= MAX_TEXT);
        if (value == null || !fits || name.length() > MAX_TEXT) {
            throw new IllegalArgumentException("properties." + name + ": " + value
                    + " (expected: a number, a boolean, or text of at most " + MAX_TEXT + " characters)");
        }
        return value;
    }

    private static double number(Map<String, @Nullable Object> range, String name, double otherwise) {
        Object value = range.get(name);
        if (value == null) {
            return otherwise;
        }
        if (value instanceof Number number) {
            return number.doubleValue();
        }
        throw new IllegalArgumentException("range." + name + ": " + value + " (expected: a number >= 0)");
    }
}
