package dev.wingbeat.console;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import dev.wingbeat.Endpoint;
import dev.wingbeat.support.client.HttpProbe;
import dev.wingbeat.support.client.WebSocketProbe;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** The console as its page asks it. */
record ConsoleProbe(WebSocketProbe probe) implements AutoCloseable {

    /** Signs in at a node. */
    static ConsoleProbe open(Endpoint node, String key) {
        String token = Base64.getUrlEncoder().withoutPadding().encodeToString(key.getBytes(StandardCharsets.UTF_8));
        var probe = WebSocketProbe.open(
                node.managementPort(),
                HttpProbe.upgrade("/console/socket/websocket?vsn=2.0.0")
                        .with("sec-websocket-protocol", "phoenix, base64url.bearer.phx." + token));
        probe.sendJson("['1','1','console','phx_join',{}]");
        assertEquals("ok", probe.nextPayload("phx_reply").path("status").asText());
        return new ConsoleProbe(probe);
    }

    /** Asks, and returns the answer with its status; JSON may be written with single quotes. */
    JsonNode asked(String command, String question) {
        probe.sendJson("['1','7','console','" + command + "'," + question + "]");
        return probe.nextPayload("phx_reply");
    }

    /** Asks what is answered. */
    JsonNode told(String command, String question) {
        JsonNode reply = asked(command, question);
        assertEquals("ok", reply.path("status").asText(), reply::toString);
        return reply.path("response");
    }

    @Override
    public void close() {
        probe.close();
    }
}
