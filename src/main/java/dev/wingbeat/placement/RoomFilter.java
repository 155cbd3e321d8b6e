package dev.wingbeat.placement;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Which rooms somebody looks for: values of {@code players}, {@code max} and of the label, each by equality, {@code lt}, {@code lte},
 * {@code gt}, {@code gte} or {@code in}.
 */
final class RoomFilter {

    private static final int MAX_CONDITIONS = 8;

    private interface Test {
        boolean fits(@Nullable Object value);
    }

    private record Condition(String key, Test test) {}

    private final List<Condition> conditions = new ArrayList<>();

    /**
     * Reads a filter.
     *
     * @throws IllegalArgumentException for more than 8 conditions, and for operators that there are not
     */
    RoomFilter(JsonObject filter) {
        filter.forEach(entry -> {
            if (entry.getValue() instanceof JsonObject operators) {
                operators.forEach(operator ->
                        conditions.add(new Condition(entry.getKey(), test(operator.getKey(), operator.getValue()))));
            } else {
                conditions.add(new Condition(entry.getKey(), value -> equal(value, entry.getValue())));
            }
        });
        if (conditions.size() > MAX_CONDITIONS) {
            throw new IllegalArgumentException(
                    "filter: " + conditions.size() + " conditions (expected: <= " + MAX_CONDITIONS + ")");
        }
    }

    boolean fits(Directory.Listed room) {
        Map<String, Object> label = room.label();
        return conditions.stream()
                .allMatch(condition -> condition.test.fits(
                        switch (condition.key) {
                            case "players" -> room.players();
                            case "max" -> room.max();
                            default -> label.get(condition.key);
                        }));
    }

    private static Test test(String operator, @Nullable Object than) {
        return switch (operator) {
            case "lt" -> value -> compare(value, than, order -> order < 0);
            case "lte" -> value -> compare(value, than, order -> order <= 0);
            case "gt" -> value -> compare(value, than, order -> order > 0);
            case "gte" -> value -> compare(value, than, order -> order >= 0);
            case "in" ->
                value -> than instanceof JsonArray list && list.stream().anyMatch(one -> equal(value, one));
            default ->
                throw new IllegalArgumentException("filter: " + operator + " (expected: lt, lte, gt, gte or in)");
        };
    }

    private static boolean compare(@Nullable Object value, @Nullable Object than, Predicate<Integer> order) {
        return value instanceof Number number
                && than instanceof Number other
                && order.test(decimal(number).compareTo(decimal(other)));
    }

    private static boolean equal(@Nullable Object value, @Nullable Object other) {
        if (value instanceof Number number && other instanceof Number another) {
            return decimal(number).compareTo(decimal(another)) == 0;
        }
        return value != null && value.equals(other);
    }

    private static BigDecimal decimal(Number number) {
        return new BigDecimal(number.toString());
    }
}
