package dev.wingbeat.cli;

import dev.wingbeat.token.Atom;
import dev.wingbeat.token.Tuple;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** Data of tokens for people: read from JSON, shown as Elixir writes it. */
final class TermText {

    private TermText() {}

    /**
     * Reads JSON.
     *
     * @param atomKeys whether the keys of objects become atoms, as in {@code %{user_id: 42}}
     * @throws IllegalArgumentException for anything else
     */
    static @Nullable Object ofJson(String json, boolean atomKeys) {
        try {
            return term(Json.decodeValue(json), atomKeys);
        } catch (DecodeException e) {
            throw new IllegalArgumentException(
                    "DATA: " + json + " (expected: JSON, such as 42, '\"u1\"' or '{\"user_id\":42}')", e);
        }
    }

    private static @Nullable Object term(@Nullable Object json, boolean atomKeys) {
        return switch (json) {
            case JsonObject object -> {
                var map = new LinkedHashMap<@Nullable Object, @Nullable Object>();
                object.forEach(field -> map.put(
                        atomKeys ? new Atom(field.getKey()) : field.getKey(), term(field.getValue(), atomKeys)));
                yield map;
            }
            case JsonArray array -> {
                var list = new ArrayList<@Nullable Object>();
                array.forEach(element -> list.add(term(element, atomKeys)));
                yield list;
            }
            case BigDecimal number -> number.doubleValue();
            case null, default -> json;
        };
    }

    /** Shows data. */
    static String show(@Nullable Object term) {
        return switch (term) {
            case null -> "nil";
            case String text -> Json.encode(text);
            case byte[] bytes -> bytes(bytes);
            case Atom(String name) -> name.matches("[a-z_][A-Za-z0-9_]*[?!]?") ? ":" + name : ":" + Json.encode(name);
            case Tuple(List<?> elements) -> joined("{", elements, "}");
            case List<?> elements -> joined("[", elements, "]");
            case Map<?, ?> map -> {
                var fields = new StringJoiner(", ", "%{", "}");
                map.forEach((key, value) -> fields.add(show(key) + " => " + show(value)));
                yield fields.toString();
            }
            default -> String.valueOf(term);
        };
    }

    private static String bytes(byte[] bytes) {
        var shown = new StringJoiner(", ", "<<", ">>");
        for (byte each : bytes) {
            shown.add(String.valueOf(each & 0xff));
        }
        return shown.toString();
    }

    private static String joined(String open, List<?> elements, String close) {
        var shown = new StringJoiner(", ", open, close);
        elements.forEach(element -> shown.add(show(element)));
        return shown.toString();
    }
}
