package dev.wingbeat.conformance;

import dev.wingbeat.cluster.WingbeatCluster;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Plays the recorded conversations against three nodes: no two connections of a case are to the same node, and no two requests
 * of a long-poll client in a row.
 */
class VectorClusterTest {

    @RegisterExtension
    static final WingbeatCluster CLUSTER = new WingbeatCluster();

    @RegisterExtension
    static final Vectors vectors = new Vectors();

    @TestFactory
    List<DynamicTest> textFramesInV2() throws IOException {
        return vectors.cases("ws-v2-text", vector -> new WebSocketScript(VectorClusterTest::portOf).play(vector));
    }

    @TestFactory
    List<DynamicTest> binaryFramesInV2() throws IOException {
        return vectors.cases("ws-v2-binary", vector -> new WebSocketScript(VectorClusterTest::portOf).play(vector));
    }

    @TestFactory
    List<DynamicTest> framesInV1() throws IOException {
        return vectors.cases("ws-v1", vector -> new WebSocketScript(VectorClusterTest::portOf).play(vector));
    }

    @TestFactory
    List<DynamicTest> longPoll() throws IOException {
        var path = Vectors.read("longpoll").path("path").textValue();
        return vectors.cases("longpoll", vector -> new LongPollScript(inTurn(), path).play(vector));
    }

    /** Connection a is to the first node, b to the second, c to the third. */
    private static int portOf(String connection) {
        int index = connection.charAt(0) - 'a';
        if (connection.length() != 1 || index < 0 || index >= CLUSTER.size()) {
            throw new AssertionError("connection: " + connection + " (expected: a, b or c)");
        }
        return CLUSTER.node(index).port();
    }

    private static IntSupplier inTurn() {
        var requests = new AtomicInteger();
        return () -> CLUSTER.node(requests.getAndIncrement() % CLUSTER.size()).port();
    }
}
