package dev.wingbeat.config;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;

/** Describes configuration files to editors, by JSON Schema 2020-12. Internal seam. */
public final class JsonSchema {

    private JsonSchema() {}

    /** Returns the schema of a file that may have these keys. */
    public static String of(List<Key<?>> keys) {
        var schema = new JsonObject()
                .put("$schema", "https://json-schema.org/draft/2020-12/schema")
                .put("title", "Configuration of a Wingbeat hub");
        return schema.mergeIn(keyed(keys, "object")).encodePrettily() + '\n';
    }

    private static JsonObject keyed(List<Key<?>> keys, Object type) {
        var properties = new JsonObject();
        var required = new JsonArray();
        for (Key<?> key : keys) {
            properties.put(key.name(), described(key));
            if (key.shape().isSecret()) {
                properties.put(
                        key.name() + Reading.IN_FILE,
                        new JsonObject()
                                .put("description", "File with " + key.name())
                                .put("type", "string"));
            } else if (key.need() == Key.Need.REQUIRED) {
                required.add(key.name());
            }
        }
        var schema =
                new JsonObject().put("type", type).put("properties", properties).put("additionalProperties", false);
        return required.isEmpty() ? schema : schema.put("required", required);
    }

    private static JsonObject described(Key<?> key) {
        JsonObject schema = schema(key.shape());
        String preset = key.preset();
        if (preset != null && !key.shape().isSecret()) {
            Object value = preset.matches("\\d{1,10}") ? (Object) Long.valueOf(preset) : preset;
            schema.put("default", value);
        }
        return schema.put("description", key.meaning());
    }

    private static JsonObject schema(Shape<?> shape) {
        return switch (shape) {
            case Shape.Text<?> text -> text(text.type());
            case Shape.Either<?> either -> anyOf(text(either.type()), schema(either.other()));
            case Shape.Group<?> group -> keyed(group.keys(), JsonArray.of("object", "null"));
            case Shape.Many<?> list ->
                new JsonObject().put("type", JsonArray.of("array", "null")).put("items", schema(list.item()));
            case Shape.Chosen<?> map ->
                new JsonObject()
                        .put("type", JsonArray.of("object", "null"))
                        .put("additionalProperties", schema(map.value()));
        };
    }

    private static JsonObject text(ValueType<?> type) {
        var schema = json(type.schema());
        return type.isList()
                ? anyOf(schema, new JsonObject().put("type", "array").put("minItems", 1))
                : schema;
    }

    private static JsonObject anyOf(JsonObject one, JsonObject other) {
        return new JsonObject().put("anyOf", JsonArray.of(one, other));
    }

    private static JsonObject json(Map<String, ?> schema) {
        var json = new JsonObject();
        schema.keySet().stream().sorted().forEach(name -> json.put(name, schema.get(name)));
        return json;
    }
}
