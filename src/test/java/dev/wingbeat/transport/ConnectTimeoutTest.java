package dev.wingbeat.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.wingbeat.connection.ConnectResult;
import dev.wingbeat.eventstream.EventStreamConfig;
import dev.wingbeat.eventstream.EventStreamNode;
import io.vertx.core.Promise;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** An application that takes its time over who may connect. */
class ConnectTimeoutTest {

    @Test
    void connectThatNeverDecidesIsAnsweredForTheApplication() {
        var undecided = EventStreamConfig.DEFAULT.withUserSocket(
                connect -> ConnectResult.async(Promise.<ConnectResult>promise().future()));
        try (var node = EventStreamNode.withConnectTimeout(undecided, Duration.ofMillis(50))) {
            assertEquals(503, node.get("room:a").status());
        }
    }

    @Test
    void decisionThatComesTooLateOpensNothing() {
        Promise<ConnectResult> decision = Promise.promise();
        var late = EventStreamConfig.DEFAULT.withUserSocket(connect -> ConnectResult.async(decision.future()));
        try (var node = EventStreamNode.withConnectTimeout(late, Duration.ofMillis(50))) {
            assertEquals(503, node.get("room:a").status());
            decision.complete(ConnectResult.accept());
            node.untilStreams(streams -> streams == 0);
        }
    }
}
