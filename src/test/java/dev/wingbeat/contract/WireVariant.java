package dev.wingbeat.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.wingbeat.support.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A transport and a version of the protocol, with the frames that a server must send in it. */
record WireVariant(Transport transport, String vsn) {

    /** What carries the frames. */
    enum Transport {
        WEBSOCKET,
        LONGPOLL
    }

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    static List<WireVariant> all() {
        return List.of(
                new WireVariant(Transport.WEBSOCKET, "1.0.0"),
                new WireVariant(Transport.WEBSOCKET, "2.0.0"),
                new WireVariant(Transport.LONGPOLL, "1.0.0"),
                new WireVariant(Transport.LONGPOLL, "2.0.0"));
    }

    boolean isV2() {
        return vsn.equals("2.0.0");
    }

    boolean isWebSocket() {
        return transport == Transport.WEBSOCKET;
    }

    /** A message from the client, as text. Refs and payload are JSON. */
    String message(@Nullable String joinRef, String ref, String topic, String event, String payload) {
        if (isV2()) {
            return NODES.arrayNode()
                    .add(Json.parse(joinRef == null ? "null" : joinRef))
                    .add(Json.parse(ref))
                    .add(topic)
                    .add(event)
                    .add(Json.parse(payload))
                    .toString();
        }
        var message = NODES.objectNode();
        message.put("topic", topic).put("event", event).set("payload", Json.parse(payload));
        message.set("ref", Json.parse(ref));
        if (joinRef != null) {
            message.set("join_ref", Json.parse(joinRef));
        }
        return message.toString();
    }

    /** A frame from the server. Refs and payload are JSON; V1 does not show the join_ref. */
    JsonNode frame(String joinRef, String ref, String topic, String event, String payload) {
        var content = Json.parse(payload);
        if (isV2()) {
            return NODES.arrayNode()
                    .add(Json.parse(joinRef))
                    .add(Json.parse(ref))
                    .add(topic)
                    .add(event)
                    .add(content);
        }
        var frame = NODES.objectNode().put("topic", topic).put("event", event);
        frame.set("payload", content);
        frame.set("ref", Json.parse(ref));
        return frame;
    }

    JsonNode reply(String joinRef, String ref, String topic, String status, String response) {
        return frame(
                joinRef, ref, topic, "phx_reply", "{'status':" + Json.write(status) + ",'response':" + response + '}');
    }

    JsonNode unmatched(String ref, String topic) {
        return reply("null", ref, topic, "error", "{'reason':'unmatched topic'}");
    }

    JsonNode broadcast(String topic, String event, String payload) {
        return frame("null", "null", topic, event, payload);
    }

    JsonNode push(String joinRef, String topic, String event, String payload) {
        return frame(joinRef, "null", topic, event, payload);
    }

    JsonNode close(String joinRef, String topic) {
        return frame(joinRef, joinRef, topic, "phx_close", "{}");
    }

    JsonNode error(String joinRef, String topic) {
        return frame(joinRef, joinRef, topic, "phx_error", "{'reason':'channel_crash'}");
    }

    /** The payload of a frame from the server. */
    JsonNode payload(JsonNode frame) {
        return isV2() ? frame.path(4) : frame.path("payload");
    }

    @Override
    public String toString() {
        return transport + " " + vsn;
    }
}
