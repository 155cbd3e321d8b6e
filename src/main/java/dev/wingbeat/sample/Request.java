package dev.wingbeat.sample;

import dev.wingbeat.protocol.Payload;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a client's message, each checked when it is read.
 *
 * @param fields what the client sent
 */
record Request(JsonObject fields) {

    /** Longest name of a user, a room or a clan, in UTF-16 units. */
    static final int MAX_NAME = 64;

    /** Longest text that one user may send another or a clan. */
    static final int MAX_BODY = 4_000;

    private static final int MAX_QUOTED = 40;

    /** Reads a message that is a JSON object; anything else is bad input. */
    static Request of(Payload payload) {
        if (!payload.isObject()) {
            throw new BadInputException(
                    "payload: " + (payload.isBinary() ? "binary" : "no object") + " (expected: a JSON object)");
        }
        return new Request(payload.json());
    }

    /** Returns the name under a key. */
    String name(String key) {
        return checkedName(key, fields.getValue(key));
    }

    /** Returns the names under a key, none when it is absent. */
    List<String> names(String key) {
        return switch (fields.getValue(key)) {
            case null -> List.of();
            case JsonArray names ->
                names.stream().map(name -> checkedName(key, name)).distinct().toList();
            case Object other ->
                throw new BadInputException(key + ": " + quoted(other) + " (expected: a list of names)");
        };
    }

    /** Returns the text under {@code body}. */
    String body() {
        Object value = fields.getValue("body");
        if (value instanceof String text && !text.isBlank() && text.length() <= MAX_BODY) {
            return text;
        }
        String found = value instanceof String text ? text.length() + " characters" : quoted(value);
        throw new BadInputException("body: " + found + " (expected: text of 1 to " + MAX_BODY + " characters)");
    }

    /** Returns a value if it is a name: not blank, not too long, and without control characters. */
    static String checkedName(String key, @Nullable Object value) {
        if (value instanceof String name
                && !name.isBlank()
                && name.length() <= MAX_NAME
                && name.chars().noneMatch(Character::isISOControl)) {
            return name;
        }
        throw new BadInputException(key + ": " + quoted(value) + " (expected: a name of 1 to " + MAX_NAME
                + " characters, none of them a control character)");
    }

    /** Returns a value as it may stand in an answer: shortened, and without control characters. */
    static String quoted(@Nullable Object value) {
        String text = value == null ? "missing" : String.valueOf(value);
        String start = text.length() <= MAX_QUOTED ? text : text.substring(0, MAX_QUOTED) + "…";
        return start.isBlank() ? "empty" : start.replaceAll("\\p{Cntrl}", "�");
    }
}
