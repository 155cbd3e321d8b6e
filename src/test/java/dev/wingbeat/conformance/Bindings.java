package dev.wingbeat.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;

/** Compares JSON with a pattern in which {@code "$NAME"} stands for any value, the same one wherever it is written. */
public final class Bindings {

    private final Map<String, JsonNode> values = new HashMap<>();

    /** Returns the value bound to a name such as {@code $T}. */
    public String text(String name) {
        var value = values.get(name);
        if (value == null) {
            throw new AssertionError(name + " (expected: bound by an earlier step)");
        }
        return value.asText();
    }

    /** Fails unless the value fits the pattern; binds the names seen for the first time. */
    public void check(JsonNode pattern, JsonNode actual) {
        if (!fits(pattern, actual)) {
            throw new AssertionError("got " + actual + " (expected: " + pattern + ", with " + values + ')');
        }
    }

    private boolean fits(JsonNode pattern, JsonNode actual) {
        if (pattern instanceof TextNode text && text.textValue().startsWith("$")) {
            var known = values.putIfAbsent(text.textValue(), actual);
            return known == null || known.equals(actual);
        } else if (pattern.isObject() && actual.isObject()) {
            return pattern.size() == actual.size()
                    && pattern.properties().stream()
                            .allMatch(entry ->
                                    actual.has(entry.getKey()) && fits(entry.getValue(), actual.get(entry.getKey())));
        } else if (pattern.isArray() && actual.isArray() && pattern.size() == actual.size()) {
            Iterator<JsonNode> others = actual.iterator();
            for (JsonNode element : pattern) {
                if (!fits(element, others.next())) {
                    return false;
                }
            }
            return true;
        }
        return pattern.equals(actual);
    }
}
