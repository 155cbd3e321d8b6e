package dev.wingbeat.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import dev.wingbeat.support.client.HttpProbe;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Plays the recorded conversations of the vector files against the fixture, over real sockets. */
class VectorTest {

    @RegisterExtension
    static final TestServer server = TestServer.ofVectors();

    @RegisterExtension
    static final Vectors vectors = new Vectors();

    @TestFactory
    List<DynamicTest> handshake() throws IOException {
        return vectors.cases("handshake", VectorTest::shakeHands);
    }

    @TestFactory
    List<DynamicTest> textFramesInV2() throws IOException {
        return vectors.cases("ws-v2-text", vector -> new WebSocketScript(server.port()).play(vector));
    }

    @TestFactory
    List<DynamicTest> binaryFramesInV2() throws IOException {
        return vectors.cases("ws-v2-binary", vector -> new WebSocketScript(server.port()).play(vector));
    }

    @TestFactory
    List<DynamicTest> framesInV1() throws IOException {
        return vectors.cases("ws-v1", vector -> new WebSocketScript(server.port()).play(vector));
    }

    @TestFactory
    List<DynamicTest> longPoll() throws IOException {
        var path = Vectors.read("longpoll").path("path").textValue();
        return vectors.cases("longpoll", vector -> new LongPollScript(server.port(), path).play(vector));
    }

    private static void shakeHands(JsonNode vector) {
        var request = HttpProbe.request(
                vector.path("method").textValue(), vector.path("path").textValue());
        if (vector.path("upgrade").booleanValue()) {
            request = request.withUpgrade();
        }
        for (var header : vector.path("headers").properties()) {
            request = request.with(header.getKey(), header.getValue().textValue());
        }
        var answer = request.send(server.port());
        var expected = vector.path("expect");
        assertEquals(expected.path("status").intValue(), answer.status());
        for (var entry : expected.properties()) {
            switch (entry.getKey()) {
                case "status" -> {}
                case "body" -> assertEquals(entry.getValue().textValue(), answer.text());
                case "json" -> assertEquals(entry.getValue(), answer.json());
                case "protocol" -> assertEquals(entry.getValue().textValue(), answer.header("sec-websocket-protocol"));
                default -> throw new AssertionError("unknown expectation: " + entry.getKey());
            }
        }
    }
}
