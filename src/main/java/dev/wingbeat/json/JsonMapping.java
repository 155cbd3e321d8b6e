package dev.wingbeat.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamWriteConstraints;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.AnnotationIntrospector;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.cfg.MutableCoercionConfig;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.LogicalType;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.json.jackson.VertxModule;
import java.io.IOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Turns JSON into objects of applications and back, by Jackson; the messages around it never pass through here. Internal seam.
 */
public final class JsonMapping {

    /**
     * Reading keeps to the limits of {@link JsonScanner}, which has let it in: here they only stop what an application has
     * made itself. Field names come from clients, so they are not interned; text leaves as UTF-8, not as escapes.
     */
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(JsonScanner.MAX_DEPTH)
                    .maxNumberLength(JsonScanner.MAX_NUMBER)
                    .maxNameLength(JsonScanner.MAX_KEY)
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .streamWriteConstraints(StreamWriteConstraints.builder()
                    .maxNestingDepth(JsonScanner.MAX_DEPTH - 1) // a frame is around it
                    .build())
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8)
            .build();

    /** Nothing becomes what it is not: no text of a number, no number of a text or of a truth value, no whole of a fraction. */
    private static final ObjectMapper JACKSON = JsonMapper.builder(FACTORY)
            .addModule(new VertxModule())
            .annotationIntrospector(
                    AnnotationIntrospector.pair(new StrictRecords(), new JacksonAnnotationIntrospector()))
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .withCoercionConfigDefaults(
                    config -> config.setCoercion(CoercionInputShape.EmptyString, CoercionAction.Fail))
            .withCoercionConfig(LogicalType.Textual, JsonMapping::takeOnlyStrings)
            .build();

    private static final byte[] REPLACEMENT = {'f', 'f', 'f', 'd'};

    private JsonMapping() {}

    private static void takeOnlyStrings(MutableCoercionConfig config) {
        config.setCoercion(CoercionInputShape.EmptyString, CoercionAction.TryConvert)
                .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail)
                .setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                .setCoercion(CoercionInputShape.Float, CoercionAction.Fail);
    }

    /**
     * Returns a value as compact JSON that {@link JsonScanner} takes.
     *
     * @throws IllegalArgumentException when Jackson cannot write it, or with a key that is too long; the text names its class
     */
    public static byte[] write(@Nullable Object value) {
        try {
            return checked(withoutHalfPairs(JACKSON.writeValueAsBytes(value)));
        } catch (JsonProcessingException e) {
            throw unwritable(value, e.getOriginalMessage(), e);
        } catch (JsonSyntaxException e) {
            throw unwritable(value, String.valueOf(e.getMessage()), e);
        }
    }

    private static IllegalArgumentException unwritable(@Nullable Object value, String why, Exception cause) {
        String type = value == null ? "null" : value.getClass().getName();
        return new IllegalArgumentException(
                "payload: " + type + ": " + why + " (expected: what Jackson can write, and others read)", cause);
    }

    /** Checks what is long enough to have a key that is too long: of names, Jackson has no limit when it writes. */
    private static byte[] checked(byte[] json) {
        if (json.length > JsonScanner.MAX_KEY) {
            var scanner = new JsonScanner(json);
            var unused = scanner.value();
            scanner.end();
        }
        return json;
    }

    /** Puts U+FFFD in the place of each half of a surrogate pair, which Jackson writes as an escape that nobody takes. */
    private static byte[] withoutHalfPairs(byte[] json) {
        for (int i = 0; i < json.length; i++) {
            if (json[i] == '\\' && json[++i] == 'u' && (json[i + 1] | ' ') == 'd' && json[i + 2] >= '8') {
                System.arraycopy(REPLACEMENT, 0, json, i + 1, REPLACEMENT.length);
            }
        }
        return json;
    }

    /**
     * Returns JSON as an object of a class.
     *
     * @throws JsonMismatchException when it does not fit
     * @throws IllegalArgumentException when Jackson cannot read objects of this class at all
     */
    public static <T> T read(byte[] bytes, int from, int to, Class<T> type) {
        T value;
        try {
            value = JACKSON.readValue(bytes, from, to - from, type);
        } catch (IOException e) {
            throw JsonMismatchException.of(e, type);
        }
        if (value == null) {
            throw new JsonMismatchException("", "null", JsonKind.of(type), null);
        }
        return value;
    }

    /** Returns the value with every object and array in it unmodifiable, since all readers of a payload share it. */
    public static @Nullable Object readOnlyValue(byte[] bytes, int from, int to) {
        Object value;
        try {
            value = JACKSON.readValue(bytes, from, to - from, Object.class);
        } catch (IOException e) {
            throw JsonMismatchException.of(e, Object.class);
        }
        return switch (value) {
            case Map<?, ?> object -> new JsonObject(readOnly(object));
            case List<?> array -> new JsonArray(readOnly(array));
            case null, default -> value;
        };
    }

    private static Map<String, @Nullable Object> readOnly(Map<?, ?> object) {
        Map<String, @Nullable Object> entries = LinkedHashMap.newLinkedHashMap(object.size());
        object.forEach((key, value) -> entries.put((String) key, readOnlyNested(value)));
        return Collections.unmodifiableMap(entries);
    }

    private static List<@Nullable Object> readOnly(List<?> array) {
        return array.stream().<@Nullable Object>map(JsonMapping::readOnlyNested).toList();
    }

    private static @Nullable Object readOnlyNested(@Nullable Object value) {
        return switch (value) {
            case Map<?, ?> object -> readOnly(object);
            case List<?> array -> readOnly(array);
            case null, default -> value;
        };
    }
}
