package dev.wingbeat.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.wingbeat.support.Json;
import dev.wingbeat.support.client.HttpProbe;
import java.time.Duration;
import java.util.function.IntSupplier;

/**
 * Plays one long-poll case. Where a case pauses so that the server may finish, this polls on until all messages have
 * come instead. Where the reference makes the client wait for the answer to an undecodable POST, an early one will
 * do, but not 200.
 */
final class LongPollScript {

    private static final int UNDECODABLE = 408;

    private final IntSupplier ports;
    private final String defaultPath;
    private final Bindings bindings = new Bindings();
    private boolean patient;

    LongPollScript(int port, String defaultPath) {
        this(() -> port, defaultPath);
    }

    /** Makes a script whose requests go to several nodes: to which, is asked for each of them. */
    LongPollScript(IntSupplier ports, String defaultPath) {
        this.ports = ports;
        this.defaultPath = defaultPath;
    }

    void play(JsonNode vector) {
        var path = vector.path("path").asText(defaultPath);
        for (JsonNode step : vector.path("steps")) {
            if (step.has("pause_ms")) {
                patient = true;
            } else {
                play(step, path);
                patient = false;
            }
        }
    }

    private void play(JsonNode step, String path) {
        long begin = System.nanoTime();
        var expected = step.path("expect");
        var body = exchange(step, path);
        if (patient) {
            while (messages(body).size() < wanted(expected)) {
                ((ArrayNode) messages(body)).addAll((ArrayNode) messages(exchange(step, path)));
            }
        }
        if (expected.path("status").intValue() == UNDECODABLE) {
            assertNotEquals(200, body.path("status").intValue());
            return;
        }
        long took = Duration.ofNanos(System.nanoTime() - begin).toMillis();
        long least = step.path("min_ms").longValue();
        assertTrue(took >= least, () -> "took " + took + " ms (expected: >= " + least + ')');
        compare(expected, body);
    }

    private JsonNode exchange(JsonNode step, String path) {
        var token = step.has("token") ? step.path("token").textValue() : bindings.text("$T");
        boolean inHeader = step.path("token_in").asText("").equals("header");
        var separator = path.contains("?") ? "&" : "?";
        var target = token == null || inHeader ? path : path + separator + "token=" + token;
        var request = HttpProbe.request(step.path("method").textValue(), target);
        if (token != null && inHeader) {
            request = request.with("x-phoenix-longpoll-token", token);
        }
        if (step.has("body")) {
            request = request.withBody(
                    step.path("content_type").textValue(), step.path("body").textValue());
        }
        var answer = request.send(ports.getAsInt());
        assertEquals(200, answer.status());
        var type = String.valueOf(answer.header("content-type"));
        assertTrue(type.startsWith("application/json"), () -> "content-type: " + type);
        return answer.json();
    }

    private void compare(JsonNode expected, JsonNode body) {
        var pattern = (ObjectNode) expected.deepCopy();
        var actual = (ObjectNode) body.deepCopy();
        if (expected.has("messages_count") || expected.has("messages_raw_count")) {
            assertEquals(wanted(expected), messages(body).size());
            pattern.remove("messages_count");
            pattern.remove("messages_raw_count");
            actual.remove("messages");
        } else if (expected.has("messages")) {
            var parsed = JsonNodeFactory.instance.arrayNode();
            messages(body).forEach(message -> parsed.add(Json.parse(message.textValue())));
            actual.set("messages", parsed);
        }
        bindings.check(pattern, actual);
    }

    private static JsonNode messages(JsonNode body) {
        return body.path("messages");
    }

    private static int wanted(JsonNode expected) {
        return expected.has("messages")
                ? expected.path("messages").size()
                : expected.path("messages_count")
                        .asInt(expected.path("messages_raw_count").intValue());
    }
}
