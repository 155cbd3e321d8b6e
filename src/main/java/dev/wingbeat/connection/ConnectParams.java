package dev.wingbeat.connection;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The connect parameters of a request.
 */
sealed interface ConnectParams {

    /** Most parameters of one request. */
    int MAX_COUNT = 1_000;

    /** Most brackets of one key. */
    int MAX_DEPTH = 32;

    /** Parameters: strings, and lists and maps of them. Immutable. */
    record Valid(Map<String, Object> params) implements ConnectParams {

        /** Lays the variables of the path over the parameters. */
        Valid with(Map<String, String> pathVariables) {
            if (pathVariables.isEmpty()) {
                return this;
            }
            var merged = new LinkedHashMap<>(params);
            merged.putAll(pathVariables);
            return new Valid(Collections.unmodifiableMap(merged));
        }
    }

    /** Answered with HTTP 400. */
    record Invalid(String problem) implements ConnectParams {}

    /** Decodes a query: {@code a[b]=1} nests, {@code c[]=2} lists; of two values of one key the later wins. */
    static ConnectParams parse(@Nullable String rawQuery) {
        var params = new LinkedHashMap<String, Object>();
        int count = 0;
        for (String pair : rawQuery == null ? new String[0] : rawQuery.split("&", MAX_COUNT + 2)) {
            if (pair.isEmpty()) {
                continue;
            }
            int equals = pair.indexOf('=');
            String key = PercentDecoder.form(equals < 0 ? pair : pair.substring(0, equals));
            String value = PercentDecoder.form(equals < 0 ? "" : pair.substring(equals + 1));
            if (key == null || value == null) {
                return new Invalid("query: not UTF-8");
            }
            if (++count > MAX_COUNT) {
                return new Invalid("query: too many parameters (expected: <= " + MAX_COUNT + ")");
            }
            List<String> steps = steps(key);
            if (steps.size() > MAX_DEPTH + 1) {
                return new Invalid("query: a key is nested too deep (expected: <= " + MAX_DEPTH + ")");
            }
            put(params, steps, value);
        }
        return new Valid(frozenMap(params));
    }

    /** Splits {@code a[b][]} into a, b and the empty step that appends; a key of another form is one step. */
    private static List<String> steps(String key) {
        int open = key.indexOf('[');
        if (open <= 0 || !key.endsWith("]")) {
            return List.of(key);
        }
        var steps = new ArrayList<String>();
        steps.add(key.substring(0, open));
        while (open < key.length()) {
            int close = key.indexOf(']', open);
            if (key.charAt(open) != '[' || close < 0) {
                return List.of(key);
            }
            steps.add(key.substring(open + 1, close));
            open = close + 1;
        }
        return steps;
    }

    private static void put(Map<String, Object> params, List<String> steps, String value) {
        Object container = params;
        for (int i = 0; i < steps.size(); i++) {
            boolean last = i == steps.size() - 1;
            Object next = last ? value : steps.get(i + 1).isEmpty() ? new ArrayList<Object>() : newMap();
            container = step(container, steps.get(i), next, last);
        }
    }

    /** Enters the container that is there already when it has the type of {@code next}, else puts {@code next}. */
    private static Object step(Object container, String step, Object next, boolean last) {
        if (container instanceof ArrayList<?> list) {
            appendTo(list, next);
            return next;
        }
        Map<String, Object> map = mapOf(container);
        Object there = map.get(step);
        boolean enter = !last && there != null && there.getClass() == next.getClass();
        if (enter && there != null) {
            return there;
        }
        map.put(step, next);
        return next;
    }

    private static Map<String, Object> newMap() {
        return new LinkedHashMap<>();
    }

    @SuppressWarnings("unchecked") // only parse makes these containers
    private static Map<String, Object> mapOf(Object container) {
        return (Map<String, Object>) container;
    }

    @SuppressWarnings("unchecked") // only parse makes these containers
    private static void appendTo(List<?> list, Object value) {
        ((List<Object>) list).add(value);
    }

    private static Map<String, Object> frozenMap(Map<String, Object> map) {
        map.replaceAll((key, value) -> frozen(value));
        return Collections.unmodifiableMap(map);
    }

    private static Object frozen(Object value) {
        return switch (value) {
            case LinkedHashMap<?, ?> map -> frozenMap(mapOf(map));
            case ArrayList<?> list -> list.stream().map(ConnectParams::frozen).toList();
            default -> value;
        };
    }
}
