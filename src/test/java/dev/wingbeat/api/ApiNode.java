package dev.wingbeat.api;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.wingbeat.Endpoint;
import dev.wingbeat.support.Patience;
import dev.wingbeat.support.client.HttpAnswer;
import dev.wingbeat.support.client.HttpProbe;
import dev.wingbeat.support.client.WebSocketProbe;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** One node that serves the API while the tests of a class run. */
final class ApiNode implements BeforeAllCallback, AfterAllCallback {

    private Vertx vertx;
    private Endpoint endpoint;

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        vertx = Vertx.vertx();
        endpoint = started(ApiNodes.endpoint());
    }

    @Override
    public void afterAll(ExtensionContext context) throws Exception {
        await(endpoint.stop());
        await(vertx.close());
    }

    /** Starts another one, which the caller stops. */
    Endpoint started(Endpoint built) throws Exception {
        return await(built.start(vertx, "a"));
    }

    static <T> T await(Future<T> future) throws Exception {
        return future.await(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
    }

    Vertx vertx() {
        return vertx;
    }

    Endpoint endpoint() {
        return endpoint;
    }

    HttpAnswer send(HttpProbe request) {
        return request.send(endpoint.managementPort());
    }

    HttpAnswer post(String path, String body) {
        return send(ApiNodes.post(path, body));
    }

    HttpAnswer get(String path) {
        return send(ApiNodes.request("GET", path));
    }

    static void refused(int status, String code, HttpAnswer answer) {
        assertEquals(status + " " + code, answer.status() + " " + code(answer), answer.text());
    }

    static String code(HttpAnswer answer) {
        return answer.text().isEmpty()
                ? ""
                : answer.json().path("error").path("code").asText();
    }

    WebSocketProbe member(String user, String... topics) {
        var probe = WebSocketProbe.open(endpoint.port(), HttpProbe.upgrade("/socket/websocket?vsn=2.0.0&user=" + user));
        for (String topic : topics) {
            probe.join(topic, topic);
        }
        return probe;
    }
}
