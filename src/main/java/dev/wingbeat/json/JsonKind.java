package dev.wingbeat.json;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Names in the words of JSON the value that a class is read from. Internal seam. */
public final class JsonKind {

    private static final Set<Class<?>> FRACTIONS =
            Set.of(float.class, Float.class, double.class, Double.class, BigDecimal.class, Number.class);

    /** The integers, each with its range. */
    private static final Map<Class<?>, String> INTEGERS = Map.ofEntries(
            integer(byte.class, Byte.MIN_VALUE, Byte.MAX_VALUE),
            integer(Byte.class, Byte.MIN_VALUE, Byte.MAX_VALUE),
            integer(short.class, Short.MIN_VALUE, Short.MAX_VALUE),
            integer(Short.class, Short.MIN_VALUE, Short.MAX_VALUE),
            integer(int.class, Integer.MIN_VALUE, Integer.MAX_VALUE),
            integer(Integer.class, Integer.MIN_VALUE, Integer.MAX_VALUE),
            integer(long.class, Long.MIN_VALUE, Long.MAX_VALUE),
            integer(Long.class, Long.MIN_VALUE, Long.MAX_VALUE),
            Map.entry(BigInteger.class, "integer"));

    private JsonKind() {}

    private static Map.Entry<Class<?>, String> integer(Class<?> type, long least, long most) {
        return Map.entry(type, "integer from " + least + " to " + most);
    }

    /** Returns what JSON there must be for a class. */
    public static String of(Class<?> type) {
        if (type.isEnum()) {
            return Arrays.stream(type.getEnumConstants())
                    .map(constant -> ((Enum<?>) constant).name())
                    .collect(Collectors.joining(", ", "one of ", ""));
        }
        if (INTEGERS.containsKey(type)) {
            return "integer";
        }
        if (FRACTIONS.contains(type)) {
            return "number";
        }
        if (type.equals(boolean.class) || type.equals(Boolean.class)) {
            return "boolean";
        }
        if (CharSequence.class.isAssignableFrom(type) || type.equals(char.class) || type.equals(Character.class)) {
            return "string";
        }
        if (Collection.class.isAssignableFrom(type) || type.isArray() || type.equals(JsonArray.class)) {
            return "array";
        }
        return isObject(type) ? "object" : type.getSimpleName();
    }

    private static boolean isObject(Class<?> type) {
        return type.isRecord()
                || Map.class.isAssignableFrom(type)
                || type.equals(JsonObject.class)
                || !type.getName().startsWith("java.");
    }

    /** Returns what JSON there must be for a class where a number did not fit it: its range. */
    static String range(Class<?> type) {
        return INTEGERS.getOrDefault(type, of(type));
    }
}
