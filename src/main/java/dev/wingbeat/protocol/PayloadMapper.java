package dev.wingbeat.protocol;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.json.jackson.VertxModule;
import java.io.IOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads and writes JSON payloads for applications, by Jackson; frames themselves never pass through here. */
final class PayloadMapper {

    /** Field names come from clients, so they are not interned; text leaves as UTF-8, not as escapes. */
    private static final ObjectMapper JACKSON = JsonMapper.builder(JsonFactory.builder()
                    .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                    .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8)
                    .build())
            .addModule(new VertxModule())
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private PayloadMapper() {}

    static byte[] write(@Nullable Object value) {
        try {
            return JACKSON.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            String type = value == null ? "null" : value.getClass().getName();
            throw new IllegalArgumentException(
                    "payload: " + type + ": " + e.getOriginalMessage() + " (expected: what Jackson can write)", e);
        }
    }

    static <T> T read(byte[] bytes, int from, int to, Class<T> type) {
        T value;
        try {
            value = JACKSON.readValue(bytes, from, to - from, type);
        } catch (IOException e) {
            throw mismatch(type, e);
        }
        if (value == null) {
            throw new PayloadException("payload: null (expected: " + type.getName() + ")");
        }
        return value;
    }

    /** Returns the value with every object and array in it unmodifiable, since all readers of a payload share it. */
    static @Nullable Object readOnlyValue(byte[] bytes, int from, int to) {
        Object value;
        try {
            value = JACKSON.readValue(bytes, from, to - from, Object.class);
        } catch (IOException e) {
            throw mismatch(Object.class, e);
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
        return array.stream()
                .<@Nullable Object>map(PayloadMapper::readOnlyNested)
                .toList();
    }

    private static @Nullable Object readOnlyNested(@Nullable Object value) {
        return switch (value) {
            case Map<?, ?> object -> readOnly(object);
            case List<?> array -> readOnly(array);
            case null, default -> value;
        };
    }

    /** Names place and type but not the value, which may be a secret; keeps what the application's class threw. */
    private static PayloadException mismatch(Class<?> type, IOException failure) {
        String problem = "payload as " + type.getName() + ": ";
        Throwable thrown = failure;
        if (failure instanceof JsonMappingException mapping) {
            String path = mapping.getPathReference();
            problem += path.isEmpty() ? "" : "at " + path + ": ";
            thrown = mapping.getCause() == null ? mapping : mapping.getCause();
        }
        return switch (thrown) {
            case MismatchedInputException e
            when e.getTargetType() != null -> new PayloadException(problem + unfit(e.getTargetType()));
            case InputCoercionException e -> new PayloadException(problem + unfit(e.getTargetType()));
            case JsonProcessingException e -> new PayloadException(problem + e.getOriginalMessage());
            default -> new PayloadException(problem + thrown.getMessage(), thrown);
        };
    }

    private static String unfit(Class<?> expected) {
        return "does not fit (expected: " + expected.getTypeName() + ")";
    }
}
