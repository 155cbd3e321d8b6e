package dev.wingbeat.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import com.fasterxml.jackson.databind.JsonNode;
import dev.wingbeat.conformance.Bindings;
import dev.wingbeat.support.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/** Plays the recorded presence conversation, which is written in V2, over any wire; its topic is replaced by another. */
final class PresenceScript {

    private static final String RECORDED_TOPIC = "room:p";

    private final Function<String, Peer> connect;
    private final String topic;
    private final Map<String, Peer> peers = new HashMap<>();
    private final Bindings bindings = new Bindings();

    PresenceScript(Function<String, Peer> connect, String topic) {
        this.connect = connect;
        this.topic = topic;
    }

    static JsonNode recorded() {
        try (var in = PresenceScript.class.getResourceAsStream("/wire/presence.json")) {
            assertNotNull(in, "wire/presence.json (expected: on the class path)");
            return Json.parse(new String(in.readAllBytes(), UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void play(JsonNode vector) {
        for (JsonNode step : vector.path("steps")) {
            var peer = peers.computeIfAbsent(step.path("conn").textValue(), connect);
            step.path("send")
                    .forEach(frame -> peer.send(
                            Json.write(frame.path(0)),
                            Json.write(frame.path(1)),
                            topic(frame),
                            frame.path(3).textValue(),
                            Json.write(frame.path(4))));
            step.path("expect").forEach(frame -> bindings.check(expected(peer.wire(), frame), peer.next()));
            if (step.has("expect") || step.has("expect_nothing_ms")) {
                peer.expectNothing();
            }
        }
        peers.values().forEach(Peer::close);
    }

    private JsonNode expected(WireVariant wire, JsonNode frame) {
        return wire.frame(
                Json.write(frame.path(0)),
                Json.write(frame.path(1)),
                topic(frame),
                frame.path(3).textValue(),
                Json.write(frame.path(4)));
    }

    private String topic(JsonNode frame) {
        return frame.path(2).textValue().equals(RECORDED_TOPIC)
                ? topic
                : frame.path(2).textValue();
    }
}
