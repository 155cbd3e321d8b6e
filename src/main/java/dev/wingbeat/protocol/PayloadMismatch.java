package dev.wingbeat.protocol;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.InvalidDefinitionException;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Says in the words of JSON where a payload does not fit a class, and what would; never what was there instead. */
final class PayloadMismatch {

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

    private PayloadMismatch() {}

    private static Map.Entry<Class<?>, String> integer(Class<?> type, long least, long most) {
        return Map.entry(type, "integer from " + least + " to " + most);
    }

    /**
     * Returns what is to be thrown for a failure of Jackson: the payload's fault, or that of the class, which Jackson cannot
     * read at all.
     */
    static RuntimeException of(IOException failure, Class<?> type) {
        String path = failure instanceof JsonMappingException mapping ? path(mapping.getPath()) : "";
        Throwable thrown =
                failure instanceof JsonMappingException && failure.getCause() != null ? failure.getCause() : failure;
        return switch (thrown) {
            case InvalidDefinitionException e ->
                new IllegalArgumentException(
                        "type: " + type.getName() + ": " + e.getOriginalMessage()
                                + " (expected: a class Jackson can read)",
                        e);
            case InputCoercionException e -> unfit(path, range(e.getTargetType()));
            case InvalidFormatException e when e.getValue() instanceof Number -> unfit(path, range(e.getTargetType()));
            case MismatchedInputException e when e.getTargetType() != null -> unfit(path, kind(e.getTargetType()));
            case JsonProcessingException e -> new PayloadException(path, "cannot be read", kind(type), e);
            case IllegalArgumentException e ->
                new PayloadException(path, "refused", LogText.of(String.valueOf(e.getMessage())), e);
            default -> new PayloadException(path, "refused by " + type.getName(), kind(type), thrown);
        };
    }

    private static PayloadException unfit(String path, String expected) {
        return new PayloadException(path, "missing, or something else", expected, null);
    }

    /** Returns what JSON there must be for a class. */
    static String kind(Class<?> type) {
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

    private static String range(Class<?> type) {
        return INTEGERS.getOrDefault(type, kind(type));
    }

    private static String path(List<JsonMappingException.Reference> references) {
        var path = new StringBuilder();
        for (JsonMappingException.Reference reference : references) {
            String field = reference.getFieldName();
            if (field == null) {
                path.append('[').append(reference.getIndex()).append(']');
            } else {
                path.append(path.isEmpty() ? "" : ".").append(field);
            }
        }
        return LogText.of(path.toString());
    }
}
