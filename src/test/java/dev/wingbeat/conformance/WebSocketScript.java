package dev.wingbeat.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import dev.wingbeat.support.Json;
import dev.wingbeat.support.client.HttpProbe;
import dev.wingbeat.support.client.WebSocketProbe;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.ToIntFunction;

/**
 * Plays one WebSocket case: its steps in order, on as many connections as it names. {@code within_ms} is left to the probe's
 * patience: a busy machine says nothing about the server.
 */
final class WebSocketScript {

    /** How long nothing more may come after the frames that a step expects. */
    private static final Duration QUIET = Duration.ofMillis(120);

    private final ToIntFunction<String> ports;
    private final Map<String, WebSocketProbe> connections = new HashMap<>();
    private final Bindings bindings = new Bindings();

    WebSocketScript(int port) {
        this(connection -> port);
    }

    /** Makes a script whose connections go to several nodes: to which, their names tell. */
    WebSocketScript(ToIntFunction<String> ports) {
        this.ports = ports;
    }

    void play(JsonNode vector) {
        try {
            for (JsonNode step : vector.path("steps")) {
                play(step, connection(vector, step.path("conn").asText("a")));
            }
        } finally {
            connections.values().forEach(WebSocketProbe::close);
        }
    }

    private WebSocketProbe connection(JsonNode vector, String name) {
        return connections.computeIfAbsent(name, key -> {
            var own = vector.path("conns").path(key).textValue();
            var path = own == null ? vector.path("path").textValue() : own;
            return WebSocketProbe.open(ports.applyAsInt(key), HttpProbe.upgrade(path));
        });
    }

    private void play(JsonNode step, WebSocketProbe connection) {
        step.path("send").forEach(frame -> connection.send(frame.isTextual() ? frame.textValue() : frame.toString()));
        step.path("send_hex").forEach(frame -> connection.sendHex(frame.textValue()));
        step.path("expect").forEach(frame -> bindings.check(frame, Json.parse(connection.nextText())));
        step.path("expect_hex").forEach(frame -> connection.expectHex(frame.textValue()));
        if (step.has("expect") || step.has("expect_hex")) {
            connection.expectNothing(QUIET);
        }
        if (step.has("expect_nothing_ms")) {
            connection.expectNothing(
                    Duration.ofMillis(step.path("expect_nothing_ms").longValue()));
        }
        if (step.has("expect_close")) {
            connection.expectClose(step.path("expect_close").intValue());
        }
    }
}
