package dev.wingbeat.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A long-poll client for tests: each method is one request. */
final class LongPollClient {

    static final String NDJSON = "application/x-ndjson";

    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    final String path;
    int port;
    String vsn = "2.0.0";
    String token = "";

    LongPollClient(int port, String path) {
        this.port = port;
        this.path = path;
    }

    /** What the server answered. */
    record Answer(int http, HttpResponse<String> response) {

        String text() {
            return response.body();
        }

        JsonObject json() {
            assertEquals(200, http, response::body);
            return new JsonObject(response.body());
        }

        int status() {
            return json().getInteger("status");
        }

        String header(String name) {
            return response.headers().firstValue(name).orElse(null);
        }

        List<JsonArray> messages() {
            assertEquals(200, status(), response::body);
            var messages = new ArrayList<JsonArray>();
            json().getJsonArray("messages").forEach(text -> messages.add(new JsonArray((String) text)));
            return messages;
        }
    }

    /** Opens a connection and keeps its token. */
    LongPollClient open(String... headers) {
        Answer answer = send(get("vsn=" + vsn, headers));
        assertEquals(410, answer.status(), answer::text);
        token = answer.json().getString("token");
        return this;
    }

    Answer poll(String... headers) {
        return send(get("vsn=" + vsn + "&token=" + token, headers));
    }

    CompletableFuture<Answer> pollLater() {
        return sendLater(get("vsn=" + vsn + "&token=" + token));
    }

    /** Posts a batch of lines. */
    Answer post(String... lines) {
        return post(NDJSON, String.join("\n", lines).getBytes(StandardCharsets.UTF_8));
    }

    Answer post(String contentType, byte[] body) {
        return send(posting(contentType, body));
    }

    CompletableFuture<Answer> postLater(String contentType, byte[] body) {
        return sendLater(posting(contentType, body));
    }

    private HttpRequest.Builder posting(String contentType, byte[] body) {
        return get("vsn=" + vsn + "&token=" + token, "content-type", contentType)
                .POST(BodyPublishers.ofByteArray(body));
    }

    /** Joins a topic with a ref of 1, and takes the reply. */
    LongPollClient join(String topic) {
        assertEquals(
                200, post("[\"1\",\"1\",\"" + topic + "\",\"phx_join\",{}]").status());
        assertEquals(List.of(ok("1", "1", topic, "{}")), poll().messages());
        return this;
    }

    static JsonArray ok(String joinRef, String ref, String topic, String response) {
        var reply = new JsonObject().put("status", "ok").put("response", new JsonObject(response));
        return new JsonArray().add(joinRef).add(ref).add(topic).add("phx_reply").add(reply);
    }

    HttpRequest.Builder get(String query, String... headers) {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path + '?' + query))
                .timeout(Duration.ofSeconds(LongPollNode.SECONDS));
        return headers.length == 0 ? request : request.headers(headers);
    }

    private static CompletableFuture<Answer> sendLater(HttpRequest.Builder request) {
        return HTTP.sendAsync(request.build(), BodyHandlers.ofString())
                .thenApply(response -> new Answer(response.statusCode(), response));
    }

    static Answer send(HttpRequest.Builder request) {
        try {
            var response = HTTP.send(request.build(), BodyHandlers.ofString());
            return new Answer(response.statusCode(), response);
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
