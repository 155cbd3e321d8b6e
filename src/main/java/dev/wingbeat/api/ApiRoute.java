package dev.wingbeat.api;

import dev.wingbeat.admin.AdminException;
import dev.wingbeat.admin.Problem;
import dev.wingbeat.connection.PercentDecoder;
import dev.wingbeat.mount.MountPath;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One route, as {@code openapi.json} describes it.
 *
 * @param method in upper case
 * @param template the path below {@code /api/v1}, with variables such as <code>{topic}</code>
 * @param path what requests are compared with
 * @param command what it asks
 * @param types of what stands in the query, by name: {@code string}, {@code integer}, {@code boolean} or {@code object}
 */
record ApiRoute(String method, String template, MountPath path, String command, Map<String, String> types) {

    /** Returns the name by which it is counted. */
    String label() {
        return method + ' ' + template;
    }

    /** Reads a query into arguments. What it does not know stays a text, for the command to refuse. */
    void readQuery(@Nullable String query, JsonObject arguments) {
        for (String part : query == null || query.isEmpty() ? new String[0] : query.split("&", -1)) {
            int equals = part.indexOf('=');
            String name = PercentDecoder.form(equals < 0 ? part : part.substring(0, equals));
            String value = PercentDecoder.form(equals < 0 ? "" : part.substring(equals + 1));
            if (name == null || value == null) {
                throw new AdminException(Problem.FIELD_INVALID, "query: not UTF-8 (expected: UTF-8, percent-encoded)");
            }
            if (arguments.containsKey(name)) {
                throw new AdminException(Problem.FIELD_INVALID, name + ": given twice (expected: once)", name);
            }
            arguments.put(name, value(name, value));
        }
    }

    private Object value(String name, String value) {
        String type = types.getOrDefault(name, "string");
        try {
            return switch (type) {
                case "integer" -> Integer.valueOf(value);
                case "boolean" -> flag(value);
                case "object" -> new JsonObject(value);
                default -> value;
            };
        } catch (IllegalArgumentException | DecodeException e) {
            String shown = value.length() > 64 ? value.substring(0, 64) : value;
            throw new AdminException(Problem.FIELD_INVALID, name + ": " + shown + " (expected: " + type + ")", name);
        }
    }

    private static Boolean flag(String value) {
        return switch (value) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException(value);
        };
    }
}
