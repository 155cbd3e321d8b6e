package dev.wingbeat.support.client;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import dev.wingbeat.support.Json;
import java.util.ArrayList;
import java.util.List;

/** One long-poll session, driven request by request. */
public final class LongPollProbe {

    /** The content type of a batch. */
    public static final String NDJSON = "application/x-ndjson";

    private final int port;
    private final String target;
    private String token = "";

    /** Prepares a session; {@link #open} begins it. */
    public LongPollProbe(int port, String target) {
        this.port = port;
        this.target = target;
    }

    /** Opens the session: the answer must be 410 with a token. */
    public LongPollProbe open(String... headers) {
        var answer = HttpProbe.get(target).with(headers).send(port);
        assertEquals(200, answer.status());
        var body = answer.json();
        assertEquals(410, body.path("status").asInt(), () -> "status of the opening GET: " + body);
        assertEquals(0, body.path("messages").size(), () -> "messages of the opening GET: " + body);
        token = body.path("token").asText();
        return this;
    }

    /** Talks about the same session with another node. */
    public LongPollProbe through(int otherPort) {
        var other = new LongPollProbe(otherPort, target);
        other.token = token;
        return other;
    }

    /** Returns the token of the session. */
    public String token() {
        return token;
    }

    /** Polls once. */
    public HttpAnswer poll(String... headers) {
        return HttpProbe.get(withToken()).with(headers).send(port);
    }

    /** Polls once and returns the messages, which there must be. */
    public List<JsonNode> messages() {
        var body = poll().json();
        assertEquals(200, body.path("status").asInt(), () -> "status of a poll: " + body);
        var messages = new ArrayList<JsonNode>();
        body.path("messages").forEach(message -> messages.add(Json.parse(message.textValue())));
        return messages;
    }

    /** Polls until all these JSON texts have come, in this order and nothing between. */
    public void expect(String... texts) {
        var waiting = new ArrayList<JsonNode>();
        for (var text : texts) {
            if (waiting.isEmpty()) {
                waiting.addAll(messages());
            }
            assertEquals(Json.parse(text), waiting.removeFirst());
        }
        assertEquals(List.of(), waiting, "messages left over");
    }

    /** Sends a batch of lines and returns the body of the answer. */
    public JsonNode send(String... lines) {
        return post(NDJSON, String.join("\n", lines)).json();
    }

    /** Sends JSON lines, which may be written with single quotes; the answer must be 200. */
    public void sendJson(String... lines) {
        var batch = new String[lines.length];
        for (int i = 0; i < lines.length; i++) {
            batch[i] = Json.compact(lines[i]);
        }
        var body = send(batch);
        assertEquals(200, body.path("status").asInt(), () -> "status of a POST: " + body);
    }

    /** Sends a body of any content type. */
    public HttpAnswer post(String contentType, String body, String... headers) {
        return HttpProbe.request("POST", withToken())
                .with(headers)
                .withBody(contentType, body)
                .send(port);
    }

    private String withToken() {
        return target + (target.contains("?") ? "&" : "?") + "token=" + token;
    }
}
