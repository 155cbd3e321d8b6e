package dev.wingbeat.testkit;

import dev.wingbeat.protocol.Payload;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The rules by which a payload is compared with what a test expects, like patterns in {@code Phoenix.ChannelTest}: a map
 * matches an object that has its keys, whatever else is in there; lists, texts, numbers and bytes match what is equal. A record
 * stands for the JSON it is written as. In the place of any value a predicate may stand.
 */
public final class Match {

    private static final String ANYTHING = "anything";
    private static final Predicate<Object> ANY = new Predicate<>() {
        @Override
        public boolean test(Object value) {
            return true;
        }

        @Override
        public String toString() {
            return ANYTHING;
        }
    };

    private Match() {}

    /** Matches every value, null as well. */
    public static Predicate<Object> any() {
        return ANY;
    }

    /** Returns whether a payload is as expected. */
    static boolean matches(@Nullable Object expected, Payload actual) {
        Object wanted = expected instanceof Payload payload ? content(payload) : expected;
        if (wanted instanceof byte[] bytes) {
            wanted = Buffer.buffer(bytes);
        }
        return fits(wanted, content(actual));
    }

    private static @Nullable Object content(Payload payload) {
        return payload.isBinary() ? payload.binary() : payload.value();
    }

    @SuppressWarnings("unchecked") // a predicate of another type than the value's fails by itself
    private static boolean fits(@Nullable Object wanted, @Nullable Object actual) {
        return switch (wanted) {
            case null -> actual == null;
            case Predicate<?> predicate -> accepts((Predicate<@Nullable Object>) predicate, actual);
            case JsonObject object -> fits(object.getMap(), actual);
            case JsonArray array -> fits(array.getList(), actual);
            case Map<?, ?> map -> actual instanceof JsonObject object && containsAll(map, object);
            case List<?> list -> actual instanceof JsonArray array && equal(list, array);
            case Number number ->
                actual instanceof Number other && decimal(number).compareTo(decimal(other)) == 0;
            case String text -> text.equals(actual);
            case Boolean bool -> bool.equals(actual);
            case Buffer bytes -> bytes.equals(actual);
            case Object value -> fits(Payload.of(value).value(), actual);
        };
    }

    private static boolean accepts(Predicate<@Nullable Object> predicate, @Nullable Object actual) {
        try {
            return predicate.test(actual);
        } catch (ClassCastException | NullPointerException e) {
            return false; // of another type than the predicate is for
        }
    }

    private static boolean containsAll(Map<?, ?> wanted, JsonObject actual) {
        return wanted.entrySet().stream()
                .allMatch(entry -> actual.containsKey(String.valueOf(entry.getKey()))
                        && fits(entry.getValue(), actual.getValue(String.valueOf(entry.getKey()))));
    }

    private static boolean equal(List<?> wanted, JsonArray actual) {
        if (wanted.size() != actual.size()) {
            return false;
        }
        for (int i = 0; i < wanted.size(); i++) {
            if (!fits(wanted.get(i), actual.getValue(i))) {
                return false;
            }
        }
        return true;
    }

    private static BigDecimal decimal(Number number) {
        return new BigDecimal(number.toString());
    }

    /** Writes what is expected for a failing test, predicates as themselves. */
    static String text(@Nullable Object expected) {
        if (ANY.equals(expected)) {
            return ANYTHING;
        }
        Object shown = expected instanceof byte[] || expected instanceof Buffer ? expected : shown(expected);
        return text(Payload.of(shown));
    }

    private static @Nullable Object shown(@Nullable Object expected) {
        return switch (expected) {
            case Predicate<?> predicate -> "<" + (ANY.equals(predicate) ? ANYTHING : "predicate") + ">";
            case Map<?, ?> map -> {
                Map<String, @Nullable Object> copy = new LinkedHashMap<>();
                map.forEach((key, value) -> copy.put(String.valueOf(key), shown(value)));
                yield copy;
            }
            case List<?> list -> {
                List<@Nullable Object> copy = new ArrayList<>();
                list.forEach(value -> copy.add(shown(value)));
                yield copy;
            }
            case null, default -> expected;
        };
    }

    /** Writes a payload for a failing test. */
    static String text(Payload payload) {
        if (!payload.isBinary()) {
            return payload.buffer().toString();
        }
        var hex = new StringBuilder();
        for (byte one : payload.binary().getBytes(0, Math.min(payload.length(), 16))) {
            hex.append("%02x".formatted(one));
        }
        return payload.length() + " bytes " + hex + (payload.length() > 16 ? "…" : "");
    }
}
