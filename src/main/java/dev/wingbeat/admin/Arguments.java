package dev.wingbeat.admin;

import dev.wingbeat.limit.NameLimit;
import dev.wingbeat.protocol.Events;
import dev.wingbeat.protocol.Payload;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The arguments of a command. Whatever is read here and is not as it should be fails by its name. Internal seam. */
public record Arguments(JsonObject json) {

    /** Fails when there is anything else than these. */
    Arguments only(String... names) {
        Set<String> known = Set.of(names);
        for (String name : json.fieldNames()) {
            if (!known.contains(name)) {
                String shown = name.length() > 64 ? name.substring(0, 64) : name;
                throw new AdminException(
                        Problem.FIELD_UNKNOWN, shown + ": unknown (expected: " + String.join(", ", names) + ")", shown);
            }
        }
        return this;
    }

    /** Returns whether there is an argument of a name. */
    public boolean has(String name) {
        return json.getValue(name) != null;
    }

    /** Returns a text that has to be there. */
    public String text(String name) {
        String text = optional(name);
        if (text == null) {
            throw new AdminException(Problem.FIELD_MISSING, name + ": missing (expected: a text)", name);
        }
        return text;
    }

    /** Returns a text, null when it is not there. */
    public @Nullable String optional(String name) {
        return switch (json.getValue(name)) {
            case null -> null;
            case String text when !text.isEmpty() -> text;
            default -> throw invalid(name, "a text that is not empty");
        };
    }

    boolean flag(String name, boolean otherwise) {
        return switch (json.getValue(name)) {
            case null -> otherwise;
            case Boolean flag -> flag;
            default -> throw invalid(name, "true or false");
        };
    }

    int number(String name, int otherwise, int minimum, int maximum) {
        return switch (json.getValue(name)) {
            case null -> otherwise;
            case Integer number when number >= minimum && number <= maximum -> number;
            default -> throw invalid(name, minimum + " to " + maximum);
        };
    }

    /** Returns an object; an empty one when it is not there. */
    JsonObject object(String name) {
        return switch (json.getValue(name)) {
            case null -> new JsonObject();
            case JsonObject object -> object;
            default -> throw invalid(name, "an object");
        };
    }

    /** Returns an array that has to be there, and to have 1 to 1,000 elements. */
    public JsonArray array(String name) {
        return switch (json.getValue(name)) {
            case null -> throw new AdminException(Problem.FIELD_MISSING, name + ": missing (expected: an array)", name);
            case JsonArray array when !array.isEmpty() && array.size() <= Page.MAX -> array;
            default -> throw invalid(name, "an array of 1 to " + Page.MAX + " elements");
        };
    }

    /** Returns {@code topic}. */
    String topic() {
        return topic("topic", json.getValue("topic"));
    }

    /** Returns {@code topic}, or {@code topics} if that stands in its place. */
    List<String> topics() {
        if (!has("topics")) {
            return List.of(topic());
        }
        if (has("topic")) {
            throw invalid("topics", "either topic or topics");
        }
        return array("topics").stream().map(topic -> topic("topics", topic)).toList();
    }

    private static String topic(String field, @Nullable Object value) {
        return name(field, value, Problem.TOPIC_INVALID);
    }

    /** Returns {@code event}: those of the protocol itself, and {@code disconnect}, are none that may be sent. */
    String event() {
        String event = name("event", json.getValue("event"), Problem.EVENT_INVALID);
        if (!Events.isSendable(event) || event.equals("disconnect")) {
            throw new AdminException(
                    Problem.EVENT_INVALID, "event: " + event + " (expected: one of the application's own)", "event");
        }
        return event;
    }

    private static String name(String field, @Nullable Object value, Problem problem) {
        if (value == null) {
            throw new AdminException(Problem.FIELD_MISSING, field + ": missing (expected: a text)", field);
        }
        int bytes = value instanceof String text ? text.getBytes(StandardCharsets.UTF_8).length : 0;
        if (bytes == 0 || bytes > NameLimit.DEFAULT) {
            String found = value instanceof String ? bytes + " bytes" : "no text";
            throw new AdminException(
                    problem, field + ": " + found + " (expected: 1 to " + NameLimit.DEFAULT + " bytes)", field);
        }
        return (String) value;
    }

    /** Returns {@code payload}, an object, or the bytes of {@code payload_base64}. */
    Payload payload() {
        String base64 = optional("payload_base64");
        if (base64 == null) {
            if (!has("payload")) {
                throw new AdminException(
                        Problem.FIELD_MISSING, "payload: missing (expected: an object, or payload_base64)", "payload");
            }
            return Payload.of(object("payload"));
        }
        if (has("payload")) {
            throw invalid("payload_base64", "either payload or payload_base64");
        }
        try {
            return Payload.binary(Base64.getDecoder().decode(base64));
        } catch (IllegalArgumentException e) {
            throw invalid("payload_base64", "base64");
        }
    }

    /** Returns an exception for a value that is not as expected. */
    AdminException invalid(String name, String expected) {
        String found = String.valueOf(json.getValue(name));
        String shown = found.length() > 64 ? found.substring(0, 64) + "…" : found;
        return new AdminException(Problem.FIELD_INVALID, name + ": " + shown + " (expected: " + expected + ")", name);
    }
}
