package dev.wingbeat.placement;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * A filter of rooms: values of {@code players}, {@code max} and of the label, each by equality, {@code lt}, {@code lte},
 * {@code gt}, {@code gte} or {@code in}.
 */
final class RoomFilter {

    private static final int MAX_CONDITIONS = 8;

    /** Each of them costs a comparison with each room. */
    private static final int MAX_VALUES = 32;

    private interface Test {
        boolean fits(@Nullable Object value);
    }

    private record Condition(String key, Test test) {}

    /** A number that others are compared with, exactly. */
    private record Bound(Number number, BigDecimal exact) {

        static Bound of(Number number) {
            try {
                return new Bound(number, exact(number));
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException("filter: " + number + " (expected: a finite number)", e);
            }
        }

        /** Returns how another number stands to this one; those that are usual without an object for each. */
        int order(Number other) {
            if (isPlain(other) && isPlain(number)) {
                double one = other.doubleValue();
                double bound = number.doubleValue();
                return one < bound ? -1 : one > bound ? 1 : 0;
            }
            return exact(other).compareTo(exact);
        }

        private static BigDecimal exact(Number number) {
            return switch (number) {
                case Integer whole -> BigDecimal.valueOf(whole);
                case Long whole -> BigDecimal.valueOf(whole);
                default -> new BigDecimal(number.toString());
            };
        }

        private static boolean isPlain(Number number) {
            return number instanceof Integer || number instanceof Double;
        }
    }

    private final List<Condition> conditions = new ArrayList<>();

    /**
     * Reads a filter.
     *
     * @throws IllegalArgumentException for more than 8 conditions or 32 values, and for operators that there are not
     */
    RoomFilter(JsonObject filter) {
        filter.forEach(entry -> {
            if (entry.getValue() instanceof JsonObject operators) {
                operators.forEach(operator ->
                        conditions.add(new Condition(entry.getKey(), test(operator.getKey(), operator.getValue()))));
            } else {
                conditions.add(new Condition(entry.getKey(), equal(entry.getValue())));
            }
        });
        if (conditions.size() > MAX_CONDITIONS) {
            throw new IllegalArgumentException(
                    "filter: " + conditions.size() + " conditions (expected: <= " + MAX_CONDITIONS + ")");
        }
    }

    boolean fits(Directory.Listed room) {
        for (Condition condition : conditions) { // thousands of rooms in a row: no stream for each
            Object value = switch (condition.key) {
                case "players" -> room.players();
                case "max" -> room.max();
                default -> room.label().get(condition.key);
            };
            if (!condition.test.fits(value)) {
                return false;
            }
        }
        return true;
    }

    private static Test test(String operator, @Nullable Object than) {
        return switch (operator) {
            case "lt" -> compare(than, order -> order < 0);
            case "lte" -> compare(than, order -> order <= 0);
            case "gt" -> compare(than, order -> order > 0);
            case "gte" -> compare(than, order -> order >= 0);
            case "in" -> in(than);
            default ->
                throw new IllegalArgumentException("filter: " + operator + " (expected: lt, lte, gt, gte or in)");
        };
    }

    private static Test compare(@Nullable Object than, IntPredicate order) {
        if (!(than instanceof Number number)) {
            return value -> false;
        }
        Bound bound = Bound.of(number);
        return value -> value instanceof Number other && order.test(bound.order(other));
    }

    private static Test in(@Nullable Object values) {
        if (!(values instanceof JsonArray list)) {
            return value -> false;
        }
        if (list.size() > MAX_VALUES) {
            throw new IllegalArgumentException(
                    "filter: in with " + list.size() + " values (expected: <= " + MAX_VALUES + ")");
        }
        List<Test> tests = list.stream().map(RoomFilter::equal).toList();
        return value -> {
            for (Test test : tests) {
                if (test.fits(value)) {
                    return true;
                }
            }
            return false;
        };
    }

    private static Test equal(@Nullable Object wanted) {
        if (!(wanted instanceof Number number)) {
            return value -> value != null && value.equals(wanted);
        }
        Bound bound = Bound.of(number);
        return value -> value instanceof Number other && bound.order(other) == 0;
    }
}
